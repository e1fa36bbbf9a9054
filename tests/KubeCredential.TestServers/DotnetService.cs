using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace KubeCredential.TestServers;

/// <summary>A built ASP.NET Core service, run as a real process of its own, so that it can be killed as one.</summary>
/// <remarks>
/// It keeps its port across restarts. It signs in to Redis and PostgreSQL as described in <see cref="ServiceUsers"/>. The methods are not
/// thread-safe.
/// </remarks>
public sealed partial class DotnetService : IAsyncDisposable
{
    private const int StartAttempts = 5;

    // These set addresses too, and would make the service warn that --urls overrides them.
    private static readonly string[] s_addressVariables = ["ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS"];

    private readonly DotnetServiceOptions _options;
    private readonly string _dll;
    private readonly bool _ownsPort;
    private ChildProcess? _process;
    private HttpClient? _httpClient;
    private int _port;

    private DotnetService(DotnetServiceOptions options)
    {
        _options = options;
        _dll = RepositoryLayout.Dll(options.Project);
        _ownsPort = options.Port is null;
        _port = options.Port ?? 0;
    }

    /// <summary>The base address; the same for the life of this object.</summary>
    public Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/"));

    /// <summary>A client whose base address is <see cref="Url"/>, signed in as <see cref="TestKeys.All"/>. It does not follow redirects and times out after 30 s.</summary>
    public HttpClient HttpClient => _httpClient ??= CreateClient(TestKeys.All);

    /// <summary>Whether the process exists (it may be suspended).</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The process id of the running service.</summary>
    /// <exception cref="InvalidOperationException">The service is not running.</exception>
    public int ProcessId => Running.Id;

    /// <summary>The service's output since its last start, at most <see cref="ChildProcess.KeptLines"/> lines.</summary>
    public IReadOnlyList<string> Output => _process?.Output ?? [];

    /// <summary>Completes with the exit code when the current process ends, for example at a fail point.</summary>
    /// <exception cref="InvalidOperationException">The service was never started.</exception>
    public Task<int> Exited => (_process ?? throw new InvalidOperationException("The service was never started.")).Exited;

    private ChildProcess Running =>
        _process is { HasExited: false } process ? process : throw new InvalidOperationException($"{_options.Project} is not running.");

    /// <summary>Starts a service and returns when its ready path answers 200.</summary>
    /// <exception cref="FileNotFoundException">The project has not been built in the configuration of the tests.</exception>
    /// <exception cref="ServerStartException">It exited or was not ready in time.</exception>
    public static async Task<DotnetService> StartNewAsync(DotnetServiceOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var service = new DotnetService(options);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                if (service._ownsPort)
                    service._port = LoopbackPorts.Take();
                try
                {
                    await service.StartAsync(cancellationToken);
                    return service;
                }
                catch (ServerStartException exception) when (exception.PortWasTaken && service._ownsPort && attempt < StartAttempts)
                {
                    // Another process took the port, which stays marked as taken.
                    service._httpClient?.Dispose();
                    service._httpClient = null;
                }
            }
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the stopped service again on the same port and returns when its ready path answers 200.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">It is already running.</exception>
    /// <exception cref="ServerStartException">It exited or was not ready in time.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (IsRunning)
            throw new InvalidOperationException($"{_options.Project} is running; stop or kill it first.");
        if (_process is not null)
            await _process.DisposeAsync();

        var environment = s_addressVariables.ToDictionary(variable => variable, string? (_) => null);
        environment["Limits__Enabled"] = "false"; // A test is a single client that sends the requests of many.
        foreach (var (variable, value) in TestKeys.Environment.Concat(_options.Environment))
            environment[variable] = value;
        ServiceUsers.GiveTo(_options.Project, environment);
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_ownsPort)
            listens.SetResult();
        var process = _process = ChildProcess.Start(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [_dll, "--urls", Url.ToString().TrimEnd('/'), .. _options.Arguments],
            // appsettings.json is read from here, as with dotnet run.
            workingDirectory: Path.Combine(RepositoryLayout.Root, _options.Project),
            environment,
            onLine: line =>
            {
                if (NowListeningOn().Match(line) is { Success: true } match
                    && int.Parse(match.Groups["port"].ValueSpan, CultureInfo.InvariantCulture) == _port)
                    listens.TrySetResult();
            });

        try
        {
            await Eventually.TrueAsync(
                async token => process.HasExited || (listens.Task.IsCompleted && await IsReadyAsync(token)),
                _options.StartLimit,
                $"{_options.Project} answers 200 at {_options.ReadyPath}",
                cancellationToken);
        }
        catch (EventuallyTimeoutException exception)
        {
            await process.KillAsync(CancellationToken.None);
            throw new ServerStartException($"{_options.Project} was not ready in time. {exception.Message}", process, exception);
        }

        if (process.HasExited)
        {
            await process.DrainAsync(cancellationToken);
            throw new ServerStartException($"{_options.Project} exited immediately with exit code {await process.Exited}.", process);
        }
    }

    /// <summary>Another client like <see cref="HttpClient"/>, which keeps no cookies.</summary>
    /// <param name="key">The API key to send, or null for none.</param>
    public HttpClient CreateClient(string? key) => new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false })
    {
        BaseAddress = Url,
        Timeout = TimeSpan.FromSeconds(30),
    }.WithKey(key);

    /// <summary>Kills the service with SIGKILL.</summary>
    public Task KillAsync(CancellationToken cancellationToken = default) => Running.KillAsync(cancellationToken);

    /// <summary>Asks the service to end with SIGTERM, as Kubernetes does, waits, and returns its exit code.</summary>
    /// <exception cref="TimeoutException">It took longer than its limit and was killed.</exception>
    public Task<int> StopAsync(CancellationToken cancellationToken = default) =>
        Running.StopAsync(UnixSignal.Terminate, _options.StopLimit, cancellationToken);

    /// <summary>Suspends the service with SIGSTOP.</summary>
    public Task PauseAsync(CancellationToken cancellationToken = default) => Running.PauseAsync(cancellationToken);

    /// <summary>Resumes the service and returns when the ready path answers 200 again.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken = default)
    {
        Running.Resume();
        await Eventually.TrueAsync(
            IsReadyAsync, TimeSpan.FromSeconds(20), $"{_options.Project} answers after the pause", cancellationToken);
    }

    /// <summary>Kills the service if it is running.</summary>
    public async ValueTask DisposeAsync()
    {
        _httpClient?.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
        if (_ownsPort)
            LoopbackPorts.Return(_port);
    }

    // In plain text, or in JSON, where a quote follows the address.
    [GeneratedRegex(@"Now listening on: http://127\.0\.0\.1:(?<port>\d+)")]
    private static partial Regex NowListeningOn();

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var response = await HttpClient.GetAsync(new Uri(_options.ReadyPath, UriKind.Relative), cancellationToken);
        return response.StatusCode == HttpStatusCode.OK;
    }
}
