using System.Data.Common;
using System.Globalization;
using Issuance.Api.Batches;
using KubeCredential.Events;
using KubeCredential.Hosting.Background;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Holders;

/// <summary>
/// Invites the holders of a batch, portion by portion, in the background. A portion and the note of how far it came are written in one transaction: if a replica dies, another one goes on, and of two
/// that do the same portion, one writes it.
/// </summary>
internal sealed class BatchInvitations(
    SqlDialect dialect, HolderSignal signal, IOptions<HolderOptions> options, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<BatchInvitations> logger)
    : BackgroundLoop("holder-invite", loops, logger)
{
    private const int PortionRows = 500;

    /// <summary>The credentials of rows that were carried out: what was issued, or what took the place of another one.</summary>
    private static readonly string s_done = $"r.batch_id = @batch AND r.outcome = {(short)RowOutcome.Done} AND COALESCE(r.successor_id, r.credential_id) IS NOT NULL";

    /// <summary>Credentials to which holders can be invited.</summary>
    /// <param name="table">The alias of <c>credentials</c>.</param>
    private static string InForce(string table) => $"{table}.content IS NOT NULL AND {table}.state NOT IN ('{CredentialState.Revoked}', '{CredentialState.Superseded}')";

    private readonly AuditTrail _audit = new(dialect);

    /// <summary>Has the holders of a batch invited.</summary>
    /// <returns>What it leads to.</returns>
    public async Task<BatchInvitedDocument> BeginAsync(Guid batchId, string language, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var count = connection.Command(
            $"""
            SELECT COUNT(*), COALESCE(SUM(CASE WHEN c.holder_email IS NULL THEN 1 ELSE 0 END), 0),
              COALESCE(SUM(CASE WHEN c.holder_email IS NOT NULL AND EXISTS (SELECT 1 FROM invitations i WHERE i.credential_id = c.id AND i.{InvitationStore.Standing}) THEN 1 ELSE 0 END), 0)
            FROM batch_rows r JOIN credentials c ON c.id = COALESCE(r.successor_id, r.credential_id)
            WHERE {s_done} AND {InForce("c")}
            """).With("@batch", batchId);
        var (all, without, already) = (await count.ListAsync(static reader => (Number(reader, 0), Number(reader, 1), Number(reader, 2)), cancellationToken))[0];
        var queued = all - without - already;
        if (queued == 0) return new BatchInvitedDocument(0, without, already);

        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        // Whoever was invited meanwhile is left out.
        await using var begin = connection.Command(
            $"""
            INSERT INTO batch_invitations (batch_id, language, actor, last_row, created_at) VALUES (@batch, @language, @actor, 0, {dialect.Now})
            ON CONFLICT (batch_id) DO UPDATE SET language = excluded.language, actor = excluded.actor, last_row = 0, created_at = excluded.created_at, finished_at = NULL
            """,
            transaction).With("@batch", batchId).With("@language", language).With("@actor", actor);
        await begin.ExecuteNonQueryAsync(cancellationToken);
        await _audit.AppendAsync(connection, transaction, [new AuditEntry(AuditAction.BatchInvited, AuditOutcome.Done, actor) { Detail = batchId.ToString() }.InCurrentTrace()], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Batches.Set();
        return new BatchInvitedDocument(queued, without, already);

        static int Number(DbDataReader reader, int ordinal) => Convert.ToInt32(reader.GetValue(ordinal), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken cancellationToken) => signal.Batches.WaitAsync(options.Value.PollInterval, cancellationToken);

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var find = connection.Command("SELECT batch_id, language, actor, last_row FROM batch_invitations WHERE finished_at IS NULL ORDER BY created_at LIMIT 1");
        if (await find.ListAsync(static reader => (Id: reader.GetGuid(0), Language: reader.GetString(1), Actor: reader.GetString(2), LastRow: reader.GetInt32(3)), cancellationToken) is not [var batch]) return false;
        await using var read = connection.Command(
            $"SELECT r.row, COALESCE(r.successor_id, r.credential_id) FROM batch_rows r WHERE {s_done} AND r.row > @after ORDER BY r.row LIMIT {PortionRows}").With("@batch", batch.Id).With("@after", batch.LastRow);
        var rows = await read.ListAsync(static reader => (Row: reader.GetInt32(0), Id: reader.GetGuid(1)), cancellationToken);

        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var advance = connection.Command(
            $"UPDATE batch_invitations SET last_row = @to{(rows.Count < PortionRows ? $", finished_at = {dialect.Now}" : "")} WHERE batch_id = @batch AND last_row = @from AND finished_at IS NULL", transaction)
            .With("@batch", batch.Id).With("@from", batch.LastRow).With("@to", rows.Count == 0 ? batch.LastRow : rows[^1].Row);
        if (await advance.ExecuteNonQueryAsync(cancellationToken) == 0) return true; // Another replica has done it.
        if (rows.Count > 0) await InviteAsync(connection, transaction, batch.Id, batch.Language, batch.Actor, [.. rows.Select(static row => row.Id)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Mail.Set();
        return true;
    }

    private async Task InviteAsync(DbConnection connection, DbTransaction transaction, Guid batchId, string language, string actor, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var find = connection.Command(
            $"""
            SELECT o.id, o.holder_email, o.issuer_name, o.expiry_date FROM {dialect.Rows("id")} JOIN credentials o ON o.id = t.id
            WHERE o.holder_email IS NOT NULL AND {InForce("o")}
              AND NOT EXISTS (SELECT 1 FROM invitations i WHERE i.credential_id = o.id AND i.{InvitationStore.Standing})
            {dialect.LockInOrder("id")}
            """,
            transaction);
        dialect.AddRows(find, new RowColumn("id", ids));
        var found = await find.ListAsync(
            reader => (Id: reader.GetGuid(0), Email: reader.GetString(1), Issuer: reader.GetString(2), LastDay: reader.IsDBNull(3) ? (DateOnly?)null : dialect.ReadDay(reader, 3)), cancellationToken);
        if (found.Count == 0) return;
        var now = time.GetUtcNow();
        var (invitations, mails) = (found.ConvertAll(_ => Guid.CreateVersion7(now)), found.ConvertAll(_ => Guid.CreateVersion7(now)));
        await using var invite = connection.Command(
            $"""
            INSERT INTO invitations (id, credential_id, issuer_name, delivery, email, language, state, actor, batch_id, created_at, expires_at, last_day)
            SELECT t.id, t.credential_id, t.issuer_name, '{InvitationDelivery.Email}', t.email, @language, '{InvitationState.Queued}', @actor, @batch, {dialect.Now}, {dialect.NowPlus("@lifetime")}, t.last_day
            FROM {dialect.Rows("id", "credential_id", "issuer_name", "email", "last_day")}
            """,
            transaction).With("@language", language).With("@actor", actor).With("@batch", batchId).With("@lifetime", options.Value.LinkLifetime.TotalSeconds);
        dialect.AddRows(
            invite,
            new("id", invitations.ToArray()), new("credential_id", found.Select(static one => one.Id).ToArray()), new("issuer_name", found.Select(static one => one.Issuer).ToArray()),
            new("email", found.Select(static one => one.Email).ToArray()), new("last_day", found.Select(static one => one.LastDay).ToArray()));
        await invite.ExecuteNonQueryAsync(cancellationToken);
        await using var queue = connection.Command(
            $"""
            INSERT INTO mails (id, kind, credential_id, invitation_id, address, address_key, language, priority, state, attempts, due_at, created_at)
            SELECT t.id, '{MailKind.Invitation}', t.credential_id, t.invitation_id, t.address, t.address_key, @language, {MailQueue.Later}, {(short)MailState.Queued}, 0, {dialect.Now}, {dialect.Now}
            FROM {dialect.Rows("id", "credential_id", "invitation_id", "address", "address_key")}
            """,
            transaction).With("@language", language);
        dialect.AddRows(
            queue,
            new("id", mails.ToArray()), new("credential_id", found.Select(static one => one.Id).ToArray()), new("invitation_id", invitations.ToArray()),
            new("address", found.Select(static one => one.Email).ToArray()), new("address_key", found.Select(static one => MailQueue.KeyOf(one.Email)).ToArray()));
        await queue.ExecuteNonQueryAsync(cancellationToken);
    }
}
