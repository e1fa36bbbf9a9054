using KubeCredential.Events;
using KubeCredential.Storage;

namespace Verification.Api.Freshness;

/// <summary>What all replicas together have heard from the issuer.</summary>
internal sealed class IssuerKnowledgeStore(SqlDialect dialect)
{
    // A heartbeat from the future, whose sender's clock is fast or who lies, says nothing beyond now. What is known never decreases.
    private readonly string _write =
        $"""
        INSERT INTO issuer_knowledge (id, as_of, position, heard_at) VALUES (1, {(dialect.IsSqlite ? "MIN" : "LEAST")}(@asOf, {dialect.Now}), @position, {dialect.Now})
        ON CONFLICT (id) DO UPDATE SET as_of = excluded.as_of, position = excluded.position, heard_at = excluded.heard_at
        WHERE issuer_knowledge.as_of < excluded.as_of
        """;

    /// <summary>Writes what a heartbeat says, unless more is known already.</summary>
    public async Task WriteAsync(IssuerHeartbeat heartbeat, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(_write).With("@asOf", dialect.Time(heartbeat.AsOf)).With("@position", heartbeat.Position);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What is known.</summary>
    public async Task<IssuerKnowledge> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT as_of, heard_at FROM issuer_knowledge WHERE id = 1");
        return (await command.ListAsync(reader => new IssuerKnowledge(dialect.ReadTime(reader, 0), dialect.ReadTime(reader, 1)), cancellationToken)).SingleOrDefault() ?? IssuerKnowledge.None;
    }
}
