using KubeCredential.Events;

namespace KubeCredential.Messaging.Consuming;

/// <summary>An event that a consumer is to apply.</summary>
/// <param name="Event">The event.</param>
/// <param name="Attempt">The number of this group's attempt, from 1.</param>
/// <param name="TraceParent">The W3C trace context of the sender, or null.</param>
public sealed record IncomingEvent(CredentialEvent Event, int Attempt, string? TraceParent);
