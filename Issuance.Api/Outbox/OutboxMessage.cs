using KubeCredential.Events;

namespace Issuance.Api.Outbox;

/// <summary>An event that a relay has claimed.</summary>
/// <param name="Event">The event.</param>
/// <param name="Attempts">How many attempts have failed through a fault of the message.</param>
/// <param name="Publications">How often it has been published before.</param>
/// <param name="TraceParent">The trace context of the request that caused it, or null.</param>
/// <param name="TraceState">Its vendor part, or null.</param>
/// <param name="RetryDelay">The delay of the retry that this is, or null where it is none.</param>
internal sealed record OutboxMessage(
    CredentialEvent Event, int Attempts, int Publications, string? TraceParent, string? TraceState, TimeSpan? RetryDelay = null);
