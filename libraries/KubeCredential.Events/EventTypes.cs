namespace KubeCredential.Events;

/// <summary>The types of events.</summary>
public static class EventTypes
{
    /// <summary>A credential was issued.</summary>
    public const string CredentialIssued = "CREDENTIAL_ISSUED";

    /// <summary>Every type that this version writes and applies. An event of any other type becomes a dead letter.</summary>
    public static IReadOnlyList<string> All { get; } = [CredentialIssued];
}
