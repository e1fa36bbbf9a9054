using System.Data.Common;
using KubeCredential.Hosting;

namespace KubeCredential.Storage.Audit;

/// <summary>
/// Writes audit entries. An entry belongs in the same transaction as the action it records, so that neither exists without the other.
/// <see cref="AuditSealer"/> adds entries to the chain later, so writers never wait for it.
/// </summary>
/// <param name="dialect">The database.</param>
/// <param name="tables">Where entries are written; null for the trail.</param>
public sealed class AuditTrail(SqlDialect dialect, AuditTables? tables = null)
{
    private static readonly string[] Columns =
        ["at", "action", "outcome", "actor", "credential_id", "event_id", "attempt", "detail", "correlation_id", "trace_id"];

    private readonly string _append =
        $"""
        INSERT INTO {(tables ?? AuditTables.Trail).Entries} (occurred_at, action, outcome, actor, worker_id, credential_id, event_id, attempt, detail, correlation_id, trace_id)
        SELECT COALESCE(t.at, {dialect.Now}), t.action, t.outcome, t.actor, @worker, t.credential_id, t.event_id, t.attempt, t.detail, t.correlation_id, t.trace_id
        FROM {dialect.Rows(Columns)}
        """;

    /// <summary>Writes entries in a transaction.</summary>
    public async Task AppendAsync(DbConnection connection, DbTransaction transaction, IReadOnlyCollection<AuditEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0) return;
        await using var command = connection.Command(_append, transaction).With("@worker", WorkerIdentity.Id);
        dialect.AddRows(
            command,
            new("at", entries.Select(static one => one.At).ToArray()),
            new("action", entries.Select(static one => one.Action).ToArray()),
            new("outcome", entries.Select(static one => one.Outcome).ToArray()),
            new("actor", entries.Select(static one => one.Actor).ToArray()),
            new("credential_id", entries.Select(static one => one.CredentialId).ToArray()),
            new("event_id", entries.Select(static one => one.EventId).ToArray()),
            new("attempt", entries.Select(static one => one.Attempt).ToArray()),
            new("detail", entries.Select(static one => WithoutNul(one.Detail)).ToArray()),
            new("correlation_id", entries.Select(static one => WithoutNul(one.CorrelationId)).ToArray()),
            new("trace_id", entries.Select(static one => one.TraceId).ToArray()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Writes entries in a transaction of their own, for actions that do not change this database.</summary>
    public async Task AppendAsync(IReadOnlyCollection<AuditEntry> entries, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await AppendAsync(connection, transaction, entries, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>PostgreSQL does not accept NUL in text, and no content of an event may make an audit entry fail.</summary>
    private static string? WithoutNul(string? text) => text?.Replace('\0', ' ');
}
