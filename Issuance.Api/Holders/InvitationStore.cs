using System.Data.Common;
using System.Globalization;
using KubeCredential.Events;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Holders;

/// <summary>The invitations in the database.</summary>
internal sealed class InvitationStore(SqlDialect dialect, MailQueue mails, HolderLinks links, IOptions<HolderOptions> options, TimeProvider time)
{
    /// <summary>An invitation that neither was revoked nor could not be delivered, as an SQL condition.</summary>
    internal const string Standing = $"state IN ('{InvitationState.Queued}', '{InvitationState.Sent}', '{InvitationState.Opened}')";

    private const string Columns = "i.id, i.credential_id, c.holder_name, i.delivery, i.email, i.language, i.state, i.created_at, i.sent_at, i.opened_at, i.expires_at, i.problem, i.batch_id";
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>Why nothing was done.</summary>
    public enum Refusal
    {
        /// <summary>It was done.</summary>
        None,

        /// <summary>There is no such credential or invitation, or it belongs to another organisation.</summary>
        Unknown,

        /// <summary>The credential has been erased.</summary>
        Erased,

        /// <summary>The credential was revoked or superseded.</summary>
        OutOfForce,

        /// <summary>The holder's e-mail address is unknown.</summary>
        NoAddress,

        /// <summary>The credential has too many unopened invitations.</summary>
        TooMany,

        /// <summary>The address has received too many messages.</summary>
        TooManyMails,

        /// <summary>The invitation was revoked.</summary>
        Revoked,

        /// <summary>The invitation has no address to send it to.</summary>
        NotByMail,
    }

    /// <summary>What came of a request.</summary>
    /// <param name="Refusal">Why nothing was done.</param>
    /// <param name="Invitation">The invitation, if it was.</param>
    internal readonly record struct Result(Refusal Refusal, InvitationDocument? Invitation = null);

    /// <summary>Invites the holder of a credential.</summary>
    /// <param name="credentialId">The credential.</param>
    /// <param name="byMail">Whether by e-mail.</param>
    /// <param name="email">Where to; null for the address in the credential.</param>
    /// <param name="language">The holder's language.</param>
    /// <param name="organisation">The organisation that the caller is restricted to, or null.</param>
    /// <param name="actor">Who invites.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<Result> CreateAsync(Guid credentialId, bool byMail, string? email, string language, string? organisation, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        if (await HeldCredential.TakeAsync(dialect, connection, transaction, credentialId, cancellationToken) is not { } credential || (organisation is not null && credential.IssuerName != organisation)) return new(Refusal.Unknown);
        if (credential.IsErased) return new(Refusal.Erased);
        if (credential.State is CredentialState.Revoked or CredentialState.Superseded) return new(Refusal.OutOfForce);
        var address = byMail ? email ?? credential.HolderEmail : null;
        if (byMail && address is null) return new(Refusal.NoAddress);
        await using var open = connection.Command(
            $"SELECT COUNT(*) FROM invitations WHERE credential_id = @id AND state IN ('{InvitationState.Queued}', '{InvitationState.Sent}') AND expires_at > {dialect.Now}", transaction).With("@id", credentialId);
        if (Convert.ToInt64(await open.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) >= options.Value.InvitationsPerCredential) return new(Refusal.TooMany);
        if (address is not null && await mails.IsFullAsync(connection, transaction, address, cancellationToken)) return new(Refusal.TooManyMails);

        var id = Guid.CreateVersion7(time.GetUtcNow());
        await AddAsync(connection, transaction, id, credential, address, language, actor, cancellationToken);
        string? link = null;
        if (address is not null) await mails.AddAsync(connection, transaction, Guid.CreateVersion7(time.GetUtcNow()), MailKind.Invitation, credentialId, id, null, address, language, cancellationToken);
        else link = links.PersonalLink(links.TokenOf((await AddLinkAsync(connection, transaction, id, credentialId, cancellationToken)).Seed));
        await AuditAsync(connection, transaction, AuditAction.HolderInvited, actor, credentialId, byMail ? InvitationDelivery.Email : InvitationDelivery.Link, cancellationToken);
        var made = await FindAsync(connection, transaction, id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(Refusal.None, link is null ? made : made! with { Link = link });
    }

    /// <summary>Writes an invitation.</summary>
    public async Task AddAsync(
        DbConnection connection, DbTransaction transaction, Guid id, HeldCredential credential, string? address, string language, string actor, CancellationToken cancellationToken)
    {
        await using var insert = connection.Command(
            $"""
            INSERT INTO invitations (id, credential_id, issuer_name, delivery, email, language, state, actor, created_at, sent_at, expires_at, last_day)
            VALUES (@id, @credential, @issuer, @delivery, @email, @language, @state, @actor, {dialect.Now}, {(address is null ? dialect.Now : "NULL")}, {dialect.NowPlus("@lifetime")}, @last)
            """,
            transaction)
            .With("@id", id).With("@credential", credential.Id).With("@issuer", credential.IssuerName).With("@delivery", address is null ? InvitationDelivery.Link : InvitationDelivery.Email)
            .With("@email", address).With("@language", language).With("@state", address is null ? InvitationState.Sent : InvitationState.Queued).With("@actor", actor)
            .With("@lifetime", options.Value.LinkLifetime.TotalSeconds).With("@last", credential.LastDay is { } day ? dialect.Day(day) : null);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Makes a new personal link of an invitation, which is from now on its latest one.</summary>
    public async Task<(Guid Id, byte[] Seed)> AddLinkAsync(DbConnection connection, DbTransaction transaction, Guid invitationId, Guid credentialId, CancellationToken cancellationToken)
    {
        var (id, seed) = (Guid.CreateVersion7(time.GetUtcNow()), HolderLinks.NewSeed());
        await using var insert = connection.Command(
            $"""
            INSERT INTO holder_links (id, token_hash, seed, invitation_id, credential_id, created_at, expires_at)
            VALUES (@id, @hash, @seed, @invitation, @credential, {dialect.Now}, {dialect.NowPlus("@lifetime")})
            """,
            transaction)
            .With("@id", id).With("@hash", HolderLinks.HashOf(links.TokenOf(seed))).With("@seed", seed).With("@invitation", invitationId).With("@credential", credentialId)
            .With("@lifetime", options.Value.LinkLifetime.TotalSeconds);
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await using var extend = connection.Command($"UPDATE invitations SET expires_at = {dialect.NowPlus("@lifetime")} WHERE id = @id", transaction)
            .With("@id", invitationId).With("@lifetime", options.Value.LinkLifetime.TotalSeconds);
        await extend.ExecuteNonQueryAsync(cancellationToken);
        return (id, seed);
    }

    /// <summary>The invitations of a credential, newest first; null if there is no such credential, or it belongs to another organisation.</summary>
    public async Task<List<InvitationDocument>?> ListAsync(Guid credentialId, string? organisation, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var find = connection.Command("SELECT issuer_name FROM credentials WHERE id = @id").With("@id", credentialId);
        if (await find.ListAsync(static reader => reader.GetString(0), cancellationToken) is not [var issuer] || (organisation is not null && issuer != organisation)) return null;
        await using var command = connection.Command($"SELECT {Columns} FROM invitations i JOIN credentials c ON c.id = i.credential_id WHERE i.credential_id = @id ORDER BY i.id DESC LIMIT 200").With("@id", credentialId);
        return await command.ListAsync(Read, cancellationToken);
    }

    /// <summary>Invitations, newest first.</summary>
    /// <param name="organisation">Only those of this issuer, or null.</param>
    /// <param name="state">One of <see cref="InvitationState"/>, or null.</param>
    /// <param name="batch">Only those of this batch, or null.</param>
    /// <param name="before">The one after which the page begins, or null.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<List<InvitationDocument>> PageAsync(string? organisation, string? state, Guid? batch, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var conditions = ConditionsOf(organisation, batch);
        if (before is not null) conditions.Add("i.id < @before");
        switch (state)
        {
            case null: break;
            case InvitationState.Expired: conditions.Add(IsExpired); break;
            case InvitationState.Queued or InvitationState.Sent: conditions.Add($"i.state = @state AND NOT ({IsExpired})"); break;
            default: conditions.Add("i.state = @state"); break;
        }

        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT {Columns} FROM invitations i JOIN credentials c ON c.id = i.credential_id{WhereOf(conditions)} ORDER BY i.id DESC LIMIT @limit").With("@limit", limit);
        Bind(command, organisation, batch);
        if (before is { } last) command.With("@before", last);
        if (state is not (null or InvitationState.Expired)) command.With("@state", state);
        return await command.ListAsync(Read, cancellationToken);
    }

    /// <summary>How many invitations there are by state.</summary>
    public async Task<InvitationCounts> CountAsync(string? organisation, Guid? batch, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT CASE WHEN {IsExpired} THEN '{InvitationState.Expired}' ELSE i.state END AS shown, COUNT(*) FROM invitations i{WhereOf(ConditionsOf(organisation, batch))} GROUP BY shown");
        Bind(command, organisation, batch);
        var counts = (await command.ListAsync(static reader => (State: reader.GetString(0), Count: Convert.ToInt32(reader.GetValue(1), CultureInfo.InvariantCulture)), cancellationToken)).ToDictionary(static one => one.State, static one => one.Count);
        int Of(string state) => counts.GetValueOrDefault(state);
        return new InvitationCounts(
            Of(InvitationState.Queued), Of(InvitationState.Sent), Of(InvitationState.Opened), Of(InvitationState.Bounced), Of(InvitationState.Failed), Of(InvitationState.Expired), Of(InvitationState.Revoked));
    }

    /// <summary>Revokes an invitation: none of its links opens the page any more, and whoever has opened it is signed out. Doing so again changes nothing.</summary>
    public async Task<Result> RevokeAsync(Guid id, string? organisation, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        if (await HoldAsync(connection, transaction, id, organisation, cancellationToken) is not { } invitation) return new(Refusal.Unknown);
        if (invitation.State != InvitationState.Revoked)
        {
            await using var revoke = connection.Command($"UPDATE invitations SET state = '{InvitationState.Revoked}', problem = NULL WHERE id = @id", transaction).With("@id", id);
            await revoke.ExecuteNonQueryAsync(cancellationToken);
            await using var sessions = connection.Command("DELETE FROM holder_sessions WHERE invitation_id = @id", transaction).With("@id", id);
            await sessions.ExecuteNonQueryAsync(cancellationToken);
            await mails.DropAsync(connection, transaction, id, cancellationToken);
            await AuditAsync(connection, transaction, AuditAction.InvitationRevoked, actor, invitation.CredentialId, null, cancellationToken);
        }

        var revoked = await FindAsync(connection, transaction, id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(Refusal.None, revoked);
    }

    /// <summary>Sends an invitation again, with another link; earlier ones stay as they are.</summary>
    public async Task<Result> ResendAsync(Guid id, string? organisation, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        if (await HoldAsync(connection, transaction, id, organisation, cancellationToken) is not { } invitation) return new(Refusal.Unknown);
        if (invitation.State == InvitationState.Revoked) return new(Refusal.Revoked);
        if (invitation.Email is not { } address) return new(Refusal.NotByMail);
        await using var waiting = connection.Command($"SELECT COUNT(*) FROM mails WHERE invitation_id = @id AND state = {(short)MailState.Queued}", transaction).With("@id", id);
        // One that is still to be sent is sent only once.
        if (Convert.ToInt64(await waiting.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) == 0)
        {
            if (await mails.IsFullAsync(connection, transaction, address, cancellationToken)) return new(Refusal.TooManyMails);
            await mails.AddAsync(connection, transaction, Guid.CreateVersion7(time.GetUtcNow()), invitation.OpenedAt is null ? MailKind.Invitation : MailKind.NewLink, invitation.CredentialId, id, null, address, invitation.Language, cancellationToken);
            await using var queue = connection.Command(
                $"UPDATE invitations SET state = CASE WHEN state = '{InvitationState.Opened}' THEN state ELSE '{InvitationState.Queued}' END, problem = NULL, expires_at = {dialect.NowPlus("@lifetime")} WHERE id = @id", transaction)
                .With("@id", id).With("@lifetime", options.Value.LinkLifetime.TotalSeconds);
            await queue.ExecuteNonQueryAsync(cancellationToken);
            await AuditAsync(connection, transaction, AuditAction.InvitationResent, actor, invitation.CredentialId, null, cancellationToken);
        }

        var sent = await FindAsync(connection, transaction, id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(Refusal.None, sent);
    }

    /// <summary>Sends a new link to the address of an invitation, if a link was ever made with this token, the invitation was not revoked, and no other link was asked for just now.</summary>
    public async Task RenewLinkAsync(string token, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var find = connection.Command("SELECT credential_id, invitation_id FROM holder_links WHERE token_hash = @hash").With("@hash", HolderLinks.HashOf(token));
        if (await find.ListAsync(static reader => (Credential: reader.GetGuid(0), Invitation: reader.GetGuid(1)), cancellationToken) is not [var link]) return;
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        if (await HoldAsync(connection, transaction, link.Invitation, null, cancellationToken) is not { Email: { } address } invitation || invitation.State == InvitationState.Revoked) return;
        await using var recent = connection.Command($"SELECT COUNT(*) FROM mails WHERE invitation_id = @id AND kind = '{MailKind.NewLink}' AND created_at > {dialect.NowPlus("-@interval")}", transaction)
            .With("@id", invitation.Id).With("@interval", options.Value.NewLinkInterval.TotalSeconds);
        if (Convert.ToInt64(await recent.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) > 0 || await mails.IsFullAsync(connection, transaction, address, cancellationToken)) return;
        await mails.AddAsync(connection, transaction, Guid.CreateVersion7(time.GetUtcNow()), MailKind.NewLink, invitation.CredentialId, invitation.Id, null, address, invitation.Language, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>An invitation as it is in the database.</summary>
    internal sealed record Stored(Guid Id, Guid CredentialId, string? Email, string Language, string State, DateTimeOffset? OpenedAt);

    /// <summary>Takes hold of an invitation, after its credential; null if there is none, its credential has been erased, or it belongs to another organisation.</summary>
    internal async Task<Stored?> HoldAsync(DbConnection connection, DbTransaction transaction, Guid id, string? organisation, CancellationToken cancellationToken)
    {
        await using var find = connection.Command("SELECT credential_id FROM invitations WHERE id = @id", transaction).With("@id", id);
        if (await find.ListAsync(static reader => reader.GetGuid(0), cancellationToken) is not [var credentialId]) return null;
        if (await HeldCredential.TakeAsync(dialect, connection, transaction, credentialId, cancellationToken) is not { IsErased: false } credential || (organisation is not null && credential.IssuerName != organisation)) return null;
        await using var read = connection.Command("SELECT email, language, state, opened_at FROM invitations WHERE id = @id", transaction).With("@id", id);
        return (await read.ListAsync(reader => new Stored(id, credentialId, reader.StringOrNull(0), reader.GetString(1), reader.GetString(2), dialect.ReadTimeOrNull(reader, 3)), cancellationToken)).SingleOrDefault();
    }

    private string IsExpired => $"i.state IN ('{InvitationState.Queued}', '{InvitationState.Sent}') AND i.expires_at <= {dialect.Now}";

    private async Task<InvitationDocument?> FindAsync(DbConnection connection, DbTransaction transaction, Guid id, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"SELECT {Columns} FROM invitations i JOIN credentials c ON c.id = i.credential_id WHERE i.id = @id", transaction).With("@id", id);
        return (await command.ListAsync(Read, cancellationToken)).SingleOrDefault();
    }

    private InvitationDocument Read(DbDataReader reader)
    {
        var (state, expiresAt) = (reader.GetString(6), dialect.ReadTime(reader, 10));
        if (state is InvitationState.Queued or InvitationState.Sent && expiresAt <= time.GetUtcNow()) state = InvitationState.Expired;
        return new InvitationDocument(
            reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.StringOrNull(4), reader.GetString(5), state, dialect.ReadTime(reader, 7), dialect.ReadTimeOrNull(reader, 8),
            dialect.ReadTimeOrNull(reader, 9), expiresAt, reader.StringOrNull(11), reader.GuidOrNull(12));
    }

    private static List<string> ConditionsOf(string? organisation, Guid? batch)
    {
        var conditions = new List<string>();
        if (organisation is not null) conditions.Add("i.issuer_name = @organisation");
        if (batch is not null) conditions.Add("i.batch_id = @batch");
        return conditions;
    }

    private static string WhereOf(List<string> conditions) => conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";

    private static void Bind(DbCommand command, string? organisation, Guid? batch)
    {
        if (organisation is not null) command.With("@organisation", organisation);
        if (batch is { } id) command.With("@batch", id);
    }

    private Task AuditAsync(DbConnection connection, DbTransaction transaction, string action, string actor, Guid credentialId, string? detail, CancellationToken cancellationToken) =>
        _audit.AppendAsync(connection, transaction, [new AuditEntry(action, AuditOutcome.Done, actor) { CredentialId = credentialId, Detail = detail }.InCurrentTrace()], cancellationToken);
}
