using System.Data.Common;
using KubeCredential.Events;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;
using Verification.Api.Changes;
using Verification.Api.Credentials.Checks;
using Verification.Api.Signatures;

namespace Verification.Api.Credentials;

/// <summary>Reads the live generation of the read model.</summary>
internal sealed class VerificationStore(SqlDialect dialect, IOptions<SignatureOptions> options)
{
    private readonly RowSeal _seal = new(options.Value.KeySecret, StoredCredential.SealPurpose);

    private const string Live = "(SELECT live FROM read_model WHERE id = 1)";

    private const string Columns =
        "event_type, event_id, occurred_at, version, credential, content_hash, content_salt, key_id, signature, status, state, holder_name, credential_type, valid_from, expiry_date, seal, applied_at, id";

    /// <summary>One credential by primary key, or null.</summary>
    public async Task<KnownCredential?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = connection.Command($"SELECT {Columns} FROM credentials WHERE generation = {Live} AND id = @id").With("@id", id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(id, reader) : null;
    }

    /// <summary>Several credentials by primary key; those that are not known are missing.</summary>
    public async Task<Dictionary<Guid, KnownCredential>> FindAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = connection.Command($"SELECT {Columns} FROM {dialect.Rows("wanted")} JOIN credentials ON generation = {Live} AND id = t.wanted");
        dialect.AddRows(command, new RowColumn("wanted", ids));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<Guid, KnownCredential>(ids.Length);
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(17);
            found.Add(id, Read(id, reader));
        }

        return found;
    }

    /// <summary>
    /// Reads a row. One that is as this service wrote it needs no more: it was checked then. Otherwise everything that a verdict says is taken from what the issuer signed, and the columns that were
    /// derived from it are compared with it: a row that somebody has changed is known as such, and one that was sealed with another secret is believed by its signature.
    /// </summary>
    private KnownCredential Read(Guid id, DbDataReader reader)
    {
        var appliedAt = dialect.ReadTime(reader, 16);
        var row = new StoredCredential(
            id, reader.GetInt32(3), reader.GetGuid(1), reader.GetString(0), dialect.ReadTime(reader, 2), reader.GetString(11), reader.GetString(12), DayOrNull(reader, 13), DayOrNull(reader, 14), reader.GetString(10),
            reader.GetString(9), reader.StringOrNull(5), reader.StringOrNull(6), reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4), reader.GetString(7), reader.GetString(8));
        // Only the hash of the content is signed: somebody may have taken it away. What was erased says so.
        if (row.Credential is null && row.State != CredentialState.Erased) return KnownCredential.Altered(row.Version, appliedAt);
        if (reader.StringOrNull(15) is { } seal && _seal.Holds(seal, row)) return new KnownCredential(row, SignedEvent.Checked(row.KeyId), appliedAt);
        if (EventSignature.Of(row.KeyId, row.Signature) is not { } signature) return KnownCredential.Altered(row.Version, appliedAt);
        try
        {
            var happened = new CredentialEvent(row.EventType, row.EventId, row.OccurredAt, row.Version, 0, 0, "", id, reader.StringOrNull(4))
            {
                ContentHash = row.ContentHash,
                ContentSalt = row.ContentSalt,
                Signature = signature,
            }.WithStatus(row.Status);
            var change = CredentialChange.WholeOf(happened);
            return (happened.Status.State, change.HolderName, change.CredentialType, change.ValidFrom, change.ExpiryDate) == (row.State, row.HolderName, row.CredentialType, row.ValidFrom, row.ExpiryDate)
                ? new KnownCredential(row, SignedEvent.Of(happened), appliedAt)
                : KnownCredential.Altered(row.Version, appliedAt);
        }
        catch (Exception error) when (error is EventFormatException or FormatException) // Such as a salt that is none.
        {
            return KnownCredential.Altered(row.Version, appliedAt);
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
