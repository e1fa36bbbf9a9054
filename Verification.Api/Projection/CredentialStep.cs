using KubeCredential.Events;
using Verification.Api.Changes;

namespace Verification.Api.Projection;

/// <summary>An event that carries the credential with its new status: the read model stores both as the event carries them.</summary>
/// <param name="eventType">One of <see cref="EventTypes"/>.</param>
internal sealed class CredentialStep(string eventType) : IProjectionStep
{
    public string EventType => eventType;

    public CredentialChange Read(CredentialEvent happened) => CredentialChange.WholeOf(happened);
}
