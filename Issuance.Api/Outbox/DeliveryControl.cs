using KubeCredential.ServiceDefaults;
using KubeCredential.ServiceDefaults.Storage;

namespace Issuance.Api.Outbox;

/// <summary>An operator's order to stop publishing or go on, kept in the database so that every replica follows it.</summary>
internal sealed class DeliveryControl(SqlDialect dialect)
{
    /// <summary>Whether publishing is stopped.</summary>
    public async Task<bool> IsIsolatedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT isolated FROM delivery_control WHERE id = 1");
        return (await command.ListAsync(static reader => reader.GetBoolean(0), cancellationToken)).SingleOrDefault();
    }

    /// <summary>Stops publishing, or lets it go on.</summary>
    public async Task SetIsolatedAsync(bool isolated, string? reason, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            INSERT INTO delivery_control (id, isolated, reason, changed_by, changed_at) VALUES (1, @isolated, @reason, @by, {dialect.Now})
            ON CONFLICT (id) DO UPDATE SET isolated = excluded.isolated, reason = excluded.reason, changed_by = excluded.changed_by, changed_at = excluded.changed_at
            """);
        command.With("@isolated", isolated).With("@reason", reason).With("@by", WorkerIdentity.Id);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
