using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace KubeCredential.TestServers;

/// <summary>A real PostgreSQL server process for one test, with methods that cause faults.</summary>
/// <remarks>
/// It listens on a free port on 127.0.0.1 and keeps that port and its data across restarts. When started by root it runs as user
/// <c>postgres</c>, or else <c>nobody</c>. Everyone on this machine may connect as superuser <c>postgres</c> without a password. The
/// methods are for the one test that owns the server; only <see cref="CreateDatabaseAsync"/> may be called concurrently.
/// </remarks>
public sealed class PostgresServer : IAsyncDisposable
{
    private const int StartAttempts = 10;
    private const int LongestIdentifier = 63;
    private static readonly TimeSpan s_stopLimit = TimeSpan.FromSeconds(30);

    private readonly PostgresServerOptions _options;
    private readonly PostgresInstallation _installation = PostgresInstallation.Find();
    private readonly UnixUser? _user = UnixUser.ForServers;
    private readonly string _directory;
    private ChildProcess? _process;
    private Process? _pauseGuard;
    private int _databases;

    private PostgresServer(PostgresServerOptions options)
    {
        _options = options;
        if (Environment.IsPrivilegedProcess && _user is null)
            throw new InvalidOperationException("PostgreSQL refuses to run as root, and this machine has no user postgres or nobody.");
        _directory = TemporaryDirectory.Create("kubecredential-postgres-", _user);
    }

    /// <summary>The TCP port on 127.0.0.1; the same for the life of this object.</summary>
    public int Port { get; private set; }

    /// <summary>The Npgsql connection string of the maintenance database <c>postgres</c>.</summary>
    public string ConnectionString => ConnectionStringTo("postgres");

    /// <summary>Whether the process exists (it may be suspended).</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The process ID of the running postmaster.</summary>
    /// <exception cref="InvalidOperationException">The server is not running.</exception>
    public int ProcessId => Running.Id;

    /// <summary>The server's log since its last start.</summary>
    public IReadOnlyList<string> Output => _process?.Output ?? [];

    private string DataDirectory => Path.Combine(_directory, "data");

    private ChildProcess Running =>
        _process is { HasExited: false } process ? process : throw new InvalidOperationException("The PostgreSQL server is not running.");

    /// <summary>Starts a new server with no databases of its own and returns when it answers queries.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed.</exception>
    /// <exception cref="ServerStartException">It did not start.</exception>
    public static Task<PostgresServer> StartNewAsync(PostgresServerOptions? options = null, CancellationToken cancellationToken = default) =>
        StartNewAsync(new PostgresServer(options ?? new PostgresServerOptions()), static (server, token) => server._installation.CreateDataDirectoryAsync(server.DataDirectory, server._user, token), cancellationToken);

    /// <summary>
    /// Starts a standby of this server, a copy that follows it by streaming replication, and from then on has each commit here wait until the standby has written it to its disk
    /// (<c>synchronous_standby_names</c>). Returns when that is so.
    /// </summary>
    /// <exception cref="ServerStartException">It did not start.</exception>
    public async Task<PostgresServer> StartStandbyAsync(CancellationToken cancellationToken = default)
    {
        var standby = await StartNewAsync(
            new PostgresServer(_options),
            (server, token) => _installation.CopyAsync(string.Create(CultureInfo.InvariantCulture, $"host=127.0.0.1 port={Port} user=postgres"), server.DataDirectory, server._user, token),
            cancellationToken);
        try
        {
            await AwaitStandbyAsync(cancellationToken);
            return standby;
        }
        catch
        {
            await standby.DisposeAsync();
            throw;
        }
    }

    private async Task AwaitStandbyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        foreach (var statement in (string[])["ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"])
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var look = new NpgsqlCommand("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'", connection);
        await Eventually.TrueAsync(async token => await look.ExecuteScalarAsync(token) is 1L, TimeSpan.FromSeconds(30), "the standby has caught up, and commits wait for it", cancellationToken);
    }

    /// <summary>Makes this standby a server of its own, to which clients can write. Its former primary must not be running.</summary>
    public async Task PromoteAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var promote = new NpgsqlCommand("SELECT pg_promote(true, 30)", connection) { CommandTimeout = 40 };
        if (await promote.ExecuteScalarAsync(cancellationToken) is not true) throw new InvalidOperationException("The standby was not promoted in time.");
    }

    private static async Task<PostgresServer> StartNewAsync(PostgresServer server, Func<PostgresServer, CancellationToken, Task> createDataAsync, CancellationToken cancellationToken)
    {
        try
        {
            await createDataAsync(server, cancellationToken);
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

    /// <summary>Starts the stopped server again on the same port and returns when it has recovered and answers queries.</summary>
    /// <exception cref="InvalidOperationException">It is already running.</exception>
    /// <exception cref="ServerStartException">It did not start.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (IsRunning)
            throw new InvalidOperationException("The PostgreSQL server is running; stop it first.");
        if (_process is not null)
            await _process.DisposeAsync();

        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = Port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = "",
            ["max_connections"] = _options.MaxConnections.ToString(CultureInfo.InvariantCulture),
            ["fsync"] = _options.Fsync ? "on" : "off",
            ["full_page_writes"] = _options.Fsync ? "on" : "off",
            // Otherwise the log would be in the machine's language, and a port conflict would not be recognised.
            ["lc_messages"] = "C",
        };
        foreach (var (name, value) in _options.Settings)
            settings[name] = value;
        var process = _process = ChildProcess.StartAs(
            _user,
            _installation.Postgres,
            ["-D", DataDirectory, .. settings.SelectMany(setting => (string[])["-c", $"{setting.Key}={setting.Value}"])],
            workingDirectory: "/");

        try
        {
            await Eventually.TrueAsync(
                async token => process.HasExited || await AnswersAsync(token),
                _options.StartLimit,
                $"PostgreSQL answers on port {Port}",
                cancellationToken);
        }
        catch (EventuallyTimeoutException exception)
        {
            await KillAsync(CancellationToken.None);
            throw new ServerStartException("PostgreSQL did not answer in time.", process, exception);
        }

        if (process.HasExited)
        {
            await process.DrainAsync(cancellationToken);
            throw new ServerStartException($"PostgreSQL exited immediately with exit code {await process.Exited}.", process);
        }
    }

    /// <summary>Creates a new, empty database, a copy of <c>template1</c>.</summary>
    /// <param name="name">A base name, to which a number is appended so that every call creates a separate database.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its Npgsql connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var number = string.Create(CultureInfo.InvariantCulture, $"_{Interlocked.Increment(ref _databases)}");
        var database = name[..Math.Min(name.Length, LongestIdentifier - number.Length)] + number;

        await using var connection = await OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\" TEMPLATE template1";
        await command.ExecuteNonQueryAsync(cancellationToken);
        return ConnectionStringTo(database);
    }

    /// <summary>Creates a database with everything that a database of another server has, by <c>pg_dump</c> and <c>pg_restore</c>.</summary>
    /// <param name="name">A base name, as of <see cref="CreateDatabaseAsync"/>.</param>
    /// <param name="from">The Npgsql connection string of the other database.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its Npgsql connection string.</returns>
    public async Task<string> RestoreAsync(string name, string from, CancellationToken cancellationToken = default)
    {
        var to = await CreateDatabaseAsync(name, cancellationToken);
        await _installation.RestoreAsync(Address(from), Address(to), cancellationToken);
        return to;

        static string Address(string connectionString)
        {
            var parts = new NpgsqlConnectionStringBuilder(connectionString);
            return string.Create(CultureInfo.InvariantCulture, $"postgresql://{parts.Username}@{parts.Host}:{parts.Port}/{parts.Database}");
        }
    }

    /// <summary>
    /// Shuts the server down cleanly and disconnects its clients: SIGINT, which is <c>pg_ctl stop -m fast</c>.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await ContinueAsync(cancellationToken);
        await Running.StopAsync(UnixSignal.Interrupt, s_stopLimit, cancellationToken);
    }

    /// <summary>
    /// Stops the server as if it had crashed, without a checkpoint, so that the next start recovers: SIGQUIT, which is
    /// <c>pg_ctl stop -m immediate</c>.
    /// </summary>
    public async Task StopImmediateAsync(CancellationToken cancellationToken = default)
    {
        await ContinueAsync(cancellationToken);
        await Running.StopAsync(UnixSignal.Quit, s_stopLimit, cancellationToken);
    }

    /// <summary>Kills the postmaster and every backend with SIGKILL.</summary>
    public async Task KillAsync(CancellationToken cancellationToken = default)
    {
        if (_process is null)
            return;
        // While suspended, the postmaster cannot start another backend between the listing and the killing.
        _process.Send(UnixSignal.Stop);
        var backends = _process.HasExited ? [] : await UnixProcesses.ChildrenAsync(_process.Id, cancellationToken);
        await _process.KillAsync(cancellationToken);
        foreach (var backend in backends)
            UnixProcesses.Send(backend, UnixSignal.Kill);
        await Eventually.TrueAsync(
            () => !backends.Any(UnixProcesses.IsAlive), TimeSpan.FromSeconds(20), "every backend has exited", cancellationToken);
        EndPauseGuard();
    }

    /// <summary>
    /// Suspends the postmaster and every backend with SIGSTOP. Connections stay open and the kernel accepts new ones, but nothing
    /// is answered. Note that after a command has timed out, Npgsql tries to cancel it over a new connection: with its default
    /// <c>Timeout=15</c> such a command returns 30 s after its own timeout.
    /// </summary>
    public async Task PauseAsync(CancellationToken cancellationToken = default)
    {
        // Each backend leads a session of its own, so no signal to a process group reaches them all.
        await Running.PauseAsync(cancellationToken);
        var backends = await UnixProcesses.ChildrenAsync(ProcessId, cancellationToken);
        foreach (var backend in backends)
            UnixProcesses.Send(backend, UnixSignal.Stop);

        // When this process dies, the kernel kills the postmaster, but its suspended backends would never notice. This shell does,
        // because its standard input is closed then.
        EndPauseGuard();
        _pauseGuard = Process.Start(new ProcessStartInfo(
            "/bin/sh",
            ["-c", "read -r _ || kill -KILL \"$@\"", "sh", .. backends.Select(id => id.ToString(CultureInfo.InvariantCulture))])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        });

        await Eventually.TrueAsync(
            () => backends.All(UnixProcesses.IsStopped), TimeSpan.FromSeconds(10), "every backend is suspended", cancellationToken);
    }

    /// <summary>Resumes the server and returns when it answers queries again.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken = default)
    {
        await ContinueAsync(cancellationToken);
        await Eventually.TrueAsync(AnswersAsync, TimeSpan.FromSeconds(20), "PostgreSQL answers after the pause", cancellationToken);
    }

    /// <summary>Kills the server if it is running and deletes its data.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (_process is not null)
            await _process.DisposeAsync();
        TemporaryDirectory.Delete(_directory);
        LoopbackPorts.Return(Port);
    }

    private async Task ContinueAsync(CancellationToken cancellationToken)
    {
        foreach (var backend in await UnixProcesses.ChildrenAsync(ProcessId, cancellationToken))
            UnixProcesses.Send(backend, UnixSignal.Continue);
        Running.Resume();
        EndPauseGuard();
    }

    private void EndPauseGuard()
    {
        _pauseGuard?.Kill();
        _pauseGuard?.Dispose();
        _pauseGuard = null;
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        // If another PostgreSQL has taken the port, that one answers.
        command.CommandText = "SHOW data_directory";
        return await command.ExecuteScalarAsync(cancellationToken) is string directory && directory == DataDirectory;
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, Timeout = 5 }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private string ConnectionStringTo(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = "postgres",
        Database = database,
        IncludeErrorDetail = true,
    }.ConnectionString;
}
