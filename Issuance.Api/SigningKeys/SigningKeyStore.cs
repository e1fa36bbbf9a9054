using System.Data.Common;
using System.Security.Cryptography;
using KubeCredential.Security;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;

namespace Issuance.Api.SigningKeys;

/// <summary>The signing keys in the database. Of each owner and algorithm there is always one that is active, and one that is published to be the next.</summary>
internal sealed class SigningKeyStore(SqlDialect dialect, KeyEncryption encryption)
{
    private const string Columns = "key_id, algorithm, public_key, state, created_at, activated_at, retired_at, compromised_at, signed_anew, replaced_at";
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>The outcome of reporting a key as compromised.</summary>
    public enum Compromise
    {
        Done,
        Unknown,
        Already,
    }

    /// <summary>All keys of an owner, newest first.</summary>
    public async Task<List<SigningKey>> ListAsync(KeyOwner owner, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        return await ListAsync(connection, null, owner, cancellationToken);
    }

    /// <summary>The encrypted private keys of those of an owner's keys that may sign: the active and the upcoming ones.</summary>
    public async Task<List<(string KeyId, byte[] PrivateKey)>> PrivateKeysAsync(KeyOwner owner, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT key_id, private_key FROM signing_keys WHERE owner = @owner AND state IN ('{SigningKeyState.Active}', '{SigningKeyState.Upcoming}') AND private_key IS NOT NULL").With("@owner", owner.Name);
        return await command.ListAsync(static reader => (reader.GetString(0), reader.GetFieldValue<byte[]>(1)), cancellationToken);
    }

    /// <summary>Makes the service's first two keys, unless there are keys already. Of several replicas that start at once, one does.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        if ((await ListAsync(connection, transaction, KeyOwner.Service, cancellationToken)).Count > 0) return;
        // The second replica waits for the first here, by the unique index, and then adds nothing.
        if (!await AddFirstAsync(connection, transaction, KeyOwner.Service, cancellationToken)) return;
        await AuditAsync(connection, transaction, AuditAction.SigningKeysCreated, AuditActor.System, "The first signing keys were made.", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Makes the first keys of an owner: of each algorithm an active one and an upcoming one.</summary>
    /// <returns>Whether they were added; if not, another replica has been quicker.</returns>
    public async Task<bool> AddFirstAsync(DbConnection connection, DbTransaction transaction, KeyOwner owner, CancellationToken cancellationToken)
    {
        foreach (var algorithm in owner.Algorithms)
        {
            if (!await AddAsync(connection, transaction, owner, algorithm, SigningKeyState.Active, cancellationToken)) return false;
            await AddAsync(connection, transaction, owner, algorithm, SigningKeyState.Upcoming, cancellationToken);
        }

        return true;
    }

    /// <summary>Of each algorithm, retires an owner's active key, makes the upcoming one active, and makes another upcoming one.</summary>
    public async Task RotateAsync(KeyOwner owner, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await LockAsync(connection, transaction, cancellationToken);
        foreach (var algorithm in owner.Algorithms)
        {
            await using var retire = connection.Command(
                $"UPDATE signing_keys SET state = '{SigningKeyState.Retired}', retired_at = {dialect.Now} WHERE owner = @owner AND algorithm = @algorithm AND state = '{SigningKeyState.Active}' RETURNING key_id", transaction);
            var retired = (await retire.With("@owner", owner.Name).With("@algorithm", algorithm).ListAsync(static reader => reader.GetString(0), cancellationToken)).Single();
            var active = await PromoteAsync(connection, transaction, owner, algorithm, cancellationToken);
            await AuditAsync(connection, transaction, AuditAction.SigningKeyRotated, actor, $"{NameOf(retired, owner)} is retired; {active} is active.", cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Declares a key compromised: its private key is removed, and if it was active or upcoming, the next one takes its place.</summary>
    public async Task<Compromise> CompromiseAsync(KeyOwner owner, string keyId, string reason, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await LockAsync(connection, transaction, cancellationToken);
        var key = (await ListAsync(connection, transaction, owner, cancellationToken)).Find(one => one.KeyId == keyId);
        if (key is null) return Compromise.Unknown;
        if (key.State == SigningKeyState.Compromised) return Compromise.Already;
        await using var mark = connection.Command(
            $"UPDATE signing_keys SET state = '{SigningKeyState.Compromised}', compromised_at = {dialect.Now}, private_key = NULL WHERE key_id = @id", transaction).With("@id", keyId);
        await mark.ExecuteNonQueryAsync(cancellationToken);
        if (key.State == SigningKeyState.Active) await PromoteAsync(connection, transaction, owner, key.Algorithm, cancellationToken);
        else if (key.State == SigningKeyState.Upcoming) await AddAsync(connection, transaction, owner, key.Algorithm, SigningKeyState.Upcoming, cancellationToken);
        await AuditAsync(connection, transaction, AuditAction.SigningKeyCompromised, actor, $"{NameOf(keyId, owner)}: {reason}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Compromise.Done;
    }

    private static string NameOf(string keyId, KeyOwner owner) => owner.Name.Length == 0 ? $"Key {keyId}" : $"Key {keyId} of issuer {owner.Name}";

    /// <summary>Makes the upcoming key active, and another one upcoming.</summary>
    /// <returns>The ID of the key that is active now.</returns>
    private async Task<string> PromoteAsync(DbConnection connection, DbTransaction transaction, KeyOwner owner, string algorithm, CancellationToken cancellationToken)
    {
        await using var promote = connection.Command(
            $"UPDATE signing_keys SET state = '{SigningKeyState.Active}', activated_at = {dialect.Now} WHERE owner = @owner AND algorithm = @algorithm AND state = '{SigningKeyState.Upcoming}' RETURNING key_id", transaction);
        var active = (await promote.With("@owner", owner.Name).With("@algorithm", algorithm).ListAsync(static reader => reader.GetString(0), cancellationToken)).Single();
        await AddAsync(connection, transaction, owner, algorithm, SigningKeyState.Upcoming, cancellationToken);
        return active;
    }

    private async Task<bool> AddAsync(DbConnection connection, DbTransaction transaction, KeyOwner owner, string algorithm, string state, CancellationToken cancellationToken)
    {
        var made = NewKey.Make(algorithm);
        try
        {
            await using var insert = connection.Command(
                $"""
                INSERT INTO signing_keys (key_id, owner, algorithm, public_key, private_key, state, created_at, activated_at, signed_anew)
                VALUES (@id, @owner, @algorithm, @public, @private, @state, {dialect.Now}, {(state == SigningKeyState.Active ? dialect.Now : "NULL")}, 0)
                ON CONFLICT DO NOTHING
                """,
                transaction);
            insert.With("@id", made.KeyId).With("@owner", owner.Name).With("@algorithm", algorithm).With("@public", made.PublicKey)
                .With("@private", encryption.Encrypt(made.KeyId, made.PrivateKey)).With("@state", state);
            return await insert.ExecuteNonQueryAsync(cancellationToken) == 1;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(made.PrivateKey);
        }
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

    private async Task<List<SigningKey>> ListAsync(DbConnection connection, DbTransaction? transaction, KeyOwner owner, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"SELECT {Columns} FROM signing_keys WHERE owner = @owner ORDER BY created_at DESC, key_id", transaction).With("@owner", owner.Name);
        return await command.ListAsync(Read, cancellationToken);
    }

    private Task AuditAsync(DbConnection connection, DbTransaction transaction, string action, string actor, string detail, CancellationToken cancellationToken) =>
        _audit.AppendAsync(connection, transaction, [new AuditEntry(action, AuditOutcome.Done, actor) { Detail = detail }.InCurrentTrace()], cancellationToken);

    private SigningKey Read(DbDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2), reader.GetString(3), dialect.ReadTime(reader, 4), dialect.ReadTimeOrNull(reader, 5),
        dialect.ReadTimeOrNull(reader, 6), dialect.ReadTimeOrNull(reader, 7), reader.GetInt64(8), dialect.ReadTimeOrNull(reader, 9));
}
