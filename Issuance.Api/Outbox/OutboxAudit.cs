using System.Data.Common;
using KubeCredential.Hosting;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;

namespace Issuance.Api.Outbox;

/// <summary>Writes audit entries about changed outbox rows. Correlation ID and trace come from the event store.</summary>
internal sealed class OutboxAudit(SqlDialect dialect)
{
    private readonly string _append =
        $"""
        INSERT INTO audit_entries (occurred_at, action, outcome, actor, worker_id, credential_id, event_id, attempt, detail, correlation_id, trace_id)
        SELECT {dialect.Now}, @action, @outcome, @actor, @worker, t.credential_id, t.event_id, t.attempt, t.detail, e.correlation_id, substr(e.trace_parent, 4, 32)
        FROM {dialect.Rows("credential_id", "version", "event_id", "attempt", "detail")}
        JOIN credential_events e ON e.credential_id = t.credential_id AND e.version = t.version
        """;

    /// <summary>A changed outbox row.</summary>
    internal readonly record struct Changed(Guid EventId, Guid CredentialId, int Version, int? Attempt, string? Reason);

    /// <summary>The end of a statement that changes outbox rows; <see cref="Read"/> reads its result.</summary>
    /// <param name="attempt">The number of the attempt, as an expression over the changed row.</param>
    public static string Returning(string attempt) =>
        $"RETURNING outbox.event_id, outbox.credential_id, outbox.version, outbox.{attempt}, outbox.reason";

    /// <summary>Reads a row of <see cref="Returning"/>.</summary>
    public static Changed Read(DbDataReader reader) =>
        new(reader.GetGuid(0), reader.GetGuid(1), reader.GetInt32(2), reader.IsDBNull(3) ? null : reader.GetInt32(3), reader.StringOrNull(4));

    /// <summary>Writes an entry for each row, in the transaction that changed them.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="action">What was done: one of <see cref="AuditAction"/>.</param>
    /// <param name="outcome">How it ended: one of <see cref="AuditOutcome"/>.</param>
    /// <param name="actor">Who caused it.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="detail">The detail; null for each row's own reason.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task AppendAsync(
        DbConnection connection, DbTransaction transaction, string action, string outcome, string actor, IReadOnlyCollection<Changed> rows, string? detail, CancellationToken cancellationToken)
    {
        if (rows.Count == 0) return;
        await using var command = connection.Command(_append, transaction)
            .With("@action", action).With("@outcome", outcome).With("@actor", actor).With("@worker", WorkerIdentity.Id);
        dialect.AddRows(
            command,
            new("credential_id", rows.Select(static row => row.CredentialId).ToArray()),
            new("version", rows.Select(static row => row.Version).ToArray()),
            new("event_id", rows.Select(static row => row.EventId).ToArray()),
            new("attempt", rows.Select(static row => row.Attempt).ToArray()),
            new("detail", rows.Select(row => detail ?? row.Reason).ToArray()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
