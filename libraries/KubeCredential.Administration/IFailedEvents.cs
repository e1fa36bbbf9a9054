namespace KubeCredential.Administration;

/// <summary>The failed events of a service: the retry queue and the dead letters.</summary>
/// <typeparam name="TEvent">An event as the service shows it.</typeparam>
public interface IFailedEvents<TEvent>
{
    /// <summary>The ID in the form that this service uses, or null if the text is not an ID.</summary>
    string? IdOf(string text);

    /// <summary>A part of the dead letters, newest first.</summary>
    /// <param name="limit">The maximum number.</param>
    /// <param name="after">The place after which to start, or null for the beginning.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<FailedEventRow<TEvent>>> DeadLettersAsync(int limit, (DateTimeOffset At, string Id)? after, CancellationToken cancellationToken);

    /// <summary>A part of the retry queue, soonest first.</summary>
    /// <param name="limit">The maximum number.</param>
    /// <param name="after">The place after which to start, or null for the beginning.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<FailedEventRow<TEvent>>> RetryQueueAsync(int limit, (DateTimeOffset At, string Id)? after, CancellationToken cancellationToken);

    /// <summary>Reprocesses dead letters.</summary>
    /// <param name="ids">The IDs; null for all current dead letters.</param>
    /// <param name="actor">Who gave the order.</param>
    /// <param name="cancellationToken">Stops the work; what has been done is kept.</param>
    /// <returns>How many are being reprocessed.</returns>
    Task<long> ReprocessAsync(IReadOnlyList<string>? ids, string actor, CancellationToken cancellationToken);

    /// <summary>Discards a dead letter permanently.</summary>
    /// <param name="id">The ID.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="actor">Who gave the order.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the dead letter existed.</returns>
    Task<bool> DiscardAsync(string id, string reason, string actor, CancellationToken cancellationToken);
}
