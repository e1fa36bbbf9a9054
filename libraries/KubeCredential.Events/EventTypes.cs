namespace KubeCredential.Events;

/// <summary>The event types that exist. A consumer dead-letters those it does not know.</summary>
public static class EventTypes
{
    /// <summary>A credential has been issued.</summary>
    public const string CredentialIssued = "CREDENTIAL_ISSUED";
}
