using System.Text.Json;
using KubeCredential.Administration;
using KubeCredential.Events;
using KubeCredential.Messaging;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Text;
using Verification.Api.Projection;

namespace Verification.Api.Admin;

/// <summary>The events that could not be applied, as operators see and change them.</summary>
internal sealed class FailedArrivals(EventInbox inbox, DeadLetters deadLetters) : IFailedEvents<FailedEvent>
{
    private static readonly JsonDocumentOptions PayloadOptions = new() { MaxDepth = RequestJson.MaxDepth }; // It is shown in an answer as well.

    /// <inheritdoc/>
    public string? IdOf(string text) => text; // The event's ID, or that of a stream entry.

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FailedEventRow<FailedEvent>>> DeadLettersAsync(int limit, (DateTimeOffset At, string Id)? after, CancellationToken cancellationToken) =>
        [.. (await inbox.DeadLettersAsync(limit, PlaceOf(after))).Select(static queued => Show(queued, isDead: true))];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FailedEventRow<FailedEvent>>> RetryQueueAsync(int limit, (DateTimeOffset At, string Id)? after, CancellationToken cancellationToken) =>
        [.. (await inbox.RetryQueueAsync(limit, PlaceOf(after))).Select(static queued => Show(queued, isDead: false))];

    /// <inheritdoc/>
    public Task<long> ReprocessAsync(IReadOnlyList<string>? ids, string actor, CancellationToken cancellationToken) => deadLetters.ReprocessAsync(ids?.ToArray(), actor, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DiscardAsync(string id, string reason, string actor, CancellationToken cancellationToken) => deadLetters.DiscardAsync(id, reason, actor, cancellationToken);

    private static (string, long)? PlaceOf((DateTimeOffset At, string Id)? after) => after is var (at, id) ? (id, at.ToUnixTimeMilliseconds()) : null;

    private static FailedEventRow<FailedEvent> Show(QueuedDelivery queued, bool isDead)
    {
        var delivery = queued.Delivery;
        var payload = PayloadOrNull(delivery.Event);
        string? eventType = null;
        Guid? credentialId = null;
        try
        {
            var happened = CredentialEvent.Parse(delivery.Event);
            (eventType, credentialId) = (happened.EventType, happened.CredentialId);
        }
        catch (EventFormatException)
        {
            // Show as much as can be read; the reason says what is wrong with the event.
        }

        return new FailedEventRow<FailedEvent>(
            queued.At, queued.Id, delivery.Reason,
            new FailedEvent(
                queued.Id, eventType, credentialId, delivery.Reason, delivery.Attempts, delivery.FirstFailedAt, delivery.LastFailedAt,
                isDead ? null : queued.At, delivery.TraceParent, payload, payload is null ? delivery.Event : null));
    }

    /// <summary>The event as JSON if it can be part of a response: not nested too deeply, and with valid Unicode text only.</summary>
    private static JsonElement? PayloadOrNull(string text)
    {
        try
        {
            var payload = JsonElement.Parse(text, PayloadOptions);
            return JsonText.IsUnicode(payload) ? payload : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
