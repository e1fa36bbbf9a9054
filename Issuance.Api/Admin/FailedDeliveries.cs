using System.Text.Json;
using Issuance.Api.Outbox;
using KubeCredential.Administration;

namespace Issuance.Api.Admin;

/// <summary>The failed events of the outbox, as operators see and change them.</summary>
internal sealed class FailedDeliveries(OutboxReport report, OutboxSignal signal) : IFailedEvents<FailedEvent>
{
    /// <inheritdoc/>
    public string? IdOf(string text) => Guid.TryParse(text, out var id) ? id.ToString() : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FailedEventRow<FailedEvent>>> DeadLettersAsync(int limit, (DateTimeOffset At, string Id)? after, CancellationToken cancellationToken) =>
        (await report.DeadLettersAsync(limit, PlaceOf(after), cancellationToken)).ConvertAll(static row => Show(row, row.DeadAt!.Value));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FailedEventRow<FailedEvent>>> RetryQueueAsync(int limit, (DateTimeOffset At, string Id)? after, CancellationToken cancellationToken) =>
        (await report.RetryQueueAsync(limit, PlaceOf(after), cancellationToken)).ConvertAll(static row => Show(row, row.DueAt));

    /// <inheritdoc/>
    public async Task<long> ReprocessAsync(IReadOnlyList<string>? ids, string actor, CancellationToken cancellationToken)
    {
        var moved = await report.ReprocessAsync(ids is null ? null : [.. ids.Select(Guid.Parse)], actor, cancellationToken);
        signal.Set();
        return moved;
    }

    /// <inheritdoc/>
    public Task<bool> DiscardAsync(string id, string reason, string actor, CancellationToken cancellationToken) => report.DiscardAsync(Guid.Parse(id), reason, actor, cancellationToken);

    private static (DateTimeOffset, Guid)? PlaceOf((DateTimeOffset At, string Id)? after) => after is var (at, id) ? (at, Guid.Parse(id)) : null;

    private static FailedEventRow<FailedEvent> Show(OutboxReport.FailedRow row, DateTimeOffset sortedBy) => new(
        sortedBy, row.EventId.ToString(), row.Reason,
        new FailedEvent(
            row.EventId.ToString(), row.EventId, row.CredentialId, row.EventType, row.Reason, row.DeadBy, row.Attempts, row.FirstFailedAt, row.DeadAt,
            row.DeadAt is null ? row.DueAt : null, row.TraceParent, PayloadOf(row.Credential)));

    /// <summary>The content of the credential; null if it has been erased, or is not JSON, which may be why the event failed.</summary>
    private static JsonElement? PayloadOf(string? credential)
    {
        if (credential is null) return null;
        try
        {
            return JsonElement.Parse(credential);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
