using KubeCredential.Hosting.Background;
using StackExchange.Redis;

namespace KubeCredential.Messaging.Consuming;

/// <summary>Signals to the consumers of this process that there may be events to read. Each signal wakes one of those waiting.</summary>
/// <param name="redis">The connection.</param>
public sealed class EventArrivals(IConnectionMultiplexer redis) : IAsyncDisposable
{
    private readonly WakeUp _wakeUp = new();
    private int _listens;

    /// <summary>Subscribes to the issuer's announcements; once a call has succeeded, further calls do nothing.</summary>
    /// <exception cref="RedisException">Redis is unavailable.</exception>
    public async Task ListenAsync()
    {
        if (Interlocked.CompareExchange(ref _listens, 1, 0) != 0) return;
        try
        {
            await _wakeUp.SubscribeAsync(redis, MessagingKeys.Channel);
        }
        catch
        {
            Volatile.Write(ref _listens, 0);
            throw;
        }
    }

    /// <summary>Wakes a consumer.</summary>
    public void Set() => _wakeUp.Set();

    /// <summary>Waits for a signal or the timeout.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _wakeUp.WaitAsync(atMost, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_listens != 0 && redis.IsConnected) await redis.GetSubscriber().UnsubscribeAsync(RedisChannel.Literal(MessagingKeys.Channel));
        _wakeUp.Dispose();
    }
}
