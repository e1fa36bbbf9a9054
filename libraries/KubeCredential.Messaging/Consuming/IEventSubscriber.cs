using KubeCredential.Events;

namespace KubeCredential.Messaging.Consuming;

/// <summary>
/// Applies events to a store of its own. The runtime reads, retries, gives up, acknowledges and confirms.
/// An event may arrive several times and in any order: its version shows whether it is new (<see cref="CredentialEvent.Version"/>).
/// </summary>
public interface IEventSubscriber
{
    /// <summary>How many batches may be applied concurrently, at most, in one process.</summary>
    int MostAtOnce => int.MaxValue;

    /// <summary>
    /// Applies all events in one transaction, which is committed when this returns, and reports the outcome of each. If it throws, nothing was applied, or
    /// the outcome is unknown: the call is repeated, with all of the events or some of them.
    /// </summary>
    /// <param name="events">The events, in stream order.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>One outcome per event, in the same order.</returns>
    Task<IReadOnlyList<EventOutcome>> ApplyAsync(IReadOnlyList<IncomingEvent> events, CancellationToken cancellationToken);

    /// <summary>
    /// Whether an error means that the store is unavailable or unfit for use, rather than that an event is bad. Such errors open the breaker and use up
    /// no attempts. Every other error counts against the event that causes it.
    /// </summary>
    bool IsOutage(Exception thrown);

    /// <summary>The reason why an event could not be applied, without any of its content.</summary>
    string ReasonOf(Exception thrown) => $"The event could not be applied ({thrown.GetType().Name}).";

    /// <summary>Waits until the store is ready for the first event.</summary>
    Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Whether an operator has stopped consumption. Called about once per poll interval, and before the first read after an outage: it throws while the store
    /// is unavailable, so that nothing is read that could not be applied.
    /// </summary>
    Task<bool> IsStoppedAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>Records attempts that failed, before they are moved to the retry queue or the dead letters.</summary>
    Task RecordAsync(IReadOnlyCollection<FailedAttempt> failed, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Whether the issuer has signed a heartbeat.</summary>
    /// <param name="heartbeat">The heartbeat, with its signature.</param>
    /// <param name="json">Its JSON text as it was received.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Null if it has, or if the subscriber does not check; otherwise what is wrong. Then it becomes a dead letter.</returns>
    ValueTask<string?> CheckAsync(IssuerHeartbeat heartbeat, string json, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    /// <summary>
    /// Hears from the issuer how far the stream has come: everything committed there before <see cref="IssuerHeartbeat.AsOf"/> has been applied by this group or is
    /// one of its dead letters. Called about as often as the issuer sends heartbeats, by whichever process of the group has read one, possibly out of order. If it throws,
    /// the heartbeat is dropped and the next one is tried; consumption goes on.
    /// </summary>
    /// <param name="heartbeat">The heartbeat.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task HeardAsync(IssuerHeartbeat heartbeat, CancellationToken cancellationToken) => Task.CompletedTask;
}
