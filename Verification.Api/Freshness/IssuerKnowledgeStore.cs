using KubeCredential.Events;
using KubeCredential.Storage;

namespace Verification.Api.Freshness;

/// <summary>What all replicas together have heard from the issuer.</summary>
internal sealed class IssuerKnowledgeStore(SqlDialect dialect)
{
    // A heartbeat from the future, whose sender's clock is fast or who lies, says nothing beyond now. What is known never decreases.
    private readonly string _write =
        $"""
        INSERT INTO issuer_knowledge (id, as_of, position, heard_at, heartbeat, key_id, signature)
        VALUES (1, {(dialect.IsSqlite ? "MIN" : "LEAST")}(@asOf, {dialect.Now}), @position, {dialect.Now}, @heartbeat, @keyId, @signature)
        ON CONFLICT (id) DO UPDATE SET as_of = excluded.as_of, position = excluded.position, heard_at = excluded.heard_at,
          heartbeat = excluded.heartbeat, key_id = excluded.key_id, signature = excluded.signature
        WHERE issuer_knowledge.as_of < excluded.as_of OR (@anyway AND issuer_knowledge.heartbeat <> excluded.heartbeat)
        """;

    /// <summary>Writes what a heartbeat says, unless more is known already.</summary>
    /// <param name="heartbeat">The heartbeat, which the issuer has signed.</param>
    /// <param name="anyway">Whether to write it even so: what is there is not the issuer's.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task WriteAsync(IssuerHeartbeat heartbeat, bool anyway, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(_write).With("@asOf", dialect.Time(heartbeat.AsOf)).With("@position", heartbeat.Position)
            .With("@heartbeat", heartbeat.ToJson()).With("@keyId", heartbeat.Signature!.Value.KeyId).With("@signature", heartbeat.Signature.Value.Value).With("@anyway", anyway);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What is known, with the heartbeat that said so, as it was signed; null if nothing is.</summary>
    public async Task<Stored?> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT as_of, heard_at, heartbeat, key_id, signature FROM issuer_knowledge WHERE id = 1");
        return (await command.ListAsync(
            reader => new Stored(new IssuerKnowledge(dialect.ReadTime(reader, 0), dialect.ReadTime(reader, 1)), reader.GetString(2), EventSignature.Of(reader.GetString(3), reader.GetString(4))),
            cancellationToken)).SingleOrDefault();
    }

    /// <summary>What the database holds.</summary>
    /// <param name="Knowledge">What is known, if the heartbeat says so.</param>
    /// <param name="Heartbeat">The heartbeat: JSON text.</param>
    /// <param name="Signature">Its signature.</param>
    internal sealed record Stored(IssuerKnowledge Knowledge, string Heartbeat, EventSignature? Signature)
    {
        /// <summary>Whether the heartbeat says what is said to be known.</summary>
        public bool FollowsFromHeartbeat()
        {
            try
            {
                return Knowledge.AsOf <= IssuerHeartbeat.Parse(Heartbeat).AsOf;
            }
            catch (EventFormatException)
            {
                return false;
            }
        }
    }
}
