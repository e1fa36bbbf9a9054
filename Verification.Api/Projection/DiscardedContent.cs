using System.Data.Common;
using KubeCredential.Events;
using KubeCredential.Messaging;
using KubeCredential.Storage;

namespace Verification.Api.Projection;

/// <summary>Removes a credential's content from the dead letters that operators have discarded. The records of the discards stay.</summary>
internal static class DiscardedContent
{
    private const int Portion = 100;

    /// <summary>Removes the content of these credentials, in the caller's transaction.</summary>
    public static async Task EraseAsync(SqlDialect dialect, DbConnection connection, DbTransaction transaction, IReadOnlyList<Guid> credentialIds, CancellationToken cancellationToken)
    {
        // By the index, whatever the statistics say; for the rest of this transaction, which does nothing that needs another plan.
        var byIndex = dialect.IsSqlite ? "" : "SET LOCAL enable_seqscan = off;";
        foreach (var id in credentialIds)
        {
            var after = Guid.Empty;
            while (true)
            {
                await using var read = connection.Command(
                    $"{byIndex} SELECT key, delivery FROM discarded_dead_letters WHERE credential_id = @id AND key > @after ORDER BY key LIMIT {Portion}", transaction);
                var found = await read.With("@id", id).With("@after", after)
                    .ListAsync(static reader => (Key: reader.GetGuid(0), Delivery: reader.GetString(1)), cancellationToken);
                foreach (var (key, delivery) in found)
                {
                    await using var write = connection.Command("UPDATE discarded_dead_letters SET delivery = @delivery WHERE key = @key", transaction);
                    await write.With("@delivery", Without(delivery)).With("@key", key).ExecuteNonQueryAsync(cancellationToken);
                }

                if (found.Count < Portion) break;
                after = found[^1].Key;
            }
        }
    }

    /// <summary>A failed delivery without the content of its event; if the event cannot be read, without the event.</summary>
    public static FailedDelivery Without(FailedDelivery delivery)
    {
        try
        {
            return delivery with { Event = CredentialEvent.Parse(delivery.Event).WithoutContent().ToJson() };
        }
        catch (EventFormatException)
        {
            return delivery with { Event = "" };
        }
    }

    private static string Without(string delivery)
    {
        try
        {
            return Without(FailedDelivery.Parse(delivery)).ToJson();
        }
        catch (EventFormatException)
        {
            return "{}"; // Whatever it was, it may contain the content.
        }
    }
}
