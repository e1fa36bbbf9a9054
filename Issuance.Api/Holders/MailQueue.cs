using System.Data.Common;
using System.Globalization;
using KubeCredential.Storage;
using KubeCredential.Text;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Holders;

/// <summary>
/// The messages that are to be sent. A message is written in the transaction of what causes it, so that neither is there without the other. Whoever sends one claims it first, for a time
/// by the database's clock, and marks it afterwards: if they die in between, it is sent again, with the same link and the same Message-ID.
/// </summary>
internal sealed class MailQueue(SqlDialect dialect, IOptions<HolderOptions> options)
{
    /// <summary>The priority of messages that somebody waits for.</summary>
    public const int AtOnce = 0;

    /// <summary>The priority of one message of many.</summary>
    public const int Later = 1;

    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    /// <summary>A message that has been claimed.</summary>
    /// <param name="Id">Its ID.</param>
    /// <param name="Kind">One of <see cref="MailKind"/>.</param>
    /// <param name="CredentialId">The credential.</param>
    /// <param name="InvitationId">The invitation.</param>
    /// <param name="CorrectionId">The request that it answers, or null.</param>
    /// <param name="LinkId">The link in it; null if it has none yet.</param>
    /// <param name="Address">Where it goes.</param>
    /// <param name="AddressKey">The address, case-folded.</param>
    /// <param name="Language">The holder's language.</param>
    /// <param name="Attempts">How many times somebody has begun to send it. Whoever marks it must know the number.</param>
    /// <param name="Age">How long ago it was written.</param>
    internal sealed record Claimed(
        Guid Id, string Kind, Guid CredentialId, Guid InvitationId, Guid? CorrectionId, Guid? LinkId, string Address, string AddressKey, string Language, int Attempts, TimeSpan Age);

    /// <summary>How many messages wait, and since when.</summary>
    internal readonly record struct Depth(long Queued, DateTimeOffset? OldestAt);

    /// <summary>The form of an address in which messages to it are counted.</summary>
    public static string KeyOf(string address) => UnicodeText.Fold(address);

    /// <summary>Whether an address has received, or is to receive, as many messages within 24 hours as it may.</summary>
    public async Task<bool> IsFullAsync(DbConnection connection, DbTransaction transaction, string address, CancellationToken cancellationToken) =>
        await CountAsync(connection, transaction, KeyOf(address), $"state IN ({(short)MailState.Queued}, {(short)MailState.Sent})", cancellationToken) >= options.Value.MailsPerAddress;

    /// <summary>Whether an address has received as many messages within 24 hours as it may.</summary>
    public async Task<bool> HasHadEnoughAsync(DbConnection connection, DbTransaction transaction, string addressKey, CancellationToken cancellationToken) =>
        await CountAsync(connection, transaction, addressKey, $"state = {(short)MailState.Sent}", cancellationToken) >= options.Value.MailsPerAddress;

    /// <summary>Writes a message that is to be sent at once.</summary>
    public async Task AddAsync(
        DbConnection connection, DbTransaction transaction, Guid id, string kind, Guid credentialId, Guid invitationId, Guid? correctionId, string address, string language, CancellationToken cancellationToken)
    {
        await using var insert = connection.Command(
            $"""
            INSERT INTO mails (id, kind, credential_id, invitation_id, correction_id, address, address_key, language, priority, state, attempts, due_at, created_at)
            VALUES (@id, @kind, @credential, @invitation, @correction, @address, @key, @language, {(kind == MailKind.Expiry ? Later : AtOnce)}, {(short)MailState.Queued}, 0, {dialect.Now}, {dialect.Now})
            """,
            transaction)
            .With("@id", id).With("@kind", kind).With("@credential", credentialId).With("@invitation", invitationId).With("@correction", correctionId)
            .With("@address", address).With("@key", KeyOf(address)).With("@language", language);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Messages of an invitation that have not been sent are not wanted any more.</summary>
    public async Task DropAsync(DbConnection connection, DbTransaction transaction, Guid invitationId, CancellationToken cancellationToken)
    {
        await using var drop = connection.Command(
            $"UPDATE mails SET state = {(short)MailState.Dropped}, finished_at = {dialect.Now} WHERE invitation_id = @id AND state = {(short)MailState.Queued}", transaction).With("@id", invitationId);
        await drop.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Claims the message that has waited longest, or null if none is due.</summary>
    /// <param name="lease">For how long no other replica sends it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<Claimed?> ClaimAsync(TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        if (dialect.IsSqlite)
        {
            // A writer locks the file: look first.
            await using var look = connection.Command($"SELECT COUNT(*) FROM mails WHERE state = 0 AND due_at <= {dialect.Now}");
            if (Convert.ToInt64(await look.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) == 0) return null;
        }

        // The state is part of the text, so that the partial index can serve it.
        await using var claim = connection.Command(
            $"""
            WITH due AS MATERIALIZED (SELECT id FROM mails WHERE state = 0 AND due_at <= {dialect.Now} ORDER BY priority, due_at LIMIT 1 {dialect.SkipLocked})
            UPDATE mails SET due_at = {dialect.NowPlus("@lease")}, attempts = attempts + 1 WHERE id IN (SELECT id FROM due)
            RETURNING id, kind, credential_id, invitation_id, correction_id, link_id, address, address_key, language, attempts, created_at, {dialect.Now}
            """).With("@lease", lease.TotalSeconds);
        return (await claim.ListAsync(
            reader => new Claimed(
                reader.GetGuid(0), reader.GetString(1), reader.GetGuid(2), reader.GetGuid(3), reader.GuidOrNull(4), reader.GuidOrNull(5), reader.GetString(6), reader.GetString(7), reader.GetString(8),
                reader.GetInt32(9), dialect.ReadTime(reader, 11) - dialect.ReadTime(reader, 10)),
            cancellationToken)).SingleOrDefault();
    }

    /// <summary>Has a claimed message tried again.</summary>
    /// <param name="mail">The message.</param>
    /// <param name="after">When, from now.</param>
    /// <param name="counts">Whether the attempt counts; an outage of the mail server is no fault of a message.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task RetryAsync(Claimed mail, TimeSpan after, bool counts, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var retry = connection.Command(
            $"UPDATE mails SET due_at = {dialect.NowPlus("@after")}{(counts ? "" : ", attempts = attempts - 1")} WHERE id = @id AND attempts = @attempts AND state = {(short)MailState.Queued}")
            .With("@id", mail.Id).With("@attempts", mail.Attempts).With("@after", after.TotalSeconds);
        await retry.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Marks what has become of a claimed message, and of its invitation.</summary>
    /// <param name="mail">The message.</param>
    /// <param name="state">What has become of it.</param>
    /// <param name="problem">Why it did not arrive, for the registrar; or null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task FinishAsync(Claimed mail, MailState state, string? problem, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var mark = connection.Command(
            $"UPDATE mails SET state = @state, finished_at = {dialect.Now} WHERE id = @id AND attempts = @attempts AND state = {(short)MailState.Queued}", transaction)
            .With("@id", mail.Id).With("@attempts", mail.Attempts).With("@state", (short)state);
        if (await mark.ExecuteNonQueryAsync(cancellationToken) == 1) await NoteAsync(connection, transaction, mail.InvitationId, state, problem, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Notes that a message which had been sent has come back. A later message of the same invitation says more than it.</summary>
    /// <param name="id">The message.</param>
    /// <param name="status">The status code of the report (RFC 3463), or null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether it was a message that had been sent, and had not come back before.</returns>
    public async Task<bool> BounceAsync(Guid id, string? status, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var mark = connection.Command(
            $"""
            UPDATE mails SET state = {(short)MailState.Bounced} WHERE id = @id AND state = {(short)MailState.Sent}
            RETURNING invitation_id, EXISTS (SELECT 1 FROM mails later WHERE later.invitation_id = mails.invitation_id AND later.created_at > mails.created_at)
            """,
            transaction).With("@id", id);
        var found = await mark.ListAsync(static reader => (InvitationId: reader.GetGuid(0), HasLater: Convert.ToBoolean(reader.GetValue(1), CultureInfo.InvariantCulture)), cancellationToken);
        if (found is [var (invitationId, hasLater)] && !hasLater)
        {
            await NoteAsync(
                connection, transaction, invitationId, MailState.Bounced,
                $"The message came back: it could not be delivered{(status is null ? "" : $" ({status})")}. Check the address and invite again, or copy a link.", cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return found.Count == 1;
    }

    /// <summary>How many messages wait, and since when.</summary>
    public async Task<Depth> DepthAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT COUNT(*), MIN(created_at) FROM mails WHERE state = 0");
        return (await command.ListAsync(reader => new Depth(reader.GetInt64(0), dialect.ReadTimeOrNull(reader, 1)), cancellationToken))[0];
    }

    /// <summary>What the registrar sees of an invitation follows its latest message. An opened one stays so: a message that fails later is a new link, a notice or an answer.</summary>
    private async Task NoteAsync(DbConnection connection, DbTransaction transaction, Guid invitationId, MailState state, string? problem, CancellationToken cancellationToken)
    {
        var change = state switch
        {
            MailState.Sent => $"state = CASE WHEN state IN ('{InvitationState.Queued}', '{InvitationState.Bounced}', '{InvitationState.Failed}') THEN '{InvitationState.Sent}' ELSE state END, sent_at = {dialect.Now}, problem = NULL",
            MailState.Bounced => $"state = CASE WHEN state = '{InvitationState.Opened}' THEN state ELSE '{InvitationState.Bounced}' END, problem = @problem",
            MailState.Failed => $"state = CASE WHEN state = '{InvitationState.Opened}' THEN state ELSE '{InvitationState.Failed}' END, problem = @problem",
            _ => null,
        };
        if (change is null) return;
        await using var note = connection.Command($"UPDATE invitations SET {change} WHERE id = @id AND state <> '{InvitationState.Revoked}'", transaction).With("@id", invitationId);
        if (state != MailState.Sent) note.With("@problem", problem);
        await note.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<long> CountAsync(DbConnection connection, DbTransaction transaction, string addressKey, string condition, CancellationToken cancellationToken)
    {
        await using var count = connection.Command($"SELECT COUNT(*) FROM mails WHERE address_key = @key AND created_at > {dialect.NowPlus("-@day")} AND {condition}", transaction)
            .With("@key", addressKey).With("@day", s_day.TotalSeconds);
        return Convert.ToInt64(await count.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }
}
