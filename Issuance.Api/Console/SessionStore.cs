using System.Data.Common;
using System.Security.Claims;
using KubeCredential.Security;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Console;

/// <summary>
/// Stores sessions and one-time sign-in links in the database, so that every replica knows them and signing out ends a session everywhere.
/// IDs and tokens are stored only as hashes: reading the database does not let anyone sign in.
/// </summary>
internal sealed class SessionStore(SqlDialect dialect, IOptions<SessionOptions> options, TimeProvider time)
{
    private const string Identity = "key_id, key_fingerprint, actor, name, roles, organisation";
    private static readonly TimeSpan RenewAfter = TimeSpan.FromMinutes(1);
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>A session that has not ended.</summary>
    public sealed record Session(ClaimsPrincipal Caller, DateTimeOffset SignedInAt, DateTimeOffset ExpiresAt);

    /// <summary>Starts a session. It ends <see cref="SessionOptions.LongestTime"/> after the caller first signed in, at the latest.</summary>
    /// <returns>Its ID, for the cookie, and when it ends if it is not used before then.</returns>
    public async Task<(string Id, DateTimeOffset ExpiresAt)> BeginAsync(ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var (id, signedInAt) = (RandomSecret.Create(), FirstSignIn(caller));
        var expiresAt = Earlier(time.GetUtcNow() + options.Value.IdleTime, signedInAt + options.Value.LongestTime);
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var insert = connection.Command(
            """
            INSERT INTO sessions (id, key_id, key_fingerprint, actor, name, roles, organisation, created_at, expires_at)
            VALUES (@id, @key, @fingerprint, @actor, @name, @roles, @organisation, @signed_in, @expires)
            """,
            transaction);
        await WithIdentity(insert, id, caller).With("@signed_in", dialect.Time(signedInAt)).With("@expires", dialect.Time(expiresAt)).ExecuteNonQueryAsync(cancellationToken);
        await AuditAsync(connection, transaction, AuditAction.SignedIn, AuditOutcome.Done, caller.Actor(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (id, expiresAt);
    }

    /// <summary>The session, or null if it has ended or never existed.</summary>
    public async Task<Session?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command($"SELECT {Identity}, created_at, expires_at FROM sessions WHERE id = @id").With("@id", RandomSecret.HashOf(id));
        var found = await command.ListAsync(
            reader => new Session(ReadIdentity(reader), dialect.ReadTime(reader, 6), dialect.ReadTime(reader, 7)), cancellationToken);
        var now = time.GetUtcNow();
        if (found is not [var session] || now >= session.ExpiresAt || now >= session.SignedInAt + options.Value.LongestTime) return null;
        session.Caller.SetSession(id);
        return session;
    }

    /// <summary>Extends a session that is in use. The database is updated once a minute, not with every request.</summary>
    /// <returns>When it ends if it is not used before then.</returns>
    public async Task<DateTimeOffset> RenewAsync(string id, Session session, CancellationToken cancellationToken)
    {
        var expiresAt = Earlier(time.GetUtcNow() + options.Value.IdleTime, session.SignedInAt + options.Value.LongestTime);
        if (expiresAt - session.ExpiresAt < RenewAfter) return session.ExpiresAt;
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("UPDATE sessions SET expires_at = @expires WHERE id = @id")
            .With("@id", RandomSecret.HashOf(id)).With("@expires", dialect.Time(expiresAt));
        await command.ExecuteNonQueryAsync(cancellationToken);
        return expiresAt;
    }

    /// <summary>Ends a session, and the links that were created in it.</summary>
    public async Task EndAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var delete = connection.Command("DELETE FROM sessions WHERE id = @id RETURNING actor", transaction).With("@id", RandomSecret.HashOf(id));
        if (await delete.ListAsync(static reader => reader.GetString(0), cancellationToken) is not [var actor]) return;
        await using var links = connection.Command("DELETE FROM sign_in_links WHERE session_id = @id", transaction).With("@id", RandomSecret.HashOf(id));
        await links.ExecuteNonQueryAsync(cancellationToken);
        await AuditAsync(connection, transaction, AuditAction.SignedOut, AuditOutcome.Done, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Records a failed sign-in in the audit trail. The key or token that was tried is not recorded.</summary>
    public Task NoteFailureAsync(CancellationToken cancellationToken) =>
        _audit.AppendAsync([new AuditEntry(AuditAction.SignedIn, AuditOutcome.Failed, AuditActor.Anonymous).InCurrentTrace()], cancellationToken);

    /// <summary>Creates a one-time link that signs a browser in as the caller. The link, and the session that it starts, end when the caller's own session, key or token ends.</summary>
    /// <returns>The token in the link, and when the link expires; null if the caller signed in too long ago.</returns>
    public async Task<(string Token, DateTimeOffset ExpiresAt)?> CreateLinkAsync(ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var (token, now, signedInAt) = (RandomSecret.Create(), time.GetUtcNow(), FirstSignIn(caller));
        var expiresAt = Earlier(Earlier(now + options.Value.LinkTime, signedInAt + options.Value.LongestTime), caller.EndsAt() ?? DateTimeOffset.MaxValue);
        if (expiresAt <= now) return null;
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var insert = connection.Command(
            """
            INSERT INTO sign_in_links (id, session_id, key_id, key_fingerprint, actor, name, roles, organisation, signed_in_at, expires_at)
            VALUES (@id, @session, @key, @fingerprint, @actor, @name, @roles, @organisation, @signed_in, @expires)
            """,
            transaction);
        await WithIdentity(insert, token, caller).With("@session", caller.SessionId() is { } session ? RandomSecret.HashOf(session) : null)
            .With("@signed_in", dialect.Time(signedInAt)).With("@expires", dialect.Time(expiresAt)).ExecuteNonQueryAsync(cancellationToken);
        await AuditAsync(connection, transaction, AuditAction.SignInLinkCreated, AuditOutcome.Done, caller.Actor(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (token, expiresAt);
    }

    /// <summary>Redeems a link. The caller must check whether the key with which it was created is still valid.</summary>
    /// <returns>The identity that it signs in as, or null if the link is unknown, used or expired.</returns>
    public async Task<ClaimsPrincipal?> UseLinkAsync(string token, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        // A single statement, so that of two browsers with the same link only one is let in.
        await using var delete = connection.Command(
            $"""
            DELETE FROM sign_in_links
            WHERE id = @id AND expires_at > @now
              AND (session_id IS NULL OR EXISTS (SELECT 1 FROM sessions WHERE sessions.id = sign_in_links.session_id AND sessions.expires_at > @now))
            RETURNING {Identity}, signed_in_at
            """)
            .With("@id", RandomSecret.HashOf(token)).With("@now", dialect.Time(time.GetUtcNow()));
        return (await delete.ListAsync(ReadIdentity, cancellationToken)).SingleOrDefault();
    }

    /// <summary>Deletes sessions and links that have expired.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        foreach (var table in (string[])["sessions", "sign_in_links"])
        {
            await using var delete = connection.Command($"DELETE FROM {table} WHERE expires_at <= @now").With("@now", dialect.Time(time.GetUtcNow()));
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static DbCommand WithIdentity(DbCommand command, string secret, ClaimsPrincipal caller) => command
        .With("@id", RandomSecret.HashOf(secret)).With("@key", caller.KeyId()).With("@fingerprint", caller.KeyFingerprint()).With("@actor", caller.Actor()).With("@name", caller.DisplayName() ?? caller.Actor())
        .With("@roles", string.Join(',', caller.RolesOf())).With("@organisation", caller.Organisation());

    private ClaimsPrincipal ReadIdentity(DbDataReader reader)
    {
        var caller = Caller.Create(
            SessionHandler.Scheme, reader.GetString(2), reader.GetString(3), reader.GetString(4).Split(','), reader.StringOrNull(5), reader.StringOrNull(0), reader.StringOrNull(1));
        var signedInAt = dialect.ReadTime(reader, 6);
        caller.SetTimes(signedInAt, signedInAt + options.Value.LongestTime);
        return caller;
    }

    /// <summary>When the caller first signed in. Capped at the present, as a provider's clock may be ahead of ours.</summary>
    private DateTimeOffset FirstSignIn(ClaimsPrincipal caller) => Earlier(caller.SignedInAt() ?? DateTimeOffset.MaxValue, time.GetUtcNow());

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private Task AuditAsync(DbConnection connection, DbTransaction transaction, string action, string outcome, string actor, CancellationToken cancellationToken) =>
        _audit.AppendAsync(connection, transaction, [new AuditEntry(action, outcome, actor).InCurrentTrace()], cancellationToken);
}
