namespace KubeCredential.Events;

/// <summary>The types of events.</summary>
public static class EventTypes
{
    /// <summary>A credential was issued.</summary>
    public const string CredentialIssued = "CREDENTIAL_ISSUED";

    /// <summary>A credential was suspended.</summary>
    public const string CredentialSuspended = "CREDENTIAL_SUSPENDED";

    /// <summary>A suspended credential was reinstated.</summary>
    public const string CredentialReinstated = "CREDENTIAL_REINSTATED";

    /// <summary>A credential was revoked.</summary>
    public const string CredentialRevoked = "CREDENTIAL_REVOKED";

    /// <summary>A credential was replaced or renewed by another one.</summary>
    public const string CredentialSuperseded = "CREDENTIAL_SUPERSEDED";

    /// <summary>A credential's content was erased.</summary>
    public const string CredentialErased = "CREDENTIAL_ERASED";

    /// <summary>Every type that this version writes and applies. An event of any other type becomes a dead letter.</summary>
    public static IReadOnlyList<string> All { get; } =
        [CredentialIssued, CredentialSuspended, CredentialReinstated, CredentialRevoked, CredentialSuperseded, CredentialErased];

    /// <summary>The state in which an event of a type leaves the credential, or null if this version does not know the type.</summary>
    public static string? StateAfter(string eventType) => eventType switch
    {
        CredentialIssued or CredentialReinstated => CredentialState.Active,
        CredentialSuspended => CredentialState.Suspended,
        CredentialRevoked => CredentialState.Revoked,
        CredentialSuperseded => CredentialState.Superseded,
        CredentialErased => CredentialState.Erased,
        _ => null,
    };
}
