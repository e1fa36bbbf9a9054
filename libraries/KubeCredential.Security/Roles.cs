namespace KubeCredential.Security;

/// <summary>The roles of callers. The strings are stored and appear in tokens.</summary>
public static class Roles
{
    /// <summary>Issues credentials and reads those of their own organisation.</summary>
    public const string Issuer = "issuer";

    /// <summary>Operates the service: queues, breakers, rebuilds, keys; reads what that requires.</summary>
    public const string Operator = "operator";

    /// <summary>Reads the audit trail and checks it.</summary>
    public const string Auditor = "auditor";

    /// <summary>Another service of the system: reads everything that was issued in order to replicate it.</summary>
    public const string Replica = "replica";

    /// <summary>All roles.</summary>
    public static IReadOnlyList<string> All { get; } = [Issuer, Operator, Auditor, Replica];

    /// <summary>The roles of people and their programs. Other services are configured; operators cannot create keys for them.</summary>
    public static IReadOnlyList<string> OfPeople { get; } = [Issuer, Operator, Auditor];
}
