using KubeCredential.Hosting.Background;
using KubeCredential.Messaging;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Outbox;

/// <summary>
/// Follows up on published events: looks up unconfirmed events in Redis and has those that are gone published again, trims the streams
/// behind their groups, and deletes old confirmed rows.
/// </summary>
internal sealed partial class OutboxMaintenance(
    OutboxStore store, GroupConfirmations byGroup, RequiredGroups required, EventPublisher publisher, ConfirmationLoop confirmations, DeliveryStatus status, OutboxSignal signal,
    DatabaseReadiness database, IOptions<OutboxOptions> options, TimeProvider time, LoopRegistry loops, ILogger<OutboxMaintenance> logger)
    : BackgroundLoop("outbox-maintenance", loops, logger)
{
    private const int CleanUpBatch = 1000;
    private static readonly TimeSpan ConsumerGoneAfter = TimeSpan.FromHours(1);
    private readonly OutboxOptions _options = options.Value;
    private long _lastTidy;
    private bool _hasTidiedGroups;

    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(_options.PollInterval, time, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_lastTidy) >= _options.MaintenanceInterval)
        {
            if (!_hasTidiedGroups) await byGroup.TidyAsync(cancellationToken);
            _hasTidiedGroups = true;
            while (await store.CleanUpAsync(CleanUpBatch, cancellationToken) == CleanUpBatch) cancellationToken.ThrowIfCancellationRequested();
            if (status.Redis.AllowsCalls)
            {
                await status.Redis.CallAsync(token => publisher.TrimAsync(required.Names, token), cancellationToken);
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
        var outstanding = await byGroup.OutstandingAsync(unconfirmed.ConvertAll(static one => one.EventId), cancellationToken);
        await byGroup.CompleteAsync([.. unconfirmed.Where(one => outstanding[one.EventId].Count == 0).Select(static one => (one.EventId, one.SignedAnewWith))], cancellationToken);
        var (dead, gone) = (new List<Confirmation>(), new HashSet<Guid>());
        foreach (var group in required.Names)
        {
            var asked = unconfirmed.FindAll(one => outstanding[one.EventId].Contains(group));
            if (asked.Count == 0) continue;
            var places = await status.Redis.CallAsync(_ => publisher.InspectAsync(group, asked.ConvertAll(static one => (one.EventId, one.EntryId))), cancellationToken);
            foreach (var ((eventId, _, _), place) in asked.Zip(places))
            {
                if (place == DeliveryPlace.Gone) gone.Add(eventId);
                if (place == DeliveryPlace.Dead) dead.Add(new Confirmation(eventId, default, 0, ConfirmationOutcome.Dead, "", default, $"Group {group} holds it among its dead letters.") { Group = group });
            }
        }

        if (gone.Count > 0)
        {
            LogAgain(logger, gone.Count);
            await store.RepublishAsync(gone, cancellationToken);
            signal.Set();
        }

        dead.RemoveAll(one => gone.Contains(one.EventId)); // Published again, to that group as well.
        if (required.AreSeveral) await byGroup.ConfirmAsync(dead, cancellationToken);
        else if (dead.Count > 0) await store.ConfirmAsync(dead, cancellationToken);
        return unconfirmed.Count == _options.BatchSize;
    }

    [LoggerMessage(LogLevel.Warning, "{Count} published events were not confirmed and are no longer queued in Redis; they will be published again")]
    private static partial void LogAgain(ILogger logger, int count);
}
