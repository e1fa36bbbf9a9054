using KubeCredential.Events;
using KubeCredential.Messaging.Consuming;
using Verification.Api.Changes;

namespace Verification.Api.Projection;

/// <summary>The types of events that the read model supports. Consumer and rebuild use the same table, so that they agree.</summary>
internal static class ProjectionSteps
{
    private static readonly IProjectionStep[] s_steps =
    [
        new CredentialStep(EventTypes.CredentialIssued),
        new CredentialStep(EventTypes.CredentialSuspended),
        new CredentialStep(EventTypes.CredentialReinstated),
        new CredentialStep(EventTypes.CredentialRevoked),
        new CredentialStep(EventTypes.CredentialSuperseded),
        new CredentialErasedStep(),
    ];

    /// <summary>Reads an event with its type's step.</summary>
    /// <exception cref="EventFormatException">The event's type is unknown, or its credential lacks a member.</exception>
    public static CredentialChange ChangeOf(CredentialEvent happened) => Table.For(happened).Read(happened);

    /// <summary>The step for each type.</summary>
    public static EventSteps<IProjectionStep> Table { get; } = new(from step in s_steps select KeyValuePair.Create(step.EventType, step));
}
