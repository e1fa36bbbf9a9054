using Issuance.Api.EventStore;
using KubeCredential.Events;

namespace Issuance.Api.Outbox;

/// <summary>An event that a relay has claimed.</summary>
/// <param name="Event">The event.</param>
/// <param name="Attempts">How many attempts have failed because of the event itself.</param>
/// <param name="Publications">How often it has been published before.</param>
/// <param name="TraceParent">The trace context of the request that caused it, or null.</param>
/// <param name="TraceState">Its vendor part, or null.</param>
/// <param name="RetryDelay">The delay before this retry, or null if it is not a retry.</param>
internal sealed record OutboxMessage(
    CredentialEvent Event, int Attempts, int Publications, string? TraceParent, string? TraceState, TimeSpan? RetryDelay = null)
{
    /// <summary>The event of a fact that this process has just appended.</summary>
    public static OutboxMessage Of(CredentialFact fact, int maxRetries) => new(fact.ToEvent(maxRetries), 0, 0, fact.TraceParent, fact.TraceState);
}
