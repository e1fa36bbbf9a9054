using KubeCredential.Events;

namespace Verification.Api.Projection;

/// <summary>A credential was issued: the read model stores it as the event carries it.</summary>
internal sealed class CredentialIssuedStep : IProjectionStep
{
    public string EventType => EventTypes.CredentialIssued;

    public CredentialChange Read(CredentialEvent happened) => CredentialChange.WholeOf(happened);
}
