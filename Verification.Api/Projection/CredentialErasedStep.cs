using KubeCredential.Events;
using Verification.Api.Changes;

namespace Verification.Api.Projection;

/// <summary>A credential's content was erased: only its ID, version, status and hash stay.</summary>
internal sealed class CredentialErasedStep : IProjectionStep
{
    public string EventType => EventTypes.CredentialErased;

    public CredentialChange Read(CredentialEvent happened) =>
        happened is { Credential: null, ContentSalt: null }
            ? CredentialChange.WholeOf(happened)
            : throw new EventFormatException("The event says that the content was erased, and carries content.");
}
