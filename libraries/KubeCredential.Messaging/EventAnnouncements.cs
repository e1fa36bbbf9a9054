using KubeCredential.Hosting.Background;
using KubeCredential.Messaging.Resilience;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>
/// Hears what is announced on <see cref="MessagingKeys.Channel"/>, and knows whether it hears. The stream entry of an event appears together with its
/// announcement, so nobody can have applied an event that was not announced before. Anyone who may publish on the channel can announce anything.
/// </summary>
public sealed class EventAnnouncements : BackgroundLoop
{
    private static readonly RedisChannel Channel = RedisChannel.Literal(MessagingKeys.Channel);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly IConnectionMultiplexer _redis;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private bool _isSubscribed;
    private int _losses;
    private volatile bool _isHearing;

    /// <summary>Creates the loop, which subscribes and then makes sure once a second that the subscription is alive.</summary>
    /// <param name="redis">The connection.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loops">The background loops of this process.</param>
    /// <param name="logger">The log.</param>
    public EventAnnouncements(IConnectionMultiplexer redis, TimeProvider time, LoopRegistry loops, ILogger<EventAnnouncements> logger)
        : base("event-announcements", loops, logger)
    {
        (_redis, _time) = (redis, time);
        _redis.ConnectionFailed += OnConnectionFailed;
    }

    /// <summary>Raised for every announcement, with its bytes as they were sent. Handlers must be quick, and must not believe what they read.</summary>
    public event Action<ReadOnlyMemory<byte>>? Heard;

    /// <summary>Raised when announcements begin to arrive (true), or may have been missed (false).</summary>
    public event Action<bool>? HearingChanged;

    /// <summary>Whether announcements arrive.</summary>
    public bool IsHearing => _isHearing;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _redis.ConnectionFailed -= OnConnectionFailed;
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Interval, _time, cancellationToken);

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        var losses = Volatile.Read(ref _losses);
        try
        {
            var subscriber = _redis.GetSubscriber();
            if (!_isSubscribed) await SubscribeAsync(subscriber);
            await subscriber.PingAsync(); // Over the connection of the subscriptions, so that one that is dead without having been closed is noticed.
            // Null until the server has confirmed the subscription on the present connection.
            Set(subscriber.SubscribedEndpoint(Channel) is not null, losses);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && (RedisFault.IsOutage(error) || error is OperationCanceledException or InvalidOperationException))
        {
            Set(false, losses);
        }

        return false;
    }

    private async Task SubscribeAsync(ISubscriber subscriber)
    {
        try
        {
            await subscriber.SubscribeAsync(Channel, OnMessage);
            _isSubscribed = true;
        }
        catch
        {
            // The client keeps the handler although the call has failed; it would be there twice after the next one.
            await subscriber.UnsubscribeAsync(Channel, OnMessage, CommandFlags.FireAndForget);
            throw;
        }
    }

    private void OnMessage(RedisChannel channel, RedisValue message) => Heard?.Invoke(message);

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs failed)
    {
        if (failed.ConnectionType != ConnectionType.Subscription) return;
        Interlocked.Increment(ref _losses);
        Set(false, null);
    }

    private void Set(bool hears, int? losses)
    {
        lock (_gate)
        {
            if (hears && losses != Volatile.Read(ref _losses)) return; // The connection was lost after it had been looked at.
            if (_isHearing == hears) return;
            _isHearing = hears;
            HearingChanged?.Invoke(hears);
        }
    }
}
