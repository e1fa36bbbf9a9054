using KubeCredential.Events;
using KubeCredential.Hosting.Background;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Holders;

/// <summary>Tells holders once that their credential expires soon: those who have opened their page by an invitation to an e-mail address, of credentials that are in force.</summary>
internal sealed class ExpiryNotices(
    SqlDialect dialect, MailQueue mails, HolderLinks links, HolderSignal signal, IOptions<HolderOptions> options, IOptions<MailOptions> mail, DatabaseReadiness database, TimeProvider time,
    LoopRegistry loops, ILogger<ExpiryNotices> logger)
    : BackgroundLoop("holder-expiry", loops, logger)
{
    private const int Portion = 100;
    private const int PollsPerLook = 30;

    /// <inheritdoc/>
    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(options.Value.PollInterval * PollsPerLook, time, cancellationToken);

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ExpiryNotice == TimeSpan.Zero || !mail.Value.IsOn || !links.HasAddress) return false;
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var until = DateOnly.FromDateTime((time.GetUtcNow() + options.Value.ExpiryNotice).UtcDateTime);
        await using var connection = await dialect.OpenAsync(cancellationToken);
        // The condition is that of the partial index.
        await using var find = connection.Command(
            $"""
            SELECT id, credential_id FROM invitations
            WHERE state = 'opened' AND noticed_at IS NULL AND email IS NOT NULL AND last_day IS NOT NULL AND last_day >= @today AND last_day <= @until
            ORDER BY last_day LIMIT {Portion}
            """).With("@today", dialect.Day(today)).With("@until", dialect.Day(until));
        var due = await find.ListAsync(static reader => (Id: reader.GetGuid(0), Credential: reader.GetGuid(1)), cancellationToken);
        foreach (var (id, credentialId) in due) await NoticeAsync(id, credentialId, cancellationToken);
        if (due.Count > 0) signal.Mail.Set();
        return due.Count == Portion;
    }

    private async Task NoticeAsync(Guid invitationId, Guid credentialId, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        // Of several replicas, and several invitations of one credential, one comes first.
        if (await HeldCredential.TakeAsync(dialect, connection, transaction, credentialId, cancellationToken) is not { IsErased: false } credential) return;
        await using var note = connection.Command(
            $"UPDATE invitations SET noticed_at = {dialect.Now} WHERE credential_id = @credential AND noticed_at IS NULL AND NOT EXISTS (SELECT 1 FROM invitations o WHERE o.credential_id = @credential AND o.noticed_at IS NOT NULL)", transaction)
            .With("@credential", credentialId);
        var isFirst = await note.ExecuteNonQueryAsync(cancellationToken) > 0;
        if (!isFirst)
        {
            // Somebody was invited after the notice.
            await using var late = connection.Command($"UPDATE invitations SET noticed_at = {dialect.Now} WHERE credential_id = @credential AND noticed_at IS NULL", transaction).With("@credential", credentialId);
            await late.ExecuteNonQueryAsync(cancellationToken);
        }
        else if (credential.State == CredentialState.Active)
        {
            await using var read = connection.Command("SELECT email, language FROM invitations WHERE id = @id", transaction).With("@id", invitationId);
            if (await read.ListAsync(static reader => (Email: reader.GetString(0), Language: reader.GetString(1)), cancellationToken) is [var (email, language)])
                await mails.AddAsync(connection, transaction, Guid.CreateVersion7(time.GetUtcNow()), MailKind.Expiry, credentialId, invitationId, null, email, language, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
