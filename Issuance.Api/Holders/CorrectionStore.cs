using System.Data.Common;
using System.Globalization;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;

namespace Issuance.Api.Holders;

/// <summary>The mistakes that holders have reported, in the database.</summary>
internal sealed class CorrectionStore(SqlDialect dialect, InvitationStore invitations, MailQueue mails, TimeProvider time)
{
    /// <summary>The field in which mistakes can be reported.</summary>
    public const string HolderName = "holderName";

    /// <summary>How many reports about a credential may be open at a time.</summary>
    public const int MostOpen = 3;

    private const string Columns = "r.id, r.credential_id, c.holder_name, c.credential_type, r.field, r.current, r.proposed, r.note, r.state, r.created_at, r.answered_at, r.answer, r.replaced_by";
    private const string From = "corrections r JOIN credentials c ON c.id = r.credential_id";
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>What came of an answer.</summary>
    public enum Answering
    {
        /// <summary>It was given.</summary>
        Done,

        /// <summary>There is no such report, or it belongs to another organisation.</summary>
        Unknown,

        /// <summary>Somebody has answered it before.</summary>
        Answered,

        /// <summary>The credential that it names does not exist here, or has another issuer.</summary>
        OtherCredential,
    }

    /// <summary>Reports a mistake.</summary>
    /// <returns>The report; null if as many are open as may be, or the credential has been erased.</returns>
    public async Task<CorrectionDocument?> CreateAsync(HolderSession session, string proposed, string? note, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        if (await HeldCredential.TakeAsync(dialect, connection, transaction, session.CredentialId, cancellationToken) is not { IsErased: false } credential) return null;
        await using var count = connection.Command($"SELECT COUNT(*) FROM corrections WHERE credential_id = @id AND state = '{CorrectionState.Open}'", transaction).With("@id", session.CredentialId);
        if (Convert.ToInt64(await count.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) >= MostOpen) return null;
        var id = Guid.CreateVersion7(time.GetUtcNow());
        await using var insert = connection.Command(
            $"""
            INSERT INTO corrections (id, credential_id, invitation_id, issuer_name, field, current, proposed, note, state, created_at)
            VALUES (@id, @credential, @invitation, @issuer, '{HolderName}', @current, @proposed, @note, '{CorrectionState.Open}', {dialect.Now})
            """,
            transaction)
            .With("@id", id).With("@credential", credential.Id).With("@invitation", session.InvitationId).With("@issuer", credential.IssuerName).With("@current", credential.HolderName)
            .With("@proposed", proposed).With("@note", note);
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await AuditAsync(connection, transaction, AuditAction.CorrectionRequested, AuditActor.Holder, credential.Id, HolderName, cancellationToken);
        var made = await FindAsync(connection, transaction, id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return made;
    }

    /// <summary>The reports about a credential, newest first.</summary>
    public async Task<List<CorrectionDocument>> ListAsync(Guid credentialId, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command($"SELECT {Columns} FROM {From} WHERE r.credential_id = @id ORDER BY r.id DESC LIMIT 50").With("@id", credentialId);
        return await command.ListAsync(Read, cancellationToken);
    }

    /// <summary>Reports, newest first.</summary>
    /// <param name="organisation">Only those to this issuer, or null.</param>
    /// <param name="state"><see cref="CorrectionState.Open"/>, <see cref="CorrectionState.Answered"/> or null.</param>
    /// <param name="before">The one after which the page begins, or null.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<List<CorrectionDocument>> PageAsync(string? organisation, string? state, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var conditions = new List<string>();
        if (organisation is not null) conditions.Add("r.issuer_name = @organisation");
        if (state is not null) conditions.Add(state == CorrectionState.Open ? $"r.state = '{CorrectionState.Open}'" : $"r.state <> '{CorrectionState.Open}'");
        if (before is not null) conditions.Add("r.id < @before");
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command($"SELECT {Columns} FROM {From}{(conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}")} ORDER BY r.id DESC LIMIT @limit").With("@limit", limit);
        if (organisation is not null) command.With("@organisation", organisation);
        if (before is { } last) command.With("@before", last);
        return await command.ListAsync(Read, cancellationToken);
    }

    /// <summary>How many reports are open.</summary>
    public async Task<int> CountOpenAsync(string? organisation, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command($"SELECT COUNT(*) FROM corrections WHERE state = '{CorrectionState.Open}'{(organisation is null ? "" : " AND issuer_name = @organisation")}");
        if (organisation is not null) command.With("@organisation", organisation);
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    /// <summary>Answers a report, and tells the holder if they have an e-mail address: with a link to the corrected credential, or else to this one.</summary>
    /// <param name="id">The report.</param>
    /// <param name="decision"><see cref="CorrectionState.Corrected"/> or <see cref="CorrectionState.Declined"/>.</param>
    /// <param name="answer">Words to the holder, or null.</param>
    /// <param name="replacedBy">The corrected credential, or null.</param>
    /// <param name="sendsMail">Whether e-mail is sent.</param>
    /// <param name="organisation">The organisation that the caller is restricted to, or null.</param>
    /// <param name="actor">Who answers.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<(Answering Outcome, CorrectionDocument? Correction)> AnswerAsync(
        Guid id, string decision, string? answer, Guid? replacedBy, bool sendsMail, string? organisation, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var find = connection.Command("SELECT credential_id, invitation_id FROM corrections WHERE id = @id", transaction).With("@id", id);
        if (await find.ListAsync(static reader => (Credential: reader.GetGuid(0), Invitation: reader.GetGuid(1)), cancellationToken) is not [var report]) return (Answering.Unknown, null);
        if (await HeldCredential.TakeAsync(dialect, connection, transaction, report.Credential, cancellationToken) is not { IsErased: false } credential || (organisation is not null && credential.IssuerName != organisation)) return (Answering.Unknown, null);
        HeldCredential? corrected = null;
        if (replacedBy is { } other)
        {
            corrected = other == credential.Id ? null : await HeldCredential.TakeAsync(dialect, connection, transaction, other, cancellationToken);
            if (corrected is not { IsErased: false } || corrected.IssuerName != credential.IssuerName) return (Answering.OtherCredential, null);
        }

        await using var update = connection.Command(
            $"""
            UPDATE corrections SET state = @state, answered_at = {dialect.Now}, answered_by = @actor, answer = @answer, replaced_by = @replaced
            WHERE id = @id AND state = '{CorrectionState.Open}'
            """,
            transaction).With("@id", id).With("@state", decision).With("@actor", actor).With("@answer", answer).With("@replaced", replacedBy);
        if (await update.ExecuteNonQueryAsync(cancellationToken) == 0) return (Answering.Answered, await FindAsync(connection, transaction, id, cancellationToken));

        if (sendsMail && await invitations.HoldAsync(connection, transaction, report.Invitation, null, cancellationToken) is { Email: { } address } invitation && invitation.State != InvitationState.Revoked)
        {
            var about = invitation.Id;
            if (corrected is not null)
            {
                about = Guid.CreateVersion7(time.GetUtcNow());
                await invitations.AddAsync(connection, transaction, about, corrected, address, invitation.Language, actor, cancellationToken);
                await AuditAsync(connection, transaction, AuditAction.HolderInvited, actor, corrected.Id, InvitationDelivery.Email, cancellationToken);
            }

            await mails.AddAsync(connection, transaction, Guid.CreateVersion7(time.GetUtcNow()), MailKind.Answer, corrected?.Id ?? credential.Id, about, id, address, invitation.Language, cancellationToken);
        }

        await AuditAsync(connection, transaction, AuditAction.CorrectionAnswered, actor, credential.Id, decision, cancellationToken);
        var answered = await FindAsync(connection, transaction, id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (Answering.Done, answered);
    }

    private async Task<CorrectionDocument?> FindAsync(DbConnection connection, DbTransaction transaction, Guid id, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"SELECT {Columns} FROM {From} WHERE r.id = @id", transaction).With("@id", id);
        return (await command.ListAsync(Read, cancellationToken)).SingleOrDefault();
    }

    private CorrectionDocument Read(DbDataReader reader) => new(
        reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.GetString(6), reader.StringOrNull(7), reader.GetString(8),
        dialect.ReadTime(reader, 9), dialect.ReadTimeOrNull(reader, 10), reader.StringOrNull(11), reader.GuidOrNull(12));

    private Task AuditAsync(DbConnection connection, DbTransaction transaction, string action, string actor, Guid credentialId, string? detail, CancellationToken cancellationToken) =>
        _audit.AppendAsync(connection, transaction, [new AuditEntry(action, AuditOutcome.Done, actor) { CredentialId = credentialId, Detail = detail }.InCurrentTrace()], cancellationToken);
}
