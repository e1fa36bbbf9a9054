using System.Buffers;
using System.Net;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;
using ServiceProvider = SmtpServer.ComponentModel.ServiceProvider;

namespace KubeCredential.MailCatcher;

/// <summary>
/// A mail server (SMTP) on this machine that takes every message and delivers none: it keeps them in a <see cref="MailFolder"/>. For development, and for tests, which can have it refuse or wait.
/// </summary>
public sealed class MailCatcherServer : IAsyncDisposable
{
    private readonly SmtpServer.SmtpServer _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private MailCatcherServer(MailFolder folder, int port, MailBehaviour behaviour)
    {
        var options = new SmtpServerOptionsBuilder()
            .ServerName("localhost")
            .Endpoint(endpoint =>
            {
                endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, port)).AuthenticationRequired(behaviour.SignIn is not null).AllowUnsecureAuthentication(behaviour.Certificate is null);
                if (behaviour.Certificate is { } certificate) endpoint.Certificate(certificate).IsSecure(behaviour.IsEncryptedFromTheBeginning);
            })
            .Build();
        var services = new ServiceProvider();
        services.Add(new Store(folder, behaviour));
        services.Add(new Filter(behaviour));
        if (behaviour.SignIn is { } signIn) services.Add(new DelegatingUserAuthenticator(signIn));
        (Folder, Port) = (folder, port);
        _server = new SmtpServer.SmtpServer(options, services);
        _running = _server.StartAsync(_stop.Token);
    }

    /// <summary>What it has caught.</summary>
    public MailFolder Folder { get; }

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Completes when it has stopped, for example because its port is taken.</summary>
    public Task Running => _running;

    /// <summary>Starts a server.</summary>
    /// <param name="folder">Where it keeps messages.</param>
    /// <param name="port">The port on 127.0.0.1.</param>
    /// <param name="behaviour">What it answers; null: it takes everything at once.</param>
    public static MailCatcherServer Start(MailFolder folder, int port, MailBehaviour? behaviour = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return new MailCatcherServer(folder, port, behaviour ?? new MailBehaviour());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _server.Shutdown();
        await _stop.CancelAsync();
        await ((Task)_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private sealed class Store(MailFolder folder, MailBehaviour behaviour) : MessageStore
    {
        public override async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            string[] recipients = [.. transaction.To.Select(static one => one.AsAddress())];
            if (behaviour.RefuseMessage?.Invoke(recipients) is { } code) return new SmtpResponse((SmtpReplyCode)code, "Not this message");
            folder.Add(buffer, recipients);
            if (behaviour.AnswersAfter is { } wait) await wait(cancellationToken);
            return SmtpResponse.Ok;
        }
    }

    private sealed class Filter(MailBehaviour behaviour) : MailboxFilter
    {
        public override Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) =>
            behaviour.RefuseRecipient?.Invoke(to.AsAddress()) is { } code ? throw new SmtpResponseException(new SmtpResponse((SmtpReplyCode)code, "Not this address")) : Task.FromResult(true);
    }
}
