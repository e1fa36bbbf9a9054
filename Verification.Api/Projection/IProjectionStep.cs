using KubeCredential.Events;

namespace Verification.Api.Projection;

/// <summary>What one type of event means for the read model. A new type is one such class, and its line in <see cref="ProjectionSteps"/>.</summary>
internal interface IProjectionStep
{
    /// <summary>One of <see cref="EventTypes"/>.</summary>
    string EventType { get; }

    /// <summary>Reads what an event changes.</summary>
    /// <exception cref="EventFormatException">The credential in the event lacks something.</exception>
    CredentialChange Read(CredentialEvent happened);
}
