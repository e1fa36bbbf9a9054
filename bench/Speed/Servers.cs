using System.Text.Json;
using KubeCredential.TestServers;

namespace KubeCredential.Bench.Speed;

/// <summary>Real servers for a measurement: PostgreSQL with every commit synced to disk, Redis with an append-only file, and the services.</summary>
internal sealed class Servers : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _started = [];
    private readonly List<(string Name, int ProcessId)> _processes = [];

    /// <summary>Whether to record the database's statements too, which costs a little (<c>PROFILE=1</c>).</summary>
    public static bool IsProfiled => Environment.GetEnvironmentVariable("PROFILE") == "1";

    /// <summary>The PostgreSQL server.</summary>
    public PostgresServer Postgres { get; private set; } = null!;

    /// <summary>Starts the database server.</summary>
    public static async Task<Servers> StartAsync(CancellationToken cancellationToken)
    {
        // Larger than the default of 128 MB, as for any real database; syncing to disk is on by default.
        var settings = new Dictionary<string, string> { ["shared_buffers"] = "1GB", ["max_wal_size"] = "4GB" };
        if (IsProfiled) foreach (var (name, value) in Statements.Settings) settings[name] = value;
        var postgres = await PostgresServer.StartNewAsync(new PostgresServerOptions { MaxConnections = 400, Settings = settings }, cancellationToken);
        var servers = new Servers { Postgres = postgres };
        servers._started.Add(postgres);
        servers._processes.Add(("PostgreSQL", postgres.ProcessId));
        return servers;
    }

    /// <summary>Starts a Redis server. Each belongs to one issuance database.</summary>
    public async Task<RedisServer> RedisAsync(CancellationToken cancellationToken)
    {
        var redis = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.EverySecond }, cancellationToken);
        _started.Add(redis);
        _processes.Add(("Redis", redis.ProcessId));
        return redis;
    }

    /// <summary>Starts an issuance service, or <c>bench/Baseline</c> or one of another <see cref="Build"/> instead.</summary>
    public Task<DotnetService> IssuanceAsync(RedisServer redis, string database, CancellationToken cancellationToken, string project = "Issuance.Api", Dictionary<string, string?>? more = null) =>
        ServiceAsync("issuance", project, new(more ?? [])
        {
            ["ConnectionStrings__redis"] = redis.ConnectionString,
            ["ConnectionStrings__issuance-db"] = database,
        }, cancellationToken);

    /// <summary>Starts a verification service.</summary>
    /// <param name="redis">Its Redis.</param>
    /// <param name="database">Its database.</param>
    /// <param name="issuer">The service that it asks for the issuer's keys; null if there is none, and the keys are in the database.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="project">The project, if not this repository's.</param>
    /// <param name="more">Further settings.</param>
    public Task<DotnetService> VerificationAsync(
        RedisServer redis, string database, DotnetService? issuer, CancellationToken cancellationToken, string project = "Verification.Api", Dictionary<string, string?>? more = null)
    {
        var environment = new Dictionary<string, string?>(more ?? []) { ["ConnectionStrings__redis"] = redis.ConnectionString, ["ConnectionStrings__verification-db"] = database };
        if (issuer is not null) environment["Rebuild__IssuanceUrl"] = $"{issuer.Url}";
        return ServiceAsync("verification", project, environment, cancellationToken);
    }

    /// <summary>Starts counting the processor time of each process.</summary>
    public CpuTime CountCpu() => new([.. _processes]);

    /// <summary>Waits until everything issued has been published.</summary>
    public static Task PublishedAsync(DotnetService issuance, CancellationToken cancellationToken) => Eventually.TrueAsync(
        async token =>
        {
            using var stats = JsonDocument.Parse(await issuance.HttpClient.GetStringAsync(new Uri("admin/queue-stats", UriKind.Relative), token));
            return stats.RootElement.GetProperty("pendingSize").GetInt64() == 0;
        },
        TimeSpan.FromMinutes(5), "all is published", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var one in Enumerable.Reverse(_started)) await one.DisposeAsync();
    }

    private async Task<DotnetService> ServiceAsync(string name, string project, Dictionary<string, string?> environment, CancellationToken cancellationToken)
    {
        environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        var service = await DotnetService.StartNewAsync(new DotnetServiceOptions { Project = project, Environment = environment }, cancellationToken);
        _started.Add(service);
        _processes.Add((name, service.ProcessId));
        return service;
    }
}
