using KubeCredential.Events;

namespace KubeCredential.Messaging.Consuming;

/// <summary>
/// What a consumer does with events. The runtime reads, retries, gives up, acknowledges and confirms; a subscriber applies, in a store of its own.
/// An event may come several times and in any order: versions tell what is new (<see cref="CredentialEvent.Version"/>).
/// </summary>
public interface IEventSubscriber
{
    /// <summary>How many batches may be applied at a time at the most, in one process.</summary>
    int MostAtOnce => int.MaxValue;

    /// <summary>
    /// Applies all events in one transaction, which is committed when this returns, and says what became of each. Where it throws, nothing was applied, or
    /// it is not known whether it was: the call is repeated, with all of the events or with some.
    /// </summary>
    /// <param name="events">The events, as they stand in the stream.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>One outcome for each event, in the same order.</returns>
    Task<IReadOnlyList<EventOutcome>> ApplyAsync(IReadOnlyList<IncomingEvent> events, CancellationToken cancellationToken);

    /// <summary>
    /// Whether an error says that the store is unavailable or not fit for use, rather than that an event is bad. Such errors open the breaker, and use up
    /// no attempts. Every other error counts against the event that causes it.
    /// </summary>
    bool IsOutage(Exception thrown);

    /// <summary>Says why an event could not be applied, without any of its content.</summary>
    string ReasonOf(Exception thrown) => $"The event could not be applied ({thrown.GetType().Name}).";

    /// <summary>Waits until the store is ready for the first event.</summary>
    Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Whether an operator has stopped consumption. Asked about once a poll interval, and before the first read after an outage: it throws while the store
    /// is unavailable, so that nothing is read that could not be applied.
    /// </summary>
    Task<bool> IsStoppedAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>Records attempts that failed, before they are moved to the retry queue or the dead letters.</summary>
    Task RecordAsync(IReadOnlyCollection<FailedAttempt> failed, CancellationToken cancellationToken) => Task.CompletedTask;
}
