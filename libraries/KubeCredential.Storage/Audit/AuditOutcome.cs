namespace KubeCredential.Storage.Audit;

/// <summary>How what an audit entry tells of has ended. The texts are stored.</summary>
public static class AuditOutcome
{
    /// <summary>It was done.</summary>
    public const string Done = "done";

    /// <summary>It failed; the detail says why.</summary>
    public const string Failed = "failed";

    /// <summary>A credential was found valid.</summary>
    public const string Valid = "valid";

    /// <summary>A credential was found expired.</summary>
    public const string Expired = "expired";

    /// <summary>A credential was shown that differs from what was issued.</summary>
    public const string Different = "different";

    /// <summary>A credential was not known.</summary>
    public const string Unknown = "unknown";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Done, Failed, Valid, Expired, Different, Unknown];

    /// <summary>The usual ones. The others are rare, and have an index of their own.</summary>
    internal static IReadOnlyList<string> Frequent { get; } = [Done, Valid];
}
