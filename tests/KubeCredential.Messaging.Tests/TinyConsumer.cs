using KubeCredential.Hosting.Background;
using KubeCredential.Messaging.Consuming;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeCredential.Messaging.Tests;

/// <summary>A process that consumes for a group with a <see cref="TinySubscriber"/>, set up as a service would.</summary>
internal sealed class TinyConsumer : IAsyncDisposable
{
    private readonly IHost _host;

    private TinyConsumer(IHost host) => _host = host;

    /// <summary>Applies the events.</summary>
    public TinySubscriber Subscriber => (TinySubscriber)_host.Services.GetRequiredService<IEventSubscriber>();

    /// <summary>Its status.</summary>
    public ConsumptionStatus Status => _host.Services.GetRequiredService<ConsumptionStatus>();

    /// <summary>Its background loops.</summary>
    public LoopRegistry Loops => _host.Services.GetRequiredService<LoopRegistry>();

    /// <summary>Its side of the stream.</summary>
    public EventInbox Inbox => _host.Services.GetRequiredService<EventInbox>();

    /// <summary>Starts it.</summary>
    /// <param name="group">The group.</param>
    /// <param name="redis">The connection string.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="prepare">Prepares the subscriber before the first event.</param>
    /// <param name="settings">Settings that override the fast defaults of the tests.</param>
    public static async Task<TinyConsumer> StartAsync(
        string group, string redis, CancellationToken cancellationToken, Action<TinySubscriber>? prepare = null, params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:redis"] = redis,
            ["Consumption:PollInterval"] = "00:00:00.100",
            ["Consumption:FirstRetry"] = "00:00:00.010",
            ["Consumption:LongestRetry"] = "00:00:00.020",
            ["Consumption:AbandonedAfter"] = "00:00:01",
            ["Consumption:MaxRetries"] = "2",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        builder.Services.AddLogging(static logging => logging.ClearProviders());
        builder.Services.AddMetrics();
        builder.AddMessaging("redis");
        builder.Services.AddConsumer<TinySubscriber>(group);
        var consumer = new TinyConsumer(builder.Build());
        prepare?.Invoke(consumer.Subscriber);
        await consumer._host.StartAsync(cancellationToken);
        return consumer;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable) await disposable.DisposeAsync();
    }
}
