namespace KubeCredential.Administration;

/// <summary>The events that failed at a service: those in the retry queue, and those given up, the dead letters.</summary>
/// <typeparam name="TEvent">An event as the service shows it.</typeparam>
public interface IFailedEvents<TEvent>
{
    /// <summary>An id as this service writes it, or null where the text is no id.</summary>
    string? IdOf(string text);

    /// <summary>A part of the dead letters, newest first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="after">The place after which it begins, or null for the beginning.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<FailedEventRow<TEvent>>> DeadLettersAsync(int limit, (DateTimeOffset At, string Id)? after, CancellationToken cancellationToken);

    /// <summary>A part of the retry queue, soonest first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="after">The place after which it begins, or null for the beginning.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<FailedEventRow<TEvent>>> RetryQueueAsync(int limit, (DateTimeOffset At, string Id)? after, CancellationToken cancellationToken);

    /// <summary>Tries dead letters again.</summary>
    /// <param name="ids">Which; null for all that are there now.</param>
    /// <param name="actor">Who orders it.</param>
    /// <param name="cancellationToken">Ends the work; what was done stays done.</param>
    /// <returns>How many are tried again.</returns>
    Task<long> ReprocessAsync(IReadOnlyList<string>? ids, string actor, CancellationToken cancellationToken);

    /// <summary>Takes a dead letter away for good.</summary>
    /// <param name="id">Which.</param>
    /// <param name="reason">Why.</param>
    /// <param name="actor">Who orders it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there was such a dead letter.</returns>
    Task<bool> DiscardAsync(string id, string reason, string actor, CancellationToken cancellationToken);
}
