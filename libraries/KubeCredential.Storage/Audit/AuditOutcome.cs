namespace KubeCredential.Storage.Audit;

/// <summary>The outcomes of audit entries. The strings are stored.</summary>
public static class AuditOutcome
{
    /// <summary>It succeeded.</summary>
    public const string Done = "done";

    /// <summary>It failed; the detail says why.</summary>
    public const string Failed = "failed";

    /// <summary>The credential is valid.</summary>
    public const string Valid = "valid";

    /// <summary>The credential has expired.</summary>
    public const string Expired = "expired";

    /// <summary>The credential presented does not match what was issued.</summary>
    public const string Different = "different";

    /// <summary>The credential was not found.</summary>
    public const string Unknown = "unknown";

    /// <summary>All outcomes.</summary>
    public static IReadOnlyList<string> All { get; } = [Done, Failed, Valid, Expired, Different, Unknown];

    /// <summary>The frequent outcomes. The others are rare and have an index of their own.</summary>
    internal static IReadOnlyList<string> Frequent { get; } = [Done, Valid];
}
