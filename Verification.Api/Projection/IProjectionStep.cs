using KubeCredential.Events;
using Verification.Api.Changes;

namespace Verification.Api.Projection;

/// <summary>Defines what one type of event changes in the read model. A new type needs a line in <see cref="ProjectionSteps"/>, and a class if it is read differently.</summary>
internal interface IProjectionStep
{
    /// <summary>One of <see cref="EventTypes"/>.</summary>
    string EventType { get; }

    /// <summary>Reads the change that an event makes.</summary>
    /// <exception cref="EventFormatException">The event's credential lacks a member, or its status or hash is not what it must be.</exception>
    CredentialChange Read(CredentialEvent happened);
}
