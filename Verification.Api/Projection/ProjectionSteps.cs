using KubeCredential.Messaging.Consuming;

namespace Verification.Api.Projection;

/// <summary>The types of events that the read model supports. Consumer and rebuild use the same table, so that they agree.</summary>
internal static class ProjectionSteps
{
    /// <summary>The step for each type.</summary>
    public static EventSteps<IProjectionStep> Table { get; } = new(
        from step in (IProjectionStep[])[new CredentialIssuedStep()]
        select KeyValuePair.Create(step.EventType, step));
}
