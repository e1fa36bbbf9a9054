using System.Globalization;
using KubeCredential.AppHost.Infrastructure;

namespace KubeCredential.TestServers;

/// <summary>A real <c>redis-server</c> (or <c>valkey-server</c>) process for one test, with methods that cause faults.</summary>
/// <remarks>
/// It listens on a free port on 127.0.0.1 and keeps that port and its temporary directory across restarts. The methods are for the
/// one test that owns the server and are not thread-safe. Clients that do not name a user have all rights; the services started by
/// <see cref="DotnetService"/> sign in as their production users.
/// </remarks>
public sealed class RedisServer : IAsyncDisposable
{
    private const int StartAttempts = 10;
    private static readonly TimeSpan s_stopLimit = TimeSpan.FromSeconds(20);

    private readonly RedisServerOptions _options;
    private readonly string _executable;
    private readonly string _directory;
    private ChildProcess? _process;

    private RedisServer(RedisServerOptions options)
    {
        _options = options;
        _executable = FindExecutable();
        _directory = TemporaryDirectory.Create("kubecredential-redis-");
    }

    /// <summary>The program, which is also Sentinel.</summary>
    internal static string FindExecutable() =>
        Executables.Find("redis-server", "valkey-server") ?? throw new InvalidOperationException("Neither redis-server nor valkey-server is on PATH: apt-get install redis-server.");

    /// <summary>The TCP port on 127.0.0.1; the same for the life of this object.</summary>
    public int Port { get; private set; }

    /// <summary>The StackExchange.Redis connection string: host and port, and no options.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Whether the process exists (it may be suspended).</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The process ID of the running server.</summary>
    /// <exception cref="InvalidOperationException">The server is not running.</exception>
    public int ProcessId => Running.Id;

    /// <summary>The server's output since its last start.</summary>
    public IReadOnlyList<string> Output => _process?.Output ?? [];

    /// <summary>
    /// The current size of the append-only file in bytes. With <see cref="AppendOnly.Always"/> a write is appended before it is
    /// acknowledged, so the difference between two readings is the number of bytes that
    /// <see cref="TruncateAppendOnlyFileAsync(long, CancellationToken)"/> must cut to lose exactly the writes between them.
    /// </summary>
    public long AppendOnlyFileLength => new FileInfo(AppendOnlyFile).Length;

    private string AclFile => Path.Combine(_directory, "users.acl");

    private ChildProcess Running =>
        _process is { HasExited: false } process ? process : throw new InvalidOperationException("The Redis server is not running.");

    private string AppendOnlyFile
    {
        get
        {
            // Redis 7 and Valkey: a manifest lists the base file and the increments; only the last increment is written to.
            var parts = Path.Combine(_directory, "appendonlydir");
            var manifest = Path.Combine(parts, "appendonly.aof.manifest");
            if (!File.Exists(manifest))
                return Path.Combine(_directory, "appendonly.aof");
            var last = File.ReadLines(manifest).Last(line => line.EndsWith(" type i", StringComparison.Ordinal));
            return Path.Combine(parts, last.Split(' ')[1]);
        }
    }

    /// <summary>Starts a new, empty server and returns when it answers PING.</summary>
    /// <exception cref="ServerStartException">It did not start.</exception>
    public static async Task<RedisServer> StartNewAsync(RedisServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        var server = new RedisServer(options ?? new RedisServerOptions());
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                server.Port = LoopbackPorts.Take();
                try
                {
                    await server.StartAsync(cancellationToken);
                    return server;
                }
                catch (ServerStartException exception) when (exception.PortWasTaken && attempt < StartAttempts)
                {
                    // Another process took the port, which stays marked as taken.
                }
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a replica of this server, and returns when it follows it.</summary>
    /// <exception cref="ServerStartException">It did not start.</exception>
    public async Task<RedisServer> StartReplicaAsync(CancellationToken cancellationToken = default)
    {
        var replica = await StartNewAsync(_options with { Arguments = [.. _options.Arguments, "--replicaof", "127.0.0.1", Port.ToString(CultureInfo.InvariantCulture)] }, cancellationToken);
        try
        {
            await Eventually.TrueAsync(
                async token =>
                {
                    await using var connection = await RespConnection.OpenAsync(replica.Port, token);
                    return (await connection.SendAsync(["INFO", "replication"], token)).Contains("master_link_status:up", StringComparison.Ordinal);
                },
                _options.StartLimit, "the replica has a copy of everything", cancellationToken);
            return replica;
        }
        catch
        {
            await replica.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the stopped server again, on the same port and with the data from its append-only file.</summary>
    /// <exception cref="InvalidOperationException">It is already running.</exception>
    /// <exception cref="ServerStartException">It did not start.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfRunning();
        if (_process is not null)
            await _process.DisposeAsync();
        await File.WriteAllLinesAsync(
            AclFile,
            [
                .. RedisUsers.All.Select(static user => RedisUsers.Line(user, user == RedisUsers.Administrator ? null : ServiceUsers.Password)),
                .. _options.MoreGroups.Select(static group => RedisUsers.Line(group, ServiceUsers.Password, RedisUsers.RulesOfGroup(group, "Tests"))),
            ],
            cancellationToken);
        string[] persistence = _options.AppendOnly switch
        {
            AppendOnly.None => ["--appendonly", "no"],
            AppendOnly.EverySecond => ["--appendonly", "yes", "--appendfsync", "everysec"],
            _ => ["--appendonly", "yes", "--appendfsync", "always"],
        };
        var process = _process = ChildProcess.Start(
            _executable,
            [
                "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _directory,
                // No snapshots or rewrites: the append-only file contains exactly what was written, in order.
                "--aclfile", AclFile, "--save", "", "--auto-aof-rewrite-percentage", "0", "--aof-load-truncated", "yes",
                .. persistence, .. _options.Arguments,
            ],
            workingDirectory: _directory);

        try
        {
            await Eventually.TrueAsync(
                async token => process.HasExited || await AnswersAsync(process, token),
                _options.StartLimit,
                $"Redis answers on port {Port}",
                cancellationToken);
        }
        catch (EventuallyTimeoutException exception)
        {
            await process.KillAsync(CancellationToken.None);
            throw new ServerStartException("Redis did not answer in time.", process, exception);
        }

        if (process.HasExited)
        {
            await process.DrainAsync(cancellationToken);
            throw new ServerStartException($"Redis exited immediately with exit code {await process.Exited}.", process);
        }
    }

    /// <summary>Starts an empty server on the same port, like a Redis that lost its disk. A running server is killed first.</summary>
    /// <exception cref="ServerStartException">It did not start.</exception>
    public async Task StartEmptyAsync(CancellationToken cancellationToken = default)
    {
        if (IsRunning)
            await KillAsync(cancellationToken);
        foreach (var directory in Directory.GetDirectories(_directory))
            Directory.Delete(directory, recursive: true);
        foreach (var file in Directory.GetFiles(_directory))
            File.Delete(file);
        await StartAsync(cancellationToken);
    }

    /// <summary>Shuts the server down cleanly with SIGTERM.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default) =>
        await Running.StopAsync(UnixSignal.Terminate, s_stopLimit, cancellationToken);

    /// <summary>Kills the server with SIGKILL; clients' connections are reset, and new ones refused.</summary>
    public Task KillAsync(CancellationToken cancellationToken = default) => Running.KillAsync(cancellationToken);

    /// <summary>
    /// Suspends the server with SIGSTOP. Connections stay open and the kernel accepts new ones, but nothing is answered; commands
    /// sent meanwhile are executed after <see cref="ResumeAsync"/>.
    /// </summary>
    public Task PauseAsync(CancellationToken cancellationToken = default) => Running.PauseAsync(cancellationToken);

    /// <summary>Resumes the server and returns when it answers PING again.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken = default)
    {
        var process = Running;
        process.Resume();
        await Eventually.TrueAsync(
            token => AnswersAsync(process, token), TimeSpan.FromSeconds(20), "Redis answers after the pause", cancellationToken);
    }

    /// <summary>Deletes every key of every database, as a careless operator might; the server keeps running.</summary>
    public async Task FlushAllAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await RespConnection.OpenAsync(Port, cancellationToken);
        await connection.SendAsync(["FLUSHALL", "SYNC"], cancellationToken);
    }

    /// <summary>
    /// Cuts the last <paramref name="bytesToDrop"/> bytes off the append-only file of the stopped server, as a power loss does. The
    /// next start loads what is left: a truncated command or transaction is dropped.
    /// </summary>
    /// <param name="bytesToDrop">The number of bytes to cut; more than the file's size empties it.</param>
    /// <param name="cancellationToken">Checked only at the start.</param>
    /// <returns>The remaining number of bytes.</returns>
    /// <exception cref="InvalidOperationException">The server is running, or has no append-only file.</exception>
    public Task<long> TruncateAppendOnlyFileAsync(long bytesToDrop, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytesToDrop);
        return TruncateAsync(length => Math.Max(0, length - bytesToDrop), cancellationToken);
    }

    /// <summary>Cuts a fraction of the append-only file, between 0 (nothing) and 1 (all), off its end.</summary>
    /// <inheritdoc cref="TruncateAppendOnlyFileAsync(long, CancellationToken)"/>
    public Task<long> TruncateAppendOnlyFileByFractionAsync(double fractionToDrop, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fractionToDrop, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fractionToDrop, 1);
        return TruncateAsync(length => (long)(length * (1 - fractionToDrop)), cancellationToken);
    }

    /// <summary>Kills the server if it is running and deletes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        TemporaryDirectory.Delete(_directory);
        LoopbackPorts.Return(Port);
    }

    private async Task<bool> AnswersAsync(ChildProcess process, CancellationToken cancellationToken)
    {
        await using var connection = await RespConnection.OpenAsync(Port, cancellationToken);
        if (await connection.SendAsync(["PING"], cancellationToken) != "PONG")
            return false;

        // If another Redis has taken the port, that one answers.
        var info = await connection.SendAsync(["INFO", "server"], cancellationToken);
        return info.Contains($"process_id:{process.Id}\r", StringComparison.Ordinal);
    }

    private Task<long> TruncateAsync(Func<long, long> newLength, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfRunning();
        if (_options.AppendOnly == AppendOnly.None)
            throw new InvalidOperationException("This Redis server has no append-only file.");

        using var file = new FileStream(AppendOnlyFile, FileMode.Open, FileAccess.Write);
        file.SetLength(newLength(file.Length));
        return Task.FromResult(file.Length);
    }

    private void ThrowIfRunning()
    {
        if (IsRunning)
            throw new InvalidOperationException("The Redis server is running; stop or kill it first.");
    }
}
