namespace KubeCredential.Storage.Audit;

/// <summary>An operator's order to stop or resume background work: one row in the database, which every replica follows.</summary>
/// <param name="dialect">The database.</param>
/// <param name="table">The table's name: a constant, never input.</param>
public abstract class OperatorControl(SqlDialect dialect, string table)
{
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>Whether the work is stopped.</summary>
    public async Task<bool> IsIsolatedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command($"SELECT isolated FROM {table} WHERE id = 1");
        return (await command.ListAsync(static reader => reader.GetBoolean(0), cancellationToken)).SingleOrDefault();
    }

    /// <summary>Stops or resumes the work.</summary>
    /// <param name="isolated">Whether to stop it.</param>
    /// <param name="reason">The reason, or null.</param>
    /// <param name="actor">Who gave the order.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task SetIsolatedAsync(bool isolated, string? reason, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var command = connection.Command(
            $"""
            INSERT INTO {table} (id, isolated, reason, changed_by, changed_at) VALUES (1, @isolated, @reason, @by, {dialect.Now})
            ON CONFLICT (id) DO UPDATE SET isolated = excluded.isolated, reason = excluded.reason, changed_by = excluded.changed_by, changed_at = excluded.changed_at
            """,
            transaction);
        command.With("@isolated", isolated).With("@reason", reason).With("@by", actor);
        await command.ExecuteNonQueryAsync(cancellationToken);
        var entry = new AuditEntry(isolated ? AuditAction.CircuitIsolated : AuditAction.CircuitRestored, AuditOutcome.Done, actor) { Detail = reason };
        await _audit.AppendAsync(connection, transaction, [entry.InCurrentTrace()], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
