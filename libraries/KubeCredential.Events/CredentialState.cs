namespace KubeCredential.Events;

/// <summary>
/// The states of a credential, as last set by its issuer. Whether it is already, or still, valid on a given day is not a state: it follows from the dates in
/// its content.
/// </summary>
public static class CredentialState
{
    /// <summary>The credential is in force.</summary>
    public const string Active = "active";

    /// <summary>It is not to be relied on for now; the issuer can reinstate it.</summary>
    public const string Suspended = "suspended";

    /// <summary>It is not to be relied on any more, and never will be again.</summary>
    public const string Revoked = "revoked";

    /// <summary>Another credential takes its place from <see cref="CredentialStatus.Since"/> on.</summary>
    public const string Superseded = "superseded";

    /// <summary>Its content has been erased for good.</summary>
    public const string Erased = "erased";

    /// <summary>All states.</summary>
    public static IReadOnlyList<string> All { get; } = [Active, Suspended, Revoked, Superseded, Erased];
}
