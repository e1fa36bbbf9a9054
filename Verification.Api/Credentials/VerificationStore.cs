using System.Data.Common;
using KubeCredential.Events;
using KubeCredential.Storage;
using Verification.Api.Credentials.Checks;

namespace Verification.Api.Credentials;

/// <summary>Reads the live generation of the read model.</summary>
internal sealed class VerificationStore(SqlDialect dialect)
{
    private const string Live = "(SELECT live FROM read_model WHERE id = 1)";

    /// <summary>One credential by primary key, or null.</summary>
    public async Task<KnownCredential?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT credential, expiry_date, applied_at, version, status, state, valid_from FROM credentials WHERE generation = {Live} AND id = @id").With("@id", id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new KnownCredential(
                reader.StringOrNull(0), DayOrNull(reader, 1), dialect.ReadTime(reader, 2), reader.GetInt32(3), reader.GetString(4), reader.GetString(5) == CredentialState.Active)
            {
                ValidFrom = DayOrNull(reader, 6),
            }
            : null;
    }

    /// <summary>Which of these credentials are known, and since when.</summary>
    public async Task<List<ArrivalEvent>> ArrivalsAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT c.id, c.version, c.state, c.applied_at FROM {dialect.Rows("id")} JOIN credentials c ON c.id = t.id AND c.generation = {Live}");
        dialect.AddRows(command, new RowColumn("id", ids));
        return await command.ListAsync(reader => new ArrivalEvent(reader.GetGuid(0), reader.GetInt32(1), reader.GetString(2), dialect.ReadTime(reader, 3)), cancellationToken);
    }

    /// <summary>The most recently applied credentials, newest first.</summary>
    public async Task<List<SyncedCredential>> NewestAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            SELECT id, event_id, correlation_id, applied_at, holder_name, credential_type, occurred_at
            FROM credentials WHERE generation = {Live} ORDER BY applied_at DESC, id DESC LIMIT @limit
            """);
        return await command.With("@limit", limit).ListAsync(
            reader => new SyncedCredential(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), dialect.ReadTime(reader, 3), reader.GetString(4), reader.GetString(5), dialect.ReadTime(reader, 6)),
            cancellationToken);
    }

    private DateOnly? DayOrNull(DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : dialect.ReadDay(reader, ordinal);
}
