using KubeCredential.Hosting.Background;
using KubeCredential.Security.Limits;
using KubeCredential.Storage;
using Microsoft.Extensions.Logging;

namespace KubeCredential.Live;

/// <summary>
/// Sends changes to the clients of all streams of a process. It queries once a second for all of them together, immediately after a
/// signal, and not at all while there are no clients.
/// </summary>
public abstract class LiveHub : BackgroundLoop
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private readonly TimeSpan _shortestPause;

    private readonly Lock _gate = new();
    private readonly List<LiveSubscription> _subscriptions = [];
    private readonly WakeUp _wakeUp = new();
    private readonly DatabaseReadiness _database;
    private readonly TimeProvider _time;

    /// <summary>Creates the hub.</summary>
    protected LiveHub(DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger logger)
        : this("live", ShortestPause, database, time, loops, logger)
    {
    }

    /// <summary>Creates a hub beside others.</summary>
    /// <param name="name">The loop's name in health documents and metrics.</param>
    /// <param name="shortestPause">The shortest time between two looks, less than a second.</param>
    /// <param name="database">The database.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loops">Where its state is registered.</param>
    /// <param name="logger">The log.</param>
    protected LiveHub(string name, TimeSpan shortestPause, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger logger)
        : base(name, loops, logger) =>
        (_shortestPause, _database, _time) = (shortestPause, database, time);

    /// <summary>Makes the hub query now.</summary>
    public void Signal() => _wakeUp.Set();

    /// <summary>Adds a client that follows the given credentials.</summary>
    /// <returns>Whether the client was added, or which limit was reached.</returns>
    internal LiveAdmission Subscribe(LiveSubscription subscription, ConnectionLimits limits)
    {
        lock (_gate)
        {
            if (_subscriptions.Count >= limits.MostStreams) return LiveAdmission.TooManyStreams;
            if (_subscriptions.Count(one => one.Client == subscription.Client) >= limits.MostStreamsPerClient) return LiveAdmission.TooManyOfClient;
            _subscriptions.Add(subscription);
        }

        Signal();
        return LiveAdmission.Added;
    }

    /// <summary>Removes a client.</summary>
    internal void Unsubscribe(LiveSubscription subscription)
    {
        lock (_gate) _subscriptions.Remove(subscription);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _wakeUp.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads the changes and sends each client what is new to it.</summary>
    protected abstract Task LookAsync(IReadOnlyList<LiveSubscription> subscriptions, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async Task WaitAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_shortestPause, _time, cancellationToken); // So that changes made together are sent together.
        await _wakeUp.WaitAsync(Snapshot().Length == 0 ? Timeout.InfiniteTimeSpan : LookInterval - _shortestPause, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        var subscriptions = Snapshot();
        if (subscriptions.Length == 0) return false;
        try
        {
            if (!_database.IsReady) throw new TimeoutException("The database has not been prepared yet.");
            await LookAsync(subscriptions, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            foreach (var subscription in subscriptions.Where(static one => !one.HasProblem))
            {
                subscription.HasProblem = true;
                subscription.Tell("problem", new ProblemEvent("The current state cannot be read at the moment. Updates resume automatically."));
            }

            throw;
        }

        foreach (var subscription in subscriptions) subscription.HasProblem = false;
        return false;
    }

    private LiveSubscription[] Snapshot()
    {
        lock (_gate) return [.. _subscriptions];
    }
}
