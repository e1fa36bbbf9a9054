using System.Data.Common;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;

namespace KubeCredential.Security;

/// <summary>The API keys in the database. Changes to them are recorded in the audit trail.</summary>
internal sealed class ApiKeyStore(SqlDialect dialect, TimeProvider time)
{
    private const string Columns = "id, name, roles, organisation, created_at, created_by, expires_at, last_used_at, revoked_at, replaced_by";
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>The outcome of a rotation.</summary>
    public enum Rotation
    {
        Done,
        Unknown,
        Ended,
    }

    /// <summary>A newly created key, with its secret, which is not available later.</summary>
    public readonly record struct Made(ApiKeyDocument Key, string Text);

    /// <summary>The key, or null if there is none with this ID.</summary>
    public async Task<ApiKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT id, name, hash, roles, organisation, expires_at, revoked_at FROM api_keys WHERE id = @id").With("@id", id);
        return (await command.ListAsync(
            reader => new ApiKey(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), OfPeople(RolesOf(reader.GetString(3))), reader.StringOrNull(4),
                Earlier(dialect.ReadTimeOrNull(reader, 5), dialect.ReadTimeOrNull(reader, 6))),
            cancellationToken)).SingleOrDefault();
    }

    /// <summary>Keys, newest first: those after <paramref name="before"/> in this order, or the newest ones.</summary>
    public async Task<List<ApiKeyDocument>> ListAsync((DateTimeOffset Moment, string Id)? before, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT {Columns} FROM api_keys {(before is null ? "" : "WHERE (created_at, id) < (@at, @id)")} ORDER BY created_at DESC, id DESC LIMIT @limit").With("@limit", limit);
        if (before is { } place) command.With("@at", dialect.Time(place.Moment)).With("@id", place.Id);
        return await command.ListAsync(Read, cancellationToken);
    }

    /// <summary>Creates a key.</summary>
    public async Task<Made> CreateAsync(string name, IReadOnlyCollection<string> roles, string? organisation, DateTimeOffset? expiresAt, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        var made = await InsertAsync(connection, transaction, name, string.Join(',', roles.Distinct(StringComparer.Ordinal)), organisation, expiresAt, actor, cancellationToken);
        var limit = organisation is null ? "" : $", for {organisation}";
        await AuditAsync(connection, transaction, AuditAction.KeyCreated, actor, $"Key {made.Key.Id} ({name}): {string.Join(", ", made.Key.Roles)}{limit}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return made;
    }

    /// <summary>Replaces a key with a new one. The old one stays valid for at most <paramref name="overlap"/>.</summary>
    public async Task<(Rotation Outcome, Made? Made)> RotateAsync(string id, TimeSpan overlap, string actor, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        // Locked, so that the second of two concurrent rotations finds the key replaced.
        await using var find = connection.Command($"SELECT {Columns} FROM api_keys WHERE id = @id {(dialect.IsSqlite ? "" : "FOR UPDATE")}", transaction).With("@id", id);
        if ((await find.ListAsync(Read, cancellationToken)) is not [var old]) return (Rotation.Unknown, null);
        var roles = OfPeople(old.Roles);
        if (old.State != ApiKeyDocument.Active || old.ReplacedBy is not null || roles.Length == 0) return (Rotation.Ended, null);

        var made = await InsertAsync(connection, transaction, old.Name, string.Join(',', roles), old.Organisation, old.ExpiresAt, actor, cancellationToken);
        await using var end = connection.Command("UPDATE api_keys SET expires_at = @ends, replaced_by = @new WHERE id = @id", transaction)
            .With("@ends", dialect.Time(Earlier(old.ExpiresAt, now + overlap)!.Value)).With("@new", made.Key.Id).With("@id", id);
        await end.ExecuteNonQueryAsync(cancellationToken);
        await AuditAsync(connection, transaction, AuditAction.KeyRotated, actor, $"Key {id} ({old.Name}) is replaced by {made.Key.Id} and ends in {(long)overlap.TotalSeconds} s", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (Rotation.Done, made);
    }

    /// <summary>Revokes a key permanently.</summary>
    /// <returns>The key after the change, or null if there is no such key or it is already revoked.</returns>
    public async Task<ApiKeyDocument?> RevokeAsync(string id, string reason, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var revoke = connection.Command($"UPDATE api_keys SET revoked_at = @now WHERE id = @id AND revoked_at IS NULL RETURNING {Columns}", transaction)
            .With("@now", dialect.Time(time.GetUtcNow())).With("@id", id);
        if ((await revoke.ListAsync(Read, cancellationToken)) is not [var revoked]) return null;
        await AuditAsync(connection, transaction, AuditAction.KeyRevoked, actor, $"Key {id} ({revoked.Name}): {reason}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return revoked;
    }

    /// <summary>Stores when keys were last used.</summary>
    public async Task NoteUseAsync(IReadOnlyCollection<(string Id, DateTimeOffset At)> uses, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"UPDATE api_keys SET last_used_at = t.at FROM {dialect.Rows("key", "at")} WHERE api_keys.id = t.key AND (api_keys.last_used_at IS NULL OR api_keys.last_used_at < t.at)");
        dialect.AddRows(command, new("key", uses.Select(static use => use.Id).ToArray()), new("at", uses.Select(static use => use.At).ToArray()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string[] RolesOf(string text) => text.Split(',');

    // Earlier versions let operators create keys for other services; now no key in this table can be another service's.
    private static string[] OfPeople(IEnumerable<string> roles) => [.. roles.Where(Roles.OfPeople.Contains)];

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    private async Task<Made> InsertAsync(
        DbConnection connection, DbTransaction transaction, string name, string roles, string? organisation, DateTimeOffset? expiresAt, string actor, CancellationToken cancellationToken)
    {
        var (id, secret) = ApiKeyText.Create();
        await using var insert = connection.Command(
            $"""
            INSERT INTO api_keys (id, name, hash, roles, organisation, created_at, created_by, expires_at)
            VALUES (@id, @name, @hash, @roles, @organisation, @now, @by, @expires) RETURNING {Columns}
            """,
            transaction);
        insert.With("@id", id).With("@name", name).With("@hash", ApiKeyText.HashText(secret)).With("@roles", roles).With("@organisation", organisation)
            .With("@now", dialect.Time(time.GetUtcNow())).With("@by", actor).With("@expires", expiresAt is { } end ? dialect.Time(end) : null);
        return new Made((await insert.ListAsync(Read, cancellationToken)).Single(), ApiKeyText.Write(id, secret));
    }

    private Task AuditAsync(DbConnection connection, DbTransaction transaction, string action, string actor, string detail, CancellationToken cancellationToken) =>
        _audit.AppendAsync(connection, transaction, [new AuditEntry(action, AuditOutcome.Done, actor) { Detail = detail }.InCurrentTrace()], cancellationToken);

    private ApiKeyDocument Read(DbDataReader reader)
    {
        var (expiresAt, revokedAt) = (dialect.ReadTimeOrNull(reader, 6), dialect.ReadTimeOrNull(reader, 8));
        var state = revokedAt is not null ? ApiKeyDocument.Revoked : expiresAt <= time.GetUtcNow() ? ApiKeyDocument.Expired : ApiKeyDocument.Active;
        return new ApiKeyDocument(
            reader.GetString(0), reader.GetString(1), RolesOf(reader.GetString(2)), reader.StringOrNull(3), state, dialect.ReadTime(reader, 4), reader.GetString(5),
            expiresAt, dialect.ReadTimeOrNull(reader, 7), revokedAt, reader.StringOrNull(9));
    }
}
