using System.Data.Common;
using KubeCredential.Events;
using KubeCredential.Storage;
using Verification.Api.Changes;
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
            $"""
            SELECT event_type, event_id, occurred_at, version, credential, content_hash, content_salt, key_id, signature, status, state, holder_name, credential_type, valid_from, expiry_date, applied_at
            FROM credentials WHERE generation = {Live} AND id = @id
            """).With("@id", id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(id, reader) : null;
    }

    /// <summary>
    /// Reads a row. Everything that a verdict says is taken from what the issuer signed; the columns that were derived from it are only compared with it. A row that somebody has changed is known
    /// as such.
    /// </summary>
    private KnownCredential Read(Guid id, DbDataReader reader)
    {
        var (version, appliedAt) = (reader.GetInt32(3), dialect.ReadTime(reader, 15));
        try
        {
            var happened = new CredentialEvent(reader.GetString(0), reader.GetGuid(1), dialect.ReadTime(reader, 2), version, 0, 0, "", id, reader.StringOrNull(4))
            {
                ContentHash = reader.StringOrNull(5),
                ContentSalt = reader.StringOrNull(6),
                Signature = EventSignature.Of(reader.GetString(7), reader.GetString(8)),
            }.WithStatus(reader.GetString(9));
            var change = CredentialChange.WholeOf(happened);
            return happened.Status.State == reader.GetString(10) && change.HolderName == reader.GetString(11) && change.CredentialType == reader.GetString(12)
                && change.ValidFrom == DayOrNull(reader, 13) && change.ExpiryDate == DayOrNull(reader, 14)
                ? new KnownCredential(change, appliedAt)
                : KnownCredential.Altered(version, appliedAt);
        }
        catch (EventFormatException)
        {
            return KnownCredential.Altered(version, appliedAt);
        }
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
