using System.Data.Common;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using NSec.Cryptography;

namespace Issuance.Api.SigningKeys;

/// <summary>The signing keys in the database. There is always one that is active, and one that is published to be the next.</summary>
internal sealed class SigningKeyStore(SqlDialect dialect, KeyEncryption encryption)
{
    private const string Columns = "key_id, public_key, state, created_at, activated_at, retired_at, compromised_at, signed_anew, replaced_at";
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>The outcome of reporting a key as compromised.</summary>
    public enum Compromise
    {
        Done,
        Unknown,
        Already,
    }

    /// <summary>All keys, newest first.</summary>
    public async Task<List<SigningKey>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        return await ListAsync(connection, null, cancellationToken);
    }

    /// <summary>The encrypted private keys of those keys that may sign: the active and the upcoming one.</summary>
    public async Task<List<(string KeyId, byte[] PrivateKey)>> PrivateKeysAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT key_id, private_key FROM signing_keys WHERE state IN ('{SigningKeyState.Active}', '{SigningKeyState.Upcoming}') AND private_key IS NOT NULL");
        return await command.ListAsync(static reader => (reader.GetString(0), reader.GetFieldValue<byte[]>(1)), cancellationToken);
    }

    /// <summary>Makes the first two keys, unless there are keys already. Of several replicas that start at once, one does.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        if ((await ListAsync(connection, transaction, cancellationToken)).Count > 0) return;
        // The second replica waits for the first here, by the unique index, and then adds nothing.
        if (!await AddAsync(connection, transaction, SigningKeyState.Active, cancellationToken)) return;
        await AddAsync(connection, transaction, SigningKeyState.Upcoming, cancellationToken);
        await AuditAsync(connection, transaction, AuditAction.SigningKeysCreated, AuditActor.System, "The first signing keys were made.", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Retires the active key, makes the upcoming one active, and makes another upcoming one.</summary>
    /// <returns>The key that is active now.</returns>
    public async Task<SigningKey> RotateAsync(string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await LockAsync(connection, transaction, cancellationToken);
        await using var retire = connection.Command(
            $"UPDATE signing_keys SET state = '{SigningKeyState.Retired}', retired_at = {dialect.Now} WHERE state = '{SigningKeyState.Active}' RETURNING key_id", transaction);
        var retired = (await retire.ListAsync(static reader => reader.GetString(0), cancellationToken)).Single();
        var active = await PromoteAsync(connection, transaction, cancellationToken);
        await AuditAsync(connection, transaction, AuditAction.SigningKeyRotated, actor, $"Key {retired} is retired; {active.KeyId} is active.", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return active;
    }

    /// <summary>Declares a key compromised: its private key is removed, and if it was active or upcoming, the next one takes its place.</summary>
    public async Task<Compromise> CompromiseAsync(string keyId, string reason, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await LockAsync(connection, transaction, cancellationToken);
        var key = (await ListAsync(connection, transaction, cancellationToken)).Find(one => one.KeyId == keyId);
        if (key is null) return Compromise.Unknown;
        if (key.State == SigningKeyState.Compromised) return Compromise.Already;
        await using var mark = connection.Command(
            $"UPDATE signing_keys SET state = '{SigningKeyState.Compromised}', compromised_at = {dialect.Now}, private_key = NULL WHERE key_id = @id", transaction).With("@id", keyId);
        await mark.ExecuteNonQueryAsync(cancellationToken);
        if (key.State == SigningKeyState.Active) await PromoteAsync(connection, transaction, cancellationToken);
        else if (key.State == SigningKeyState.Upcoming) await AddAsync(connection, transaction, SigningKeyState.Upcoming, cancellationToken);
        await AuditAsync(connection, transaction, AuditAction.SigningKeyCompromised, actor, $"Key {keyId}: {reason}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Compromise.Done;
    }

    /// <summary>Makes the upcoming key active, and another one upcoming.</summary>
    private async Task<SigningKey> PromoteAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using var promote = connection.Command(
            $"UPDATE signing_keys SET state = '{SigningKeyState.Active}', activated_at = {dialect.Now} WHERE state = '{SigningKeyState.Upcoming}' RETURNING {Columns}", transaction);
        var active = (await promote.ListAsync(Read, cancellationToken)).Single();
        await AddAsync(connection, transaction, SigningKeyState.Upcoming, cancellationToken);
        return active;
    }

    private async Task<bool> AddAsync(DbConnection connection, DbTransaction transaction, string state, CancellationToken cancellationToken)
    {
        using var made = Key.Create(SignatureAlgorithm.Ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        var publicKey = made.PublicKey.Export(KeyBlobFormat.RawPublicKey);
        var keyId = SigningKey.IdOf(publicKey);
        await using var insert = connection.Command(
            $"""
            INSERT INTO signing_keys (key_id, public_key, private_key, state, created_at, activated_at, signed_anew)
            VALUES (@id, @public, @private, @state, {dialect.Now}, {(state == SigningKeyState.Active ? dialect.Now : "NULL")}, 0)
            ON CONFLICT DO NOTHING
            """,
            transaction);
        insert.With("@id", keyId).With("@public", publicKey).With("@private", encryption.Encrypt(keyId, made.Export(KeyBlobFormat.RawPrivateKey))).With("@state", state);
        return await insert.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Notes that nothing depends on a compromised key any more.</summary>
    public async Task MarkReplacedAsync(string keyId, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var mark = connection.Command(
            $"UPDATE signing_keys SET replaced_at = {dialect.Now} WHERE key_id = @id AND state = '{SigningKeyState.Compromised}' AND replaced_at IS NULL", transaction).With("@id", keyId);
        if (await mark.ExecuteNonQueryAsync(cancellationToken) == 0) return;
        await AuditAsync(connection, transaction, AuditAction.SigningKeyReplaced, AuditActor.System, $"Nothing depends on key {keyId} any more.", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Two orders at once are carried out one after the other.</summary>
    private async Task LockAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (dialect.IsSqlite) return; // It has one writer at a time.
        await using var hold = connection.Command("LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE", transaction);
        await hold.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<SigningKey>> ListAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"SELECT {Columns} FROM signing_keys ORDER BY created_at DESC, key_id", transaction);
        return await command.ListAsync(Read, cancellationToken);
    }

    private Task AuditAsync(DbConnection connection, DbTransaction transaction, string action, string actor, string detail, CancellationToken cancellationToken) =>
        _audit.AppendAsync(connection, transaction, [new AuditEntry(action, AuditOutcome.Done, actor) { Detail = detail }.InCurrentTrace()], cancellationToken);

    private SigningKey Read(DbDataReader reader) => new(
        reader.GetString(0), reader.GetFieldValue<byte[]>(1), reader.GetString(2), dialect.ReadTime(reader, 3), dialect.ReadTimeOrNull(reader, 4), dialect.ReadTimeOrNull(reader, 5),
        dialect.ReadTimeOrNull(reader, 6), reader.GetInt64(7), dialect.ReadTimeOrNull(reader, 8));
}
