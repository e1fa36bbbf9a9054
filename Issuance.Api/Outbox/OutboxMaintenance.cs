using KubeCredential.Hosting.Background;
using KubeCredential.Messaging;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Outbox;

/// <summary>
/// Looks after what the relay has published: asks Redis where events are that nobody has confirmed, and has those published again that
/// are gone; trims the streams behind their groups; cleans confirmed rows away.
/// </summary>
internal sealed partial class OutboxMaintenance(
    OutboxStore store, EventPublisher publisher, ConfirmationLoop confirmations, DeliveryStatus status, OutboxSignal signal,
    DatabaseReadiness database, IOptions<OutboxOptions> options, TimeProvider time, LoopRegistry loops, ILogger<OutboxMaintenance> logger)
    : BackgroundLoop("outbox-maintenance", loops, logger)
{
    private const int CleanUpBatch = 1000;
    private static readonly TimeSpan ConsumerGoneAfter = TimeSpan.FromHours(1);
    private readonly OutboxOptions _options = options.Value;
    private long _lastTidy;

    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(_options.PollInterval, time, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_lastTidy) >= _options.MaintenanceInterval)
        {
            while (await store.CleanUpAsync(CleanUpBatch, cancellationToken) == CleanUpBatch) cancellationToken.ThrowIfCancellationRequested();
            if (status.Redis.AllowsCalls)
            {
                await status.Redis.CallAsync(publisher.TrimAsync, cancellationToken);
                await status.Redis.CallAsync(_ => confirmations.Group.RemoveIdleConsumersAsync(ConsumerGoneAfter), cancellationToken);
            }

            _lastTidy = time.GetTimestamp();
        }

        return !status.Isolated && status.Redis.AllowsCalls && await AskAfterUnconfirmedAsync(cancellationToken);
    }

    private async Task<bool> AskAfterUnconfirmedAsync(CancellationToken cancellationToken)
    {
        var unconfirmed = await store.ClaimUnconfirmedAsync(cancellationToken);
        if (unconfirmed.Count == 0) return false;
        var places = await status.Redis.CallAsync(_ => publisher.InspectAsync(unconfirmed), cancellationToken);
        var found = unconfirmed.Zip(places, static (one, place) => (one.EventId, Place: place)).ToLookup(static one => one.Place, static one => one.EventId);
        if (found[DeliveryPlace.Dead].ToArray() is { Length: > 0 } dead) await store.MarkDeadAtVerifierAsync(dead, cancellationToken);
        if (found[DeliveryPlace.Gone].ToArray() is { Length: > 0 } gone)
        {
            LogAgain(logger, gone.Length);
            await store.RepublishAsync(gone, cancellationToken);
            signal.Set();
        }

        return unconfirmed.Count == _options.BatchSize;
    }

    [LoggerMessage(LogLevel.Warning, "{Count} published events were neither confirmed nor are they on their way; they are published again")]
    private static partial void LogAgain(ILogger logger, int count);
}
