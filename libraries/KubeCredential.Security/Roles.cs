namespace KubeCredential.Security;

/// <summary>What a caller may be. The texts are stored, and stand in tokens.</summary>
public static class Roles
{
    /// <summary>Issues, and reads the credentials of their own organisation.</summary>
    public const string Issuer = "issuer";

    /// <summary>Runs the service: queues, breakers, rebuilds, keys; reads what that needs.</summary>
    public const string Operator = "operator";

    /// <summary>Reads the audit trail and checks it.</summary>
    public const string Auditor = "auditor";

    /// <summary>Another service of the system: reads everything that was issued, to hold it too.</summary>
    public const string Replica = "replica";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Issuer, Operator, Auditor, Replica];

    /// <summary>Those of people and their programs. Which other service there is, the configuration says, and no operator.</summary>
    public static IReadOnlyList<string> OfPeople { get; } = [Issuer, Operator, Auditor];
}
