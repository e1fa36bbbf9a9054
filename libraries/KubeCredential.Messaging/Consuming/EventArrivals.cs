using KubeCredential.Hosting.Background;
using StackExchange.Redis;

namespace KubeCredential.Messaging.Consuming;

/// <summary>Tells the consumers of this process that there may be events to read. One of those that wait hears of it.</summary>
/// <param name="redis">The connection.</param>
public sealed class EventArrivals(IConnectionMultiplexer redis) : IAsyncDisposable
{
    private readonly WakeUp _wakeUp = new();
    private int _listens;

    /// <summary>Listens to the issuer's announcements, from the first call that succeeds.</summary>
    /// <exception cref="RedisException">Redis is away.</exception>
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

    /// <summary>Has a consumer look.</summary>
    public void Set() => _wakeUp.Set();

    /// <summary>Waits until there may be something, or until the time is over.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _wakeUp.WaitAsync(atMost, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_listens != 0 && redis.IsConnected) await redis.GetSubscriber().UnsubscribeAsync(RedisChannel.Literal(MessagingKeys.Channel));
        _wakeUp.Dispose();
    }
}
