namespace KubeCredential.Events;

/// <summary>The states of a credential, as last set by its issuer. Expiry is not a state: it follows from the expiry date.</summary>
public static class CredentialState
{
    /// <summary>The credential is in force.</summary>
    public const string Active = "active";

    /// <summary>All states.</summary>
    public static IReadOnlyList<string> All { get; } = [Active];
}
