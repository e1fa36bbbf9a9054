using System.Globalization;

namespace KubeCredential.Security.Tests.Limits;

/// <summary>Services of one test with limits of its own: they share a Redis, and replicas of a service a database.</summary>
internal sealed class LimitedServices : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kc-limits-");
    private readonly List<DotnetService> _services = [];

    private LimitedServices(RedisServer redis) => Redis = redis;

    public RedisServer Redis { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<LimitedServices> BeginAsync() => new(await RedisServer.StartNewAsync(new RedisServerOptions(), Token));

    /// <summary>The settings of a limit: so many in ten minutes, which is longer than a test takes.</summary>
    public static (string, string?)[] Of(string limit, int permits) =>
        [("Limits__Enabled", "true"), ($"Limits__{limit}__PermitLimit", permits.ToString(CultureInfo.InvariantCulture)), ($"Limits__{limit}__Window", "00:10:00")];

    public Task<DotnetService> StartVerificationAsync(params (string Name, string? Value)[] settings) => StartAsync("Verification.Api", "verification-db", settings);

    public Task<DotnetService> StartIssuanceAsync(params (string Name, string? Value)[] settings) => StartAsync("Issuance.Api", "issuance-db", settings);

    public string ConnectionStringOf(string database) => $"Data Source={Path.Combine(_directory.FullName, database)}";

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services) await service.DisposeAsync();
        await Redis.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
    }

    private async Task<DotnetService> StartAsync(string project, string database, (string Name, string? Value)[] settings)
    {
        var environment = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ConnectionStrings__redis"] = Redis.ConnectionString,
            [$"ConnectionStrings__{database}"] = ConnectionStringOf(database),
            ["Sessions__FailureDelay"] = "00:00:00",
            ["Telemetry__Prometheus"] = "true",
            ["Logging__LogLevel__Verification.Api.Signatures.IssuerKeys"] = "Error", // There is no issuer to ask, and a test counts lines.
        };
        foreach (var (name, value) in settings) environment[name] = value;
        var service = await DotnetService.StartNewAsync(new DotnetServiceOptions { Project = project, Environment = environment }, Token);
        _services.Add(service);
        return service;
    }
}
