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
    private const string Columns = $"{Identity}, created_at, last_used_at, expires_at, id";
    private static readonly TimeSpan RenewAfter = TimeSpan.FromMinutes(1);
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>A session that has not ended.</summary>
    /// <param name="Id">The hash of the cookie's value, which operators call it by.</param>
    /// <param name="Caller">Who is signed in.</param>
    /// <param name="SignedInAt">When they first signed in.</param>
    /// <param name="LastUsedAt">When it was last used, to about a minute.</param>
    /// <param name="ExpiresAt">When it ends if it is not used before then.</param>
    public sealed record Session(string Id, ClaimsPrincipal Caller, DateTimeOffset SignedInAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt);

    /// <summary>Starts a session. It ends <see cref="SessionOptions.LongestTime"/> after the caller first signed in, at the latest.</summary>
    /// <returns>Its ID, for the cookie, and when it ends if it is not used before then.</returns>
    public async Task<(string Id, DateTimeOffset ExpiresAt)> BeginAsync(ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var (id, signedInAt, now) = (RandomSecret.Create(), FirstSignIn(caller), time.GetUtcNow());
        var expiresAt = Earlier(now + options.Value.IdleTime, signedInAt + options.Value.LongestTime);
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var insert = connection.Command(
            """
            INSERT INTO sessions (id, key_id, key_fingerprint, actor, name, roles, organisation, created_at, last_used_at, expires_at)
            VALUES (@id, @key, @fingerprint, @actor, @name, @roles, @organisation, @signed_in, @now, @expires)
            """,
            transaction);
        await WithIdentity(insert, id, caller).With("@signed_in", dialect.Time(signedInAt)).With("@now", dialect.Time(now)).With("@expires", dialect.Time(expiresAt)).ExecuteNonQueryAsync(cancellationToken);
        await AuditAsync(connection, transaction, AuditAction.SignedIn, AuditOutcome.Done, caller.Actor(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (id, expiresAt);
    }

    /// <summary>The session, or null if it has ended or never existed.</summary>
    public async Task<Session?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command($"SELECT {Columns} FROM sessions WHERE id = @id").With("@id", RandomSecret.HashOf(id));
        var found = await command.ListAsync(Read, cancellationToken);
        var now = time.GetUtcNow();
        if (found is not [var session] || now >= session.ExpiresAt || now >= session.SignedInAt + options.Value.LongestTime) return null;
        session.Caller.SetSession(id);
        return session;
    }

    /// <summary>Extends a session that is in use. The database is updated once a minute, not with every request.</summary>
    /// <returns>When it ends if it is not used before then.</returns>
    public async Task<DateTimeOffset> RenewAsync(string id, Session session, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - session.LastUsedAt < RenewAfter) return session.ExpiresAt;
        var expiresAt = Earlier(now + options.Value.IdleTime, session.SignedInAt + options.Value.LongestTime);
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("UPDATE sessions SET last_used_at = @now, expires_at = @expires WHERE id = @id")
            .With("@id", RandomSecret.HashOf(id)).With("@now", dialect.Time(now)).With("@expires", dialect.Time(expiresAt));
        await command.ExecuteNonQueryAsync(cancellationToken);
        return expiresAt;
    }

    /// <summary>Ends a session, and the links that were created in it.</summary>
    public async Task EndAsync(string id, CancellationToken cancellationToken) =>
        await EndAsync(RandomSecret.HashOf(id), static actor => new AuditEntry(AuditAction.SignedOut, AuditOutcome.Done, actor), cancellationToken);

    /// <summary>Ends a session on an operator's order, and the links that were created in it.</summary>
    /// <param name="id">What <see cref="Session.Id"/> says.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether there was one.</returns>
    public Task<bool> RevokeAsync(string id, string by, CancellationToken cancellationToken) =>
        EndAsync(id, actor => new AuditEntry(AuditAction.SessionRevoked, AuditOutcome.Done, by) { Detail = $"Session of {actor}" }, cancellationToken);

    /// <summary>Sessions that have not ended, the newest first: those after <paramref name="before"/> in this order, or the newest ones.</summary>
    public async Task<List<Session>> ListAsync((DateTimeOffset Moment, string Id)? before, int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            SELECT {Columns} FROM sessions
            WHERE expires_at > @now AND created_at > @oldest {(before is null ? "" : "AND (created_at, id) < (@at, @id)")} ORDER BY created_at DESC, id DESC LIMIT @limit
            """)
            .With("@now", dialect.Time(now)).With("@oldest", dialect.Time(now - options.Value.LongestTime)).With("@limit", limit);
        if (before is { } place) command.With("@at", dialect.Time(place.Moment)).With("@id", place.Id);
        return await command.ListAsync(Read, cancellationToken);
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

    private async Task<bool> EndAsync(string hash, Func<string, AuditEntry> entryOf, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var delete = connection.Command("DELETE FROM sessions WHERE id = @id RETURNING actor", transaction).With("@id", hash);
        if (await delete.ListAsync(static reader => reader.GetString(0), cancellationToken) is not [var actor]) return false;
        await using var links = connection.Command("DELETE FROM sign_in_links WHERE session_id = @id", transaction).With("@id", hash);
        await links.ExecuteNonQueryAsync(cancellationToken);
        await _audit.AppendAsync(connection, transaction, [entryOf(actor).InCurrentTrace()], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private Session Read(DbDataReader reader) => new(
        reader.GetString(9), ReadIdentity(reader), dialect.ReadTime(reader, 6), dialect.ReadTime(reader, 7), dialect.ReadTime(reader, 8));

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
