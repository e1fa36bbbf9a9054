using System.Globalization;
using System.Net.Sockets;

namespace KubeCredential.TestServers;

/// <summary>A real IMAP server (Dovecot) process for one test: one mailbox, which any name opens with the password.</summary>
/// <remarks>It listens on a free port on 127.0.0.1, without TLS. When started by root it runs as the user for servers. Stopped and started again, it keeps its port and its messages.</remarks>
public sealed class ImapServer : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private static readonly string[] s_places = ["/usr/sbin", "/usr/local/sbin"];
    private readonly string _program;
    private readonly string _directory = TemporaryDirectory.Create("kubecredential-imap-", UnixUser.ForServers);
    private ChildProcess? _process;

    private ImapServer(string program) => _program = program;

    /// <summary>The TCP port on 127.0.0.1; the same for the life of this object.</summary>
    public int Port { get; } = LoopbackPorts.Take();

    /// <summary>Starts a server and returns when it answers.</summary>
    /// <param name="password">The password of the mailbox: letters and digits.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="InvalidOperationException">Dovecot is not installed.</exception>
    public static async Task<ImapServer> StartNewAsync(string password, CancellationToken cancellationToken)
    {
        // Debian puts it where only root looks.
        var program = Executables.Find("dovecot") ?? s_places.Select(static place => Path.Combine(place, "dovecot")).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("Dovecot is not installed (apt-get install dovecot-imapd).");
        var server = new ImapServer(program);
        try
        {
            await server.ConfigureAsync(password, cancellationToken);
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the stopped server again and returns when it answers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var process = _process = ChildProcess.StartAs(UnixUser.ForServers, _program, ["-F", "-c", Path.Combine(_directory, "dovecot.conf")], workingDirectory: "/");
        await Eventually.TrueAsync(async token => process.HasExited || await AnswersAsync(token), s_limit, "the IMAP server answers", cancellationToken);
        if (process.HasExited) throw new InvalidOperationException($"Dovecot has ended: {string.Join('\n', process.Output)}");
    }

    /// <summary>Stops the server; its messages stay.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_process is not { } process) return;
        _process = null;
        await process.StopAsync(UnixSignal.Terminate, s_limit, cancellationToken);
        await process.DisposeAsync();
    }

    /// <summary>Puts a message into the mailbox without asking the server, which may be stopped (a file of its Maildir). It must have been opened before.</summary>
    public Task DeliverAsync(string message, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(Path.Combine(_directory, "mail", "new", $"{Guid.NewGuid():N}.test"), message, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        LoopbackPorts.Return(Port);
        TemporaryDirectory.Delete(_directory);
    }

    private async Task ConfigureAsync(string password, CancellationToken cancellationToken)
    {
        if (UnixUser.ForServers is { } owner) await ChildProcess.RunAsync("chown", [$"{owner.UserId}:{owner.GroupId}", _directory], cancellationToken);
        var user = UnixUser.ForServers?.Name ?? Environment.UserName;
        var group = (await ChildProcess.RunAsync("id", ["-gn", user], cancellationToken))[0].Trim();
        await File.WriteAllTextAsync(
            Path.Combine(_directory, "dovecot.conf"),
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                protocols = imap
                listen = 127.0.0.1
                base_dir = {{_directory}}/run
                state_dir = {{_directory}}/run
                log_path = /dev/stderr
                ssl = no
                disable_plaintext_auth = no
                default_internal_user = {{user}}
                default_internal_group = {{group}}
                default_login_user = {{user}}
                first_valid_uid = 1
                mail_location = maildir:{{_directory}}/mail
                service imap-login {
                  chroot =
                  inet_listener imap {
                    port = {{Port}}
                  }
                  inet_listener imaps {
                    port = 0
                  }
                }
                service anvil {
                  chroot =
                }
                service stats {
                  chroot =
                }
                passdb {
                  driver = static
                  args = password={{password}}
                }
                userdb {
                  driver = static
                  args = uid={{user}} gid={{group}} home={{_directory}}/mail
                }

                """),
            cancellationToken);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", Port, cancellationToken);
            using var reader = new StreamReader(client.GetStream());
            return (await reader.ReadLineAsync(cancellationToken))?.StartsWith("* OK", StringComparison.Ordinal) == true;
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return false;
        }
    }
}
