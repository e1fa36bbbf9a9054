using KubeCredential.Hosting.Background;
using KubeCredential.Storage;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Holders;

/// <summary>
/// Reads the mailbox to which messages come back, so that registrars see which invitations have not arrived. What is a report about a message of ours is marked as read; everything else in the
/// mailbox is left as it is. Several replicas may read the same report: noting it a second time changes nothing.
/// </summary>
internal sealed partial class BounceReader(
    MailQueue queue, MailStatus status, IOptions<MailOptions> mail, IOptions<BounceOptions> options, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<BounceReader> logger)
    : BackgroundLoop("mail-bounces", loops, logger)
{
    private const int MostAtOnce = 100;

    /// <summary>Servers return at most the message itself, which is far smaller.</summary>
    private const uint MostBytes = 1 << 20;

    /// <summary>Up to where the mailbox has been read.</summary>
    private uint _last;
    private uint _validity;

    /// <inheritdoc/>
    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(options.Value.PollInterval, time, cancellationToken);

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.IsOn || !mail.Value.IsOn) return false;
        using var client = new ImapClient { Timeout = (int)mail.Value.Timeout.TotalMilliseconds };
        await client.ConnectAsync(options.Value.Host!, options.Value.Port, options.Value.Security switch
        {
            MailOptions.Tls => SecureSocketOptions.SslOnConnect,
            MailOptions.StartTls => SecureSocketOptions.StartTls,
            _ => SecureSocketOptions.None,
        }, cancellationToken);
        await client.AuthenticateAsync(mail.Value.UserName ?? "", mail.Value.Password ?? "", cancellationToken);
        var folder = await client.GetFolderAsync(options.Value.Folder, cancellationToken);
        await folder.OpenAsync(FolderAccess.ReadWrite, cancellationToken);
        if (folder.UidValidity != _validity) (_validity, _last) = (folder.UidValidity, 0); // Its numbers begin anew (RFC 9051, section 2.3.1.1).
        var unread = (await folder.SearchAsync(SearchQuery.NotSeen, cancellationToken)).Where(one => one.Id > _last).OrderBy(static one => one.Id).ToList();
        var portion = unread.Take(MostAtOnce).ToList();
        if (portion.Count > 0)
        {
            foreach (var summary in (await folder.FetchAsync(portion, MessageSummaryItems.UniqueId | MessageSummaryItems.Size, cancellationToken)).OrderBy(static one => one.UniqueId.Id))
            {
                if (summary.Size <= MostBytes) await ReadAsync(folder, summary.UniqueId, cancellationToken);
                else LogUnreadable(logger, "too large");
                _last = summary.UniqueId.Id;
            }
        }

        await client.DisconnectAsync(quit: true, cancellationToken);
        return unread.Count > portion.Count;
    }

    private async Task ReadAsync(IMailFolder folder, UniqueId id, CancellationToken cancellationToken)
    {
        (Guid MailId, string? Status)? bounced;
        try
        {
            using var message = await folder.GetMessageAsync(id, cancellationToken);
            bounced = BounceReport.Read(message);
        }
        catch (Exception error) when (error is FormatException or MessageNotFoundException or ImapCommandException)
        {
            // Not a message that could be a report, or somebody has removed it, or the server cannot read it: those after it are read all the same.
            LogUnreadable(logger, error.GetType().Name);
            return;
        }

        if (bounced is not var (mailId, code)) return;
        if (await queue.BounceAsync(mailId, code, cancellationToken)) status.Note("returned");
        await folder.AddFlagsAsync(id, MessageFlags.Seen, silent: true, cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "A message in the mailbox for messages that come back cannot be read ({Error}) and is left there")]
    private static partial void LogUnreadable(ILogger logger, string error);
}
