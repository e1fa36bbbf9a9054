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

    /// <summary>The credential is not valid yet.</summary>
    public const string NotYetValid = "notYetValid";

    /// <summary>The credential has expired.</summary>
    public const string Expired = "expired";

    /// <summary>The credential is suspended.</summary>
    public const string Suspended = "suspended";

    /// <summary>The credential was revoked.</summary>
    public const string Revoked = "revoked";

    /// <summary>Another credential has taken its place.</summary>
    public const string Superseded = "superseded";

    /// <summary>The credential's content was erased.</summary>
    public const string Erased = "erased";

    /// <summary>The credential presented does not match what was issued.</summary>
    public const string Different = "different";

    /// <summary>The verifier has heard from the issuer less recently than the caller asked for.</summary>
    public const string Stale = "stale";

    /// <summary>What the verifier holds of the credential was not signed by its issuer, or that could not be checked.</summary>
    public const string NotAuthentic = "notAuthentic";

    /// <summary>The credential was not found.</summary>
    public const string Unknown = "unknown";

    /// <summary>All outcomes.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Done, Failed, Valid, NotYetValid, Expired, Suspended, Revoked, Superseded, Erased, Different, Stale, NotAuthentic, Unknown];

    /// <summary>The outcomes that only verdicts on known credentials have.</summary>
    public static IReadOnlyList<string> OfVerdicts { get; } = [Valid, NotYetValid, Expired, Suspended, Revoked, Superseded, Erased, Different, Stale, NotAuthentic];

    /// <summary>The frequent outcomes. The others are rare and have an index of their own.</summary>
    internal static IReadOnlyList<string> Frequent { get; } = [Done, Valid];
}
