using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace KubeCredential.Messaging.Consuming;

/// <summary>
/// The consumers of this process: while one waits for the disk, another reads and applies. Each is a separate member of the group, and
/// versions preserve the order of each credential's events.
/// </summary>
internal sealed class EventConsumers(IServiceProvider services, IEventSubscriber subscriber, IOptions<ConsumptionOptions> options) : IHostedService, IDisposable
{
    private readonly EventConsumer[] _consumers =
    [
        .. Enumerable.Range(1, Math.Min(options.Value.Consumers, subscriber.MostAtOnce)).Select(number => ActivatorUtilities.CreateInstance<EventConsumer>(services, number)),
    ];

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.WhenAll(_consumers.Select(consumer => consumer.StartAsync(cancellationToken)));

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_consumers.Select(consumer => consumer.StopAsync(cancellationToken)));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var consumer in _consumers) consumer.Dispose();
    }
}
