using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Issuance.Api.Holders;

/// <summary>The connection to the server that sends e-mail. It is opened when the first message is to be sent and kept for the next ones. Not for several callers at once.</summary>
internal sealed class MailServer(IOptions<MailOptions> options) : IDisposable
{
    private const int ServiceNotAvailable = 421;
    private const int FirstPermanent = 500;
    private SmtpClient? _client;

    /// <summary>What the server says of a message.</summary>
    public enum Answer
    {
        /// <summary>It has taken it.</summary>
        Taken,

        /// <summary>It refuses the address, for good.</summary>
        Bounced,

        /// <summary>It refuses the message, for good.</summary>
        Refused,

        /// <summary>It does not take it now, or nobody knows whether it has taken it.</summary>
        Later,

        /// <summary>It cannot be reached, takes nothing at all, or does not let us in.</summary>
        Away,
    }

    /// <summary>Sends a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the server says; its status code (RFC 5321, section 4.2) or null; and the type of the error, which names no address, or null.</returns>
    public async Task<(Answer Answer, int? Status, string? Error)> SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        SmtpClient client;
        try
        {
            client = await ConnectedAsync(cancellationToken);
        }
        catch (Exception error) when (IsFault(error, cancellationToken))
        {
            Close();
            return (Answer.Away, (error as SmtpCommandException)?.StatusCode is { } code ? (int)code : null, error.GetType().Name);
        }

        try
        {
            await client.SendAsync(message, cancellationToken);
            return (Answer.Taken, null, null);
        }
        catch (SmtpCommandException error)
        {
            var status = (int)error.StatusCode;
            var answer = error.ErrorCode switch
            {
                _ when status == ServiceNotAvailable => Answer.Away,
                SmtpErrorCode.RecipientNotAccepted when status >= FirstPermanent => Answer.Bounced,
                SmtpErrorCode.MessageNotAccepted when status >= FirstPermanent => Answer.Refused,
                // It takes nothing from us: a matter of the settings, not of the message.
                SmtpErrorCode.SenderNotAccepted => Answer.Away,
                _ => Answer.Later,
            };
            if (answer == Answer.Away) Close();
            else await ResetAsync(client, cancellationToken);
            return (answer, status, nameof(SmtpCommandException));
        }
        catch (Exception error) when (IsFault(error, cancellationToken))
        {
            // The next message finds out whether the server is away or the message was at fault.
            Close();
            return (error is ServiceNotAuthenticatedException ? Answer.Away : Answer.Later, null, error.GetType().Name);
        }
    }

    /// <summary>Ends the connection.</summary>
    public async Task QuitAsync()
    {
        if (_client is { IsConnected: true } client)
        {
            try
            {
                await client.DisconnectAsync(quit: true, CancellationToken.None);
            }
            catch (Exception error) when (IsFault(error, CancellationToken.None))
            {
                // It is over either way.
            }
        }

        Close();
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private async Task<SmtpClient> ConnectedAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        if (_client is { IsConnected: true } kept) return kept;
        Close();
        var client = _client = new SmtpClient { Timeout = (int)settings.Timeout.TotalMilliseconds };
        await client.ConnectAsync(settings.Host!, settings.Port, settings.Security switch
        {
            MailOptions.Tls => SecureSocketOptions.SslOnConnect,
            MailOptions.StartTls => SecureSocketOptions.StartTls,
            _ => SecureSocketOptions.None,
        }, cancellationToken);
        if (!string.IsNullOrEmpty(settings.UserName)) await client.AuthenticateAsync(settings.UserName, settings.Password ?? "", cancellationToken);
        return client;
    }

    /// <summary>MailKit resets the transaction itself; a connection on which that failed is of no use.</summary>
    private async Task ResetAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            if (client.IsConnected) await client.NoOpAsync(cancellationToken);
        }
        catch (Exception error) when (IsFault(error, cancellationToken))
        {
            Close();
        }
    }

    private static bool IsFault(Exception error, CancellationToken cancellationToken) => !cancellationToken.IsCancellationRequested
        && error is CommandException or ProtocolException or IOException or SocketException or TimeoutException or OperationCanceledException or System.Security.Authentication.AuthenticationException
            or MailKit.Security.AuthenticationException or SslHandshakeException or NotSupportedException or ServiceNotConnectedException or ServiceNotAuthenticatedException;

    private void Close()
    {
        _client?.Dispose();
        _client = null;
    }
}
