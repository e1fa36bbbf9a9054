using System.Data.Common;
using System.Globalization;
using KubeCredential.Security;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Holders;

/// <summary>The links by which holders show their credentials, in the database.</summary>
internal sealed class ShareStore(SqlDialect dialect, HolderLinks links, IOptions<HolderOptions> options, TimeProvider time)
{
    /// <summary>How many links of one credential are remembered, in force or not: more than may be in force. Of those that have ended, the oldest makes room for a new one.</summary>
    private const int MostKept = 200;

    private const string Columns = "id, label, created_at, expires_at, switched_off_at, opened, last_opened_at";
    private readonly AuditTrail _audit = new(dialect);
    private readonly string _isInForce = $"switched_off_at IS NULL AND (expires_at IS NULL OR expires_at > {dialect.Now})";

    /// <summary>What has become of a shared link.</summary>
    public enum State
    {
        /// <summary>It is in force.</summary>
        Open,

        /// <summary>There never was one.</summary>
        Unknown,

        /// <summary>It has ended.</summary>
        Expired,

        /// <summary>The holder has switched it off.</summary>
        SwitchedOff,
    }

    /// <summary>Makes a link to share a credential.</summary>
    /// <returns>The share with its link; null if there are as many as there may be, or the credential has been erased.</returns>
    public async Task<ShareDocument?> CreateAsync(Guid credentialId, string? label, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        if (await HeldCredential.TakeAsync(dialect, connection, transaction, credentialId, cancellationToken) is not { IsErased: false }) return null;
        await using var count = connection.Command(
            $"SELECT COUNT(*), COALESCE(SUM(CASE WHEN {_isInForce} THEN 1 ELSE 0 END), 0) FROM shares WHERE credential_id = @id", transaction)
            .With("@id", credentialId);
        var (all, open) = (await count.ListAsync(static reader => (reader.GetInt64(0), Convert.ToInt64(reader.GetValue(1), CultureInfo.InvariantCulture)), cancellationToken))[0];
        if (open >= options.Value.SharesPerCredential) return null;
        if (all >= MostKept)
        {
            await using var forget = connection.Command($"DELETE FROM shares WHERE id = (SELECT id FROM shares WHERE credential_id = @id AND NOT ({_isInForce}) ORDER BY id LIMIT 1)", transaction).With("@id", credentialId);
            await forget.ExecuteNonQueryAsync(cancellationToken);
        }

        var token = RandomSecret.Create();
        await using var insert = connection.Command(
            $"""
            INSERT INTO shares (id, credential_id, token_hash, label, created_at, expires_at, opened) VALUES (@id, @credential, @hash, @label, {dialect.Now}, @expires, 0)
            RETURNING {Columns}
            """,
            transaction)
            .With("@id", Guid.CreateVersion7(time.GetUtcNow())).With("@credential", credentialId).With("@hash", HolderLinks.HashOf(token)).With("@label", label)
            .With("@expires", expiresAt is { } end ? dialect.Time(end) : null);
        var made = (await insert.ListAsync(Read, cancellationToken)).Single();
        await AuditAsync(connection, transaction, AuditAction.CredentialShared, credentialId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return made with { Link = links.ShareLink(token) };
    }

    /// <summary>The links of a credential, newest first.</summary>
    public async Task<List<ShareDocument>> ListAsync(Guid credentialId, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command($"SELECT {Columns} FROM shares WHERE credential_id = @id ORDER BY id DESC LIMIT {MostKept}").With("@id", credentialId);
        return await command.ListAsync(Read, cancellationToken);
    }

    /// <summary>Switches a link off, for good. Doing so again changes nothing.</summary>
    /// <returns>The share; null if the credential has no such.</returns>
    public async Task<ShareDocument?> SwitchOffAsync(Guid credentialId, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var update = connection.Command($"UPDATE shares SET switched_off_at = {dialect.Now} WHERE id = @id AND credential_id = @credential AND switched_off_at IS NULL", transaction)
            .With("@id", id).With("@credential", credentialId);
        if (await update.ExecuteNonQueryAsync(cancellationToken) == 1) await AuditAsync(connection, transaction, AuditAction.ShareSwitchedOff, credentialId, cancellationToken);
        await using var read = connection.Command($"SELECT {Columns} FROM shares WHERE id = @id AND credential_id = @credential", transaction).With("@id", id).With("@credential", credentialId);
        var share = (await read.ListAsync(Read, cancellationToken)).SingleOrDefault();
        await transaction.CommitAsync(cancellationToken);
        return share;
    }

    /// <summary>Opens a shared link, and counts that.</summary>
    public async Task<(State State, Guid CredentialId)> OpenAsync(string token, CancellationToken cancellationToken)
    {
        var hash = HolderLinks.HashOf(token);
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var open = connection.Command(
            $"""
            UPDATE shares SET opened = opened + 1, last_opened_at = {dialect.Now}
            WHERE token_hash = @hash AND {_isInForce}
            RETURNING credential_id
            """).With("@hash", hash);
        if (await open.ListAsync(static reader => reader.GetGuid(0), cancellationToken) is [var credentialId]) return (State.Open, credentialId);
        await using var find = connection.Command("SELECT CASE WHEN switched_off_at IS NULL THEN 0 ELSE 1 END FROM shares WHERE token_hash = @hash").With("@hash", hash);
        return (await find.ListAsync(static reader => reader.GetInt32(0), cancellationToken) switch
        {
            [1] => State.SwitchedOff,
            [0] => State.Expired,
            _ => State.Unknown,
        }, default);
    }

    private ShareDocument Read(DbDataReader reader) => new(
        reader.GetGuid(0), reader.StringOrNull(1), dialect.ReadTime(reader, 2), dialect.ReadTimeOrNull(reader, 3), dialect.ReadTimeOrNull(reader, 4), reader.GetInt32(5), dialect.ReadTimeOrNull(reader, 6));

    private Task AuditAsync(DbConnection connection, DbTransaction transaction, string action, Guid credentialId, CancellationToken cancellationToken) =>
        _audit.AppendAsync(connection, transaction, [new AuditEntry(action, AuditOutcome.Done, AuditActor.Holder) { CredentialId = credentialId }.InCurrentTrace()], cancellationToken);
}
