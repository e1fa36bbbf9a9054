using System.Collections.Concurrent;
using KubeCredential.Events;
using KubeCredential.Messaging.Consuming;

namespace KubeCredential.Messaging.Tests;

/// <summary>A minimal consumer: its store is a dictionary from credential to version. It can be made to reject credentials, and to be unavailable.</summary>
internal sealed class TinySubscriber : IEventSubscriber
{
    private static readonly EventSteps<Func<CredentialEvent, string?>> s_steps = new(EventTypes.All.Select(static type => KeyValuePair.Create(type, (CredentialEvent happened) => happened.Credential)));
    private int _looks;

    /// <summary>Its store: the version of each credential.</summary>
    public ConcurrentDictionary<Guid, int> Held { get; } = [];

    /// <summary>The credentials that its store rejects.</summary>
    public ConcurrentDictionary<Guid, bool> Refused { get; } = [];

    /// <summary>Whether its store is unavailable.</summary>
    public bool IsAway { get; set; }

    /// <summary>The failed attempts it was notified of.</summary>
    public ConcurrentQueue<FailedAttempt> Failed { get; } = [];

    /// <summary>The heartbeats it heard.</summary>
    public ConcurrentQueue<IssuerHeartbeat> Heard { get; } = [];

    /// <summary>Whether it fails to note heartbeats.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>How often it was asked whether consumption is stopped: once per look of a consumer.</summary>
    public int Looks => Volatile.Read(ref _looks);

    /// <summary>The sizes of the batches it received.</summary>
    public ConcurrentQueue<int> Batches { get; } = [];

    public Task<IReadOnlyList<EventOutcome>> ApplyAsync(IReadOnlyList<IncomingEvent> events, CancellationToken cancellationToken)
    {
        Batches.Enqueue(events.Count);
        if (IsAway) throw new IOException("The store is unavailable.");
        if (events.Any(one => Refused.ContainsKey(one.Event.CredentialId) || Refused.ContainsKey(one.Event.EventId))) throw new InvalidOperationException("The store refuses one of them.");
        return Task.FromResult<IReadOnlyList<EventOutcome>>([.. events.Select(static one => one.Event).Select(Apply)]);
    }

    public bool IsOutage(Exception thrown) => thrown is IOException;

    public Task HeardAsync(IssuerHeartbeat heartbeat, CancellationToken cancellationToken)
    {
        if (IsDeaf) throw new InvalidOperationException("It cannot note heartbeats.");
        Heard.Enqueue(heartbeat);
        return Task.CompletedTask;
    }

    public Task<bool> IsStoppedAsync(CancellationToken cancellationToken) => Interlocked.Increment(ref _looks) > 0 && IsAway ? throw new IOException("The store is unavailable.") : Task.FromResult(false);

    public Task RecordAsync(IReadOnlyCollection<FailedAttempt> failed, CancellationToken cancellationToken)
    {
        foreach (var one in failed) Failed.Enqueue(one);
        return Task.CompletedTask;
    }

    private EventOutcome Apply(CredentialEvent happened)
    {
        try
        {
            s_steps.For(happened);
        }
        catch (EventFormatException error)
        {
            return EventOutcome.Rejected(error.Message);
        }

        var isNew = Held.GetValueOrDefault(happened.CredentialId) < happened.Version;
        if (isNew) Held[happened.CredentialId] = happened.Version;
        return isNew ? EventOutcome.Applied : EventOutcome.Duplicate;
    }
}
