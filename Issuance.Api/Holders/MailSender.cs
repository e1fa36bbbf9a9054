using System.Globalization;
using KubeCredential.Hosting.Background;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Holders;

/// <summary>
/// Sends the messages that wait, one after the other. While the mail server is away, it is asked less and less often, and no message loses an attempt. What a server does not take now is tried
/// again with growing pauses for as long as <see cref="MailOptions.GiveUpAfter"/> says.
/// </summary>
internal sealed partial class MailSender(
    MailQueue queue, MailWriter writer, MailStatus status, HolderSignal signal, IOptions<MailOptions> mail, IOptions<HolderOptions> options, DatabaseReadiness database, TimeProvider time,
    LoopRegistry loops, ILogger<MailSender> logger)
    : BackgroundLoop("mail-send", loops, logger)
{
    private static readonly TimeSpan s_countEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_shortestRetry = TimeSpan.FromMilliseconds(10);
    private readonly MailServer _server = new(mail);
    private readonly Backoff _retry = new(mail.Value.FirstRetry, mail.Value.LongestRetry);
    private readonly Backoff _pause = new(TimeSpan.FromMilliseconds(500), mail.Value.LongestRetry < s_longestPause ? mail.Value.LongestRetry : s_longestPause);
    private long _countedAt;
    private int _away;
    private long _pausedAt;
    private TimeSpan _pausedFor;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _server.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    protected override async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _server.QuitAsync();
        await signal.Mail.WaitAsync(options.Value.PollInterval, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (_countedAt == 0 || time.GetElapsedTime(_countedAt) >= s_countEvery)
        {
            status.Observe(await queue.DepthAsync(cancellationToken));
            _countedAt = time.GetTimestamp();
        }

        if (!mail.Value.IsOn || time.GetElapsedTime(_pausedAt) < _pausedFor) return false;
        if (await queue.ClaimAsync(mail.Value.Lease, cancellationToken) is not { } claimed) return false;
        return await SendAsync(claimed, cancellationToken);
    }

    /// <returns>Whether another message may be sent at once.</returns>
    private async Task<bool> SendAsync(MailQueue.Claimed claimed, CancellationToken cancellationToken)
    {
        using var span = MailStatus.StartSend(claimed.Kind);
        var written = await writer.WriteAsync(claimed, cancellationToken);
        if (written.Message is not { } message)
        {
            await FinishAsync(claimed, written.State, written.Problem, cancellationToken);
            return true;
        }

        MailServer.Answer answer;
        int? code;
        string? error;
        using (message) (answer, code, error) = await _server.SendAsync(message, cancellationToken);
        var said = code is { } number ? string.Create(CultureInfo.InvariantCulture, $" ({number})") : "";
        if (answer != MailServer.Answer.Away)
        {
            if (_away > 0) LogHere(logger);
            _away = 0;
            status.NoteHere();
        }

        switch (answer)
        {
            case MailServer.Answer.Taken:
                await FinishAsync(claimed, MailState.Sent, null, CancellationToken.None); // It has been sent, even if the service is stopping.
                return true;
            case MailServer.Answer.Bounced:
                await FinishAsync(claimed, MailState.Bounced, $"The mail server refused this address{said}. Check it and invite again, or copy a link.", cancellationToken);
                return true;
            case MailServer.Answer.Refused:
                await FinishAsync(claimed, MailState.Failed, $"The mail server refused the message{said}. Check its text, or copy a link.", cancellationToken);
                return true;
            case MailServer.Answer.Later when claimed.Age >= mail.Value.GiveUpAfter:
                await FinishAsync(claimed, MailState.Failed, $"The mail server did not take the message{said} for {DaysOf(mail.Value.GiveUpAfter)}. Send it again, or copy a link.", cancellationToken);
                return true;
            case MailServer.Answer.Later:
                await queue.RetryAsync(claimed, Longer(_retry.Next(claimed.Attempts)), counts: true, cancellationToken);
                status.Note("retried");
                return true;
            default:
                _away++;
                (_pausedAt, _pausedFor) = (time.GetTimestamp(), _pause.Bound(_away));
                status.NoteAway(error);
                if (_away == 1) LogAway(logger, error ?? "", code);
                if (claimed.Age >= mail.Value.GiveUpAfter)
                    await FinishAsync(claimed, MailState.Failed, $"The mail server could not be reached for {DaysOf(mail.Value.GiveUpAfter)}. Send it again later, or copy a link.", cancellationToken);
                else await queue.RetryAsync(claimed, TimeSpan.Zero, counts: false, cancellationToken);
                return false;
        }
    }

    private async Task FinishAsync(MailQueue.Claimed claimed, MailState state, string? problem, CancellationToken cancellationToken)
    {
        await queue.FinishAsync(claimed, state, problem, cancellationToken);
        status.Note(state switch { MailState.Sent => "sent", MailState.Bounced => "bounced", MailState.Failed => "failed", _ => "dropped" });
    }

    private static TimeSpan Longer(TimeSpan pause) => pause < s_shortestRetry ? s_shortestRetry : pause;

    private static string DaysOf(TimeSpan time) => time.TotalDays >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} days") : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, time.TotalHours):0} hours");

    [LoggerMessage(LogLevel.Warning, "The mail server cannot be reached or takes nothing ({Error}, status {Status}); messages wait and are sent later")]
    private static partial void LogAway(ILogger logger, string error, int? status);

    [LoggerMessage(LogLevel.Information, "The mail server answers again")]
    private static partial void LogHere(ILogger logger);
}
