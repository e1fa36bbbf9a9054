namespace KubeCredential.Events;

/// <summary>What can happen to a credential: the one list of it.</summary>
public static class EventTypes
{
    /// <summary>A credential was issued.</summary>
    public const string CredentialIssued = "CREDENTIAL_ISSUED";

    /// <summary>Every type that this version writes and applies. An event of another type is a dead letter.</summary>
    public static IReadOnlyList<string> All { get; } = [CredentialIssued];
}
