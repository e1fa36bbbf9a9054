using Issuance.Api.Outbox;

namespace Issuance.Api.Tests.Storage;

/// <summary>For tests to which it does not matter with which key an event is signed.</summary>
internal static class OutboxStoreExtensions
{
    public static Task MarkPublishedAsync(this OutboxStore outbox, Guid epoch, IReadOnlyList<(Guid EventId, string EntryId)> published, CancellationToken cancellationToken) =>
        outbox.MarkPublishedAsync(epoch, [.. published.Select(static one => (one.EventId, one.EntryId, "key"))], cancellationToken);
}
