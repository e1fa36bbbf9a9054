using KubeCredential.Storage;
using Microsoft.Extensions.Options;

namespace Verification.Api.Projection;

/// <summary>
/// The consumers of this process: while one waits for the disk, another reads and applies. Each is a member of the group of its own, and
/// versions keep the order of what happened to a credential. On SQLite, where one transaction writes at a time, there is one.
/// </summary>
internal sealed class EventConsumers(IServiceProvider services, SqlDialect dialect, IOptions<ConsumptionOptions> options) : IHostedService, IDisposable
{
    private readonly EventConsumer[] _consumers =
    [
        .. Enumerable.Range(1, dialect.IsSqlite ? 1 : options.Value.Consumers).Select(number => ActivatorUtilities.CreateInstance<EventConsumer>(services, number)),
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
