using KubeCredential.Messaging.Consuming;

namespace Verification.Api.Projection;

/// <summary>The types of events that the read model knows. Consumer and rebuild use the same table, so that they agree.</summary>
internal static class ProjectionSteps
{
    /// <summary>What is done for each type.</summary>
    public static EventSteps<IProjectionStep> Table { get; } = new(
        from step in (IProjectionStep[])[new CredentialIssuedStep()]
        select KeyValuePair.Create(step.EventType, step));
}
