using System.Data.Common;
using System.Security.Claims;
using KubeCredential.ServiceDefaults.Audit;
using KubeCredential.ServiceDefaults.Security;
using KubeCredential.ServiceDefaults.Storage;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Sessions;

/// <summary>
/// Sessions and links that sign in once, in the database, so that every replica knows them and signing out ends a session everywhere.
/// Ids and tokens are kept as hashes only: who reads the database cannot sign in with what is there.
/// </summary>
internal sealed class SessionStore(SqlDialect dialect, IOptions<SessionOptions> options, TimeProvider time)
{
    private static readonly TimeSpan RenewAfter = TimeSpan.FromMinutes(1);
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>A session that goes on.</summary>
    public sealed record Session(ClaimsPrincipal Caller, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

    /// <summary>Begins a session.</summary>
    /// <returns>Its id, for the cookie.</returns>
    public async Task<string> BeginAsync(ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var (id, now) = (RandomSecret.Create(), time.GetUtcNow());
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var insert = connection.Command(
            """
            INSERT INTO sessions (id, key_id, actor, name, roles, organisation, created_at, expires_at)
            VALUES (@id, @key, @actor, @name, @roles, @organisation, @now, @expires)
            """,
            transaction);
        await WithIdentity(insert, id, caller).With("@now", dialect.Time(now)).With("@expires", dialect.Time(now + options.Value.IdleTime)).ExecuteNonQueryAsync(cancellationToken);
        await AuditAsync(connection, transaction, AuditAction.SignedIn, AuditOutcome.Done, caller.Actor(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return id;
    }

    /// <summary>The session, or null where it has ended or never was.</summary>
    public async Task<Session?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT key_id, actor, name, roles, organisation, created_at, expires_at FROM sessions WHERE id = @id").With("@id", RandomSecret.HashOf(id));
        var found = await command.ListAsync(
            reader => new Session(ReadIdentity(reader), dialect.ReadTime(reader, 5), dialect.ReadTime(reader, 6)), cancellationToken);
        var now = time.GetUtcNow();
        if (found is not [var session] || now >= session.ExpiresAt || now >= session.CreatedAt + options.Value.LongestTime) return null;
        session.Caller.SetSession(id);
        return session;
    }

    /// <summary>Lets a session that is used go on. It is written down once a minute, and not for each request.</summary>
    /// <returns>When it ends unless it is used before.</returns>
    public async Task<DateTimeOffset> RenewAsync(string id, Session session, CancellationToken cancellationToken)
    {
        var (expiresAt, last) = (time.GetUtcNow() + options.Value.IdleTime, session.CreatedAt + options.Value.LongestTime);
        if (expiresAt > last) expiresAt = last;
        if (expiresAt - session.ExpiresAt < RenewAfter) return session.ExpiresAt;
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("UPDATE sessions SET expires_at = @expires WHERE id = @id")
            .With("@id", RandomSecret.HashOf(id)).With("@expires", dialect.Time(expiresAt));
        await command.ExecuteNonQueryAsync(cancellationToken);
        return expiresAt;
    }

    /// <summary>Ends a session.</summary>
    public async Task EndAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var delete = connection.Command("DELETE FROM sessions WHERE id = @id RETURNING actor", transaction).With("@id", RandomSecret.HashOf(id));
        if (await delete.ListAsync(static reader => reader.GetString(0), cancellationToken) is not [var actor]) return;
        await AuditAsync(connection, transaction, AuditAction.SignedOut, AuditOutcome.Done, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Writes down that somebody tried to sign in and could not. What they tried with is not told.</summary>
    public Task NoteFailureAsync(CancellationToken cancellationToken) =>
        _audit.AppendAsync([new AuditEntry(AuditAction.SignedIn, AuditOutcome.Failed, AuditActor.Anonymous).InCurrentTrace()], cancellationToken);

    /// <summary>Makes a link that signs a browser in once, as the caller.</summary>
    /// <returns>The token in the link, and until when it can be used.</returns>
    public async Task<(string Token, DateTimeOffset ExpiresAt)> CreateLinkAsync(ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var (token, expiresAt) = (RandomSecret.Create(), time.GetUtcNow() + options.Value.LinkTime);
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var insert = connection.Command(
            "INSERT INTO sign_in_links (id, key_id, actor, name, roles, organisation, expires_at) VALUES (@id, @key, @actor, @name, @roles, @organisation, @expires)", transaction);
        await WithIdentity(insert, token, caller).With("@expires", dialect.Time(expiresAt)).ExecuteNonQueryAsync(cancellationToken);
        await AuditAsync(connection, transaction, AuditAction.SignInLinkCreated, AuditOutcome.Done, caller.Actor(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (token, expiresAt);
    }

    /// <summary>Uses a link up.</summary>
    /// <returns>As whom it signs in, or null where there is no such link, or not any more.</returns>
    public async Task<ClaimsPrincipal?> UseLinkAsync(string token, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        // One statement, so that of two who come with the same link one is let in.
        await using var delete = connection.Command("DELETE FROM sign_in_links WHERE id = @id AND expires_at > @now RETURNING key_id, actor, name, roles, organisation")
            .With("@id", RandomSecret.HashOf(token)).With("@now", dialect.Time(time.GetUtcNow()));
        return (await delete.ListAsync(ReadIdentity, cancellationToken)).SingleOrDefault();
    }

    /// <summary>Takes away what has ended by itself.</summary>
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
        .With("@id", RandomSecret.HashOf(secret)).With("@key", caller.KeyId()).With("@actor", caller.Actor()).With("@name", caller.DisplayName() ?? caller.Actor())
        .With("@roles", string.Join(',', caller.RolesOf())).With("@organisation", caller.Organisation());

    private static ClaimsPrincipal ReadIdentity(DbDataReader reader) =>
        Caller.Create(SessionHandler.Scheme, reader.GetString(1), reader.GetString(2), reader.GetString(3).Split(','), reader.StringOrNull(4), reader.StringOrNull(0));

    private Task AuditAsync(DbConnection connection, DbTransaction transaction, string action, string outcome, string actor, CancellationToken cancellationToken) =>
        _audit.AppendAsync(connection, transaction, [new AuditEntry(action, outcome, actor).InCurrentTrace()], cancellationToken);
}
