using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using KubeCredential.Security;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Holders;

/// <summary>A holder who has opened a personal link.</summary>
/// <param name="Id">The cookie's value.</param>
/// <param name="CredentialId">The credential.</param>
/// <param name="InvitationId">The invitation.</param>
/// <param name="ExpiresAt">When the session ends.</param>
internal sealed record HolderSession(string Id, Guid CredentialId, Guid InvitationId, DateTimeOffset ExpiresAt)
{
    /// <summary>What requests that change something must send. It is derived from the ID, which no script can read, and does not reveal it.</summary>
    public string AntiForgeryToken => RandomSecret.HashOf($"holder anti-forgery:{Id}");

    /// <summary>Whether a text is <see cref="AntiForgeryToken"/>.</summary>
    public bool IsAntiForgeryToken(string given) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(AntiForgeryToken));
}

/// <summary>The sessions of holders in the database, where every replica knows them.</summary>
internal sealed class HolderSessions(SqlDialect dialect, InvitationStore invitations, IOptions<HolderOptions> options, TimeProvider time)
{
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>What has become of a link.</summary>
    public enum Refusal
    {
        /// <summary>It has opened the page.</summary>
        None,

        /// <summary>There never was one.</summary>
        Unknown,

        /// <summary>Somebody has opened it.</summary>
        Used,

        /// <summary>It has expired.</summary>
        Expired,

        /// <summary>Its invitation was revoked.</summary>
        Revoked,

        /// <summary>Its credential has been erased.</summary>
        Erased,
    }

    /// <summary>Uses a personal link up and begins a session. Of several who open one link, one comes in.</summary>
    /// <param name="token">What follows the # in the link.</param>
    /// <param name="before">The browser's earlier session, which ends; or null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<(Refusal Refusal, HolderSession? Session)> BeginAsync(string token, string? before, CancellationToken cancellationToken)
    {
        var hash = HolderLinks.HashOf(token);
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var find = connection.Command("SELECT credential_id, invitation_id FROM holder_links WHERE token_hash = @hash").With("@hash", hash);
        if (await find.ListAsync(static reader => (Credential: reader.GetGuid(0), Invitation: reader.GetGuid(1)), cancellationToken) is not [var link]) return (Refusal.Unknown, null);

        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        if (await invitations.HoldAsync(connection, transaction, link.Invitation, null, cancellationToken) is not { } invitation) return (Refusal.Erased, null);
        if (invitation.State == InvitationState.Revoked) return (Refusal.Revoked, null);
        await using var use = connection.Command(
            $"UPDATE holder_links SET used_at = {dialect.Now} WHERE token_hash = @hash AND used_at IS NULL AND expires_at > {dialect.Now} RETURNING id", transaction).With("@hash", hash);
        if ((await use.ListAsync(static reader => reader.GetGuid(0), cancellationToken)).Count == 0)
        {
            await using var used = connection.Command("SELECT CASE WHEN used_at IS NULL THEN 0 ELSE 1 END FROM holder_links WHERE token_hash = @hash", transaction).With("@hash", hash);
            return (await used.ListAsync(static reader => reader.GetInt32(0), cancellationToken) is [1] ? Refusal.Used : Refusal.Expired, null);
        }

        if (before is not null) await EndAsync(connection, transaction, before, cancellationToken);
        var session = new HolderSession(RandomSecret.Create(), link.Credential, link.Invitation, time.GetUtcNow() + options.Value.SessionLifetime);
        await using var insert = connection.Command(
            $"INSERT INTO holder_sessions (id, credential_id, invitation_id, created_at, expires_at) VALUES (@id, @credential, @invitation, {dialect.Now}, @expires)", transaction)
            .With("@id", RandomSecret.HashOf(session.Id)).With("@credential", session.CredentialId).With("@invitation", session.InvitationId).With("@expires", dialect.Time(session.ExpiresAt));
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await using var open = connection.Command(
            $"UPDATE invitations SET state = '{InvitationState.Opened}', opened_at = COALESCE(opened_at, {dialect.Now}), problem = NULL WHERE id = @id", transaction).With("@id", session.InvitationId);
        await open.ExecuteNonQueryAsync(cancellationToken);
        await _audit.AppendAsync(
            connection, transaction, [new AuditEntry(AuditAction.HolderCame, AuditOutcome.Done, AuditActor.Holder) { CredentialId = session.CredentialId }.InCurrentTrace()], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (Refusal.None, session);
    }

    /// <summary>A session that has not ended, or null.</summary>
    public async Task<HolderSession?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = connection.Command("SELECT credential_id, invitation_id, expires_at FROM holder_sessions WHERE id = @id").With("@id", RandomSecret.HashOf(id));
        var found = (await command.ListAsync(reader => new HolderSession(id, reader.GetGuid(0), reader.GetGuid(1), dialect.ReadTime(reader, 2)), cancellationToken)).SingleOrDefault();
        return found is not null && time.GetUtcNow() < found.ExpiresAt ? found : null;
    }

    /// <summary>Where messages to a holder go, or null.</summary>
    public async Task<string?> FindEmailAsync(HolderSession session, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = connection.Command("SELECT email FROM invitations WHERE id = @id").With("@id", session.InvitationId);
        return (await command.ListAsync(static reader => reader.StringOrNull(0), cancellationToken)).SingleOrDefault();
    }

    /// <summary>Ends a session.</summary>
    public async Task EndAsync(HolderSession session, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await EndAsync(connection, null, session.Id, cancellationToken);
    }

    private static async Task EndAsync(DbConnection connection, DbTransaction? transaction, string id, CancellationToken cancellationToken)
    {
        await using var delete = connection.Command("DELETE FROM holder_sessions WHERE id = @id", transaction).With("@id", RandomSecret.HashOf(id));
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }
}
