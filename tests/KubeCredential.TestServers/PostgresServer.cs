using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace KubeCredential.TestServers;

/// <summary>A real PostgreSQL server process of a test's own, with switches for the faults it can have.</summary>
/// <remarks>
/// It listens on a free port of 127.0.0.1 and keeps that port and its data over every stop and start. Run by root it drops to user
/// <c>postgres</c>, else <c>nobody</c>. Everyone on this machine may connect as superuser <c>postgres</c> without a password. The
/// methods are meant for the one test that owns the server; only <see cref="CreateDatabaseAsync"/> may be called at once by several.
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

    /// <summary>Whether the process is there (it may be paused).</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The process id of the running postmaster.</summary>
    /// <exception cref="InvalidOperationException">The server does not run.</exception>
    public int ProcessId => Running.Id;

    /// <summary>What the server logged since its last start.</summary>
    public IReadOnlyList<string> Output => _process?.Output ?? [];

    private string DataDirectory => Path.Combine(_directory, "data");

    private ChildProcess Running =>
        _process is { HasExited: false } process ? process : throw new InvalidOperationException("The PostgreSQL server does not run.");

    /// <summary>Starts a new server with no databases of its own and returns when it answers queries.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed.</exception>
    /// <exception cref="ServerStartException">It did not start.</exception>
    public static async Task<PostgresServer> StartNewAsync(
        PostgresServerOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var server = new PostgresServer(options ?? new PostgresServerOptions());
        try
        {
            await server._installation.CreateDataDirectoryAsync(server.DataDirectory, server._user, cancellationToken);
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
                    // Another process was faster; its port stays marked as taken.
                }
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the stopped server again on the same port and returns when recovery is over and it answers queries.</summary>
    /// <exception cref="InvalidOperationException">It runs already.</exception>
    /// <exception cref="ServerStartException">It did not start.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (IsRunning)
            throw new InvalidOperationException("The PostgreSQL server runs; stop it first.");
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
            // Otherwise the log is in the language of the machine, and a lost port would not be recognised.
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
            throw new ServerStartException($"PostgreSQL ended at once with exit code {await process.Exited}.", process);
        }
    }

    /// <summary>Creates a new, empty database, a copy of <c>template1</c>.</summary>
    /// <param name="name">What it is for. A number is appended, so that every call makes a database of its own.</param>
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

    /// <summary>
    /// Stops the server in good order and cuts its clients off: SIGINT, which is <c>pg_ctl stop -m fast</c>.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await ContinueAsync(cancellationToken);
        await Running.StopAsync(UnixSignal.Interrupt, s_stopLimit, cancellationToken);
    }

    /// <summary>
    /// Stops the server as a crash does, with no checkpoint, so that the next start recovers: SIGQUIT, which is
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
        // Hung, the postmaster can start no further backend between the listing and the killing.
        _process.Send(UnixSignal.Stop);
        var backends = _process.HasExited ? [] : await UnixProcesses.ChildrenAsync(_process.Id, cancellationToken);
        await _process.KillAsync(cancellationToken);
        foreach (var backend in backends)
            UnixProcesses.Send(backend, UnixSignal.Kill);
        await Eventually.TrueAsync(
            () => !backends.Any(UnixProcesses.IsAlive), TimeSpan.FromSeconds(20), "every backend is gone", cancellationToken);
        EndPauseGuard();
    }

    /// <summary>
    /// Hangs the postmaster and every backend with SIGSTOP. Connections stay open and new ones are accepted by the kernel, but
    /// nothing is answered. Note that Npgsql, once a command has timed out, tries to cancel it over a new connection: with its
    /// default <c>Timeout=15</c> such a command returns after its own timeout and 30 s more.
    /// </summary>
    public async Task PauseAsync(CancellationToken cancellationToken = default)
    {
        // Each backend is the leader of a session of its own, so no signal to a process group reaches them all.
        await Running.PauseAsync(cancellationToken);
        var backends = await UnixProcesses.ChildrenAsync(ProcessId, cancellationToken);
        foreach (var backend in backends)
            UnixProcesses.Send(backend, UnixSignal.Stop);

        // When this process dies the kernel kills the postmaster, but its hung backends would never notice. This shell does: its
        // standard input ends with us.
        EndPauseGuard();
        _pauseGuard = Process.Start(new ProcessStartInfo(
            "/bin/sh",
            ["-c", "read -r _ || kill -KILL \"$@\"", "sh", .. backends.Select(id => id.ToString(CultureInfo.InvariantCulture))])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        });

        await Eventually.TrueAsync(
            () => backends.All(UnixProcesses.IsStopped), TimeSpan.FromSeconds(10), "every backend stands still", cancellationToken);
    }

    /// <summary>Ends the hang and returns when queries are answered again.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken = default)
    {
        await ContinueAsync(cancellationToken);
        await Eventually.TrueAsync(AnswersAsync, TimeSpan.FromSeconds(20), "PostgreSQL answers after the pause", cancellationToken);
    }

    /// <summary>Kills the server if it runs and deletes its data.</summary>
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
        // When the port was lost to another PostgreSQL, it is that one which answers.
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
