namespace KubeCredential.Security.Tests;

/// <summary>Both services as real processes: two replicas of the issuance service and one of the verification service, with a Redis of their own.</summary>
public abstract class AccessSystem(Databases databases, bool postgres) : IAsyncLifetime
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>What is promised of revocation and signing out, with room for a busy machine's own delays.</summary>
    public static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private RedisServer? _redis;
    private DotnetService? _issuance;
    private DotnetService? _other;
    private DotnetService? _verification;

    public DotnetService Issuance => _issuance!;

    /// <summary>The other replica of the issuance service.</summary>
    public DotnetService Other => _other!;

    public DotnetService Verification => _verification!;

    public RedisServer Redis => _redis!;

    public string IssuanceDatabase { get; private set; } = "";

    public string VerificationDatabase { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync(new RedisServerOptions(), Token);
        IssuanceDatabase = await databases.CreateAsync(postgres);
        VerificationDatabase = await databases.CreateAsync(postgres);
        var port = LoopbackPorts.Take(); // Each service asks the other one.
        _verification = await DotnetService.StartNewAsync(
            new DotnetServiceOptions { Project = "Verification.Api", Environment = Environment(("ConnectionStrings__verification-db", VerificationDatabase), ("Rebuild__IssuanceUrl", $"http://127.0.0.1:{port}")) }, Token);
        _issuance = await StartIssuanceAsync(port);
        _other = await StartIssuanceAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[_issuance, _other, _verification, _redis])
        {
            if (part is not null) await part.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>One more replica of the issuance service.</summary>
    public Task<DotnetService> StartIssuanceAsync(params (string Name, string? Value)[] settings) => StartIssuanceAsync(null, settings);

    private Task<DotnetService> StartIssuanceAsync(int? port, params (string Name, string? Value)[] settings) => DotnetService.StartNewAsync(
        new DotnetServiceOptions { Project = "Issuance.Api", Port = port, Environment = Environment([("ConnectionStrings__issuance-db", IssuanceDatabase), ("History__VerificationUrl", Verification.Url.ToString()), ("Issuers__PublicAddress", "https://credentials.example.org"), .. settings]) }, Token);

    private Dictionary<string, string?> Environment(params (string Name, string? Value)[] settings)
    {
        var environment = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ConnectionStrings__redis"] = _redis!.ConnectionString,
            ["Authentication__LastUseInterval"] = "00:00:00.200",
            ["Sessions__FailureDelay"] = "00:00:00",
            ["Telemetry__Prometheus"] = "true",
            ["Outbox__PollInterval"] = "00:00:00.100",
            ["Consumption__PollInterval"] = "00:00:00.100",
            ["Report__KeySecret"] = "a-secret-for-reports-and-nothing-else",
            ["Report__Address"] = "https://verify.example.org",
        };
        foreach (var (name, value) in settings) environment[name] = value;
        return environment;
    }
}

/// <summary>On SQLite.</summary>
public sealed class SqliteAccess(Databases databases) : AccessSystem(databases, postgres: false);

/// <summary>On PostgreSQL.</summary>
public sealed class PostgresAccess(Databases databases) : AccessSystem(databases, postgres: true);

/// <summary>Tests that share a system.</summary>
[CollectionDefinition(Name)]
public sealed class SqliteAccessGroup : ICollectionFixture<SqliteAccess>
{
    public const string Name = "access on SQLite";
}

/// <summary>Tests that share a system.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresAccessGroup : ICollectionFixture<PostgresAccess>
{
    public const string Name = "access on PostgreSQL";
}
