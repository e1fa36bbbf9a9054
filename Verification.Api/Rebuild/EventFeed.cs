using System.Globalization;
using System.Text.Json;
using KubeCredential.Events;
using Microsoft.Extensions.Options;
using Verification.Api.Changes;
using Verification.Api.Projection;

namespace Verification.Api.Rebuild;

/// <summary>Reads the issuer's event store over HTTP.</summary>
internal sealed class EventFeed(HttpClient http, IOptions<RebuildOptions> options)
{
    /// <summary>A page of the event store.</summary>
    /// <param name="Changes">What its events change.</param>
    /// <param name="Events">How many events there were.</param>
    /// <param name="NextAfter">The place after which to go on.</param>
    /// <param name="UpToDate">Whether there was nothing more to show.</param>
    /// <param name="SettledBefore">The number below which the issuer's transactions have ended, so that their events are shown.</param>
    /// <param name="BegunBefore">The number that no transaction of the issuer's had yet.</param>
    internal readonly record struct Page(List<CredentialChange> Changes, int Events, string NextAfter, bool UpToDate, long SettledBefore, long BegunBefore);

    /// <summary>Reads the page after a place.</summary>
    /// <param name="after">The place after which to read, or null to start from the beginning.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="HttpRequestException">The issuance service cannot be reached, or refused the request.</exception>
    /// <exception cref="EventFormatException">A page is not what was expected.</exception>
    public async Task<Page> ReadAsync(string? after, CancellationToken cancellationToken)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"/api/v1/events?limit={options.Value.PageSize}{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}");
        await using var body = await http.GetStreamAsync(new Uri(query, UriKind.Relative), cancellationToken);
        try
        {
            using var document = await JsonDocument.ParseAsync(body, default, cancellationToken);
            var root = document.RootElement;
            var items = root.GetProperty("items");
            var changes = new List<CredentialChange>(items.GetArrayLength());
            foreach (var item in items.EnumerateArray())
            {
                // The consumer dead-letters unknown event types, so they must not enter the read model here either.
                var eventType = item.GetProperty("eventType").GetString() ?? "";
                if (!ProjectionSteps.Table.Knows(eventType)) continue;
                changes.Add(ProjectionSteps.ChangeOf(EventOf(item, eventType)));
            }

            return new Page(changes, items.GetArrayLength(), root.GetProperty("nextAfter").GetString()!, root.GetProperty("upToDate").GetBoolean(),
                root.GetProperty("settledBefore").GetInt64(), root.GetProperty("begunBefore").GetInt64());
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new EventFormatException("The issuance service's response is not a page of events.", error);
        }
    }

    private static CredentialEvent EventOf(JsonElement item, string eventType)
    {
        var credential = item.GetProperty("credential") is { ValueKind: not JsonValueKind.Null } content ? content : (JsonElement?)null;
        var happened = new CredentialEvent(
            eventType, item.GetProperty("eventId").GetGuid(), item.GetProperty("timestamp").GetDateTimeOffset(), item.GetProperty("version").GetInt32(),
            0, 0, item.GetProperty("correlationId").GetString()!, (credential?.GetProperty("id") ?? item.GetProperty("credentialId")).GetGuid(), credential?.GetRawText())
        {
            ContentHash = TextOrNull(item, "contentHash"),
            ContentSalt = TextOrNull(item, "contentSalt"),
            Signature = EventSignature.Of(TextOrNull(item, "keyId"), TextOrNull(item, "signature")),
        };
        return item.TryGetProperty("status", out var status) ? happened.WithStatus(status) : happened;
    }

    private static string? TextOrNull(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.GetString() : null;
}
