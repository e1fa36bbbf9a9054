using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using KubeCredential.TestServers;
using Npgsql;

namespace KubeCredential.Bench.Faults;

/// <summary>A whole system of real processes: Redis, a PostgreSQL server for each service, and replicas of both services.</summary>
internal sealed class TestSystem : IAsyncDisposable
{
    private const int Replicas = 2;

    private TestSystem(RedisServer redis, PostgresServer issuanceServer, PostgresServer verificationServer)
    {
        Redis = redis;
        IssuanceServer = issuanceServer;
        VerificationServer = verificationServer;
    }

    public RedisServer Redis { get; }

    /// <summary>The replica of Redis and what makes it the primary, if the scenario has them.</summary>
    public RedisServer? RedisReplica { get; private set; }

    /// <inheritdoc cref="RedisReplica"/>
    public RedisSentinel? Sentinel { get; private set; }

    public PostgresServer IssuanceServer { get; }

    /// <summary>The standby of the issuance databases, if the scenario has one.</summary>
    public PostgresServer? IssuanceStandby { get; private init; }

    /// <summary>The standby of the verification databases, if the scenario has one.</summary>
    public PostgresServer? VerificationStandby { get; private init; }

    public PostgresServer VerificationServer { get; }

    public required string IssuanceDatabase { get; init; }

    public required string VerificationDatabase { get; init; }

    public List<DotnetService> Issuers { get; } = [];

    public List<DotnetService> Verifiers { get; } = [];

    /// <summary>Starts the system.</summary>
    /// <param name="name">Names its databases.</param>
    /// <param name="issuance">The PostgreSQL server of the issuance databases.</param>
    /// <param name="verification">The PostgreSQL server of the verification databases.</param>
    /// <param name="standbys">The standbys of the two, or null.</param>
    /// <param name="append">How Redis persists its data.</param>
    /// <param name="sentinel">Whether Redis has a replica, and Sentinel.</param>
    /// <param name="environment">Additional settings of all services, such as fail points.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<TestSystem> StartAsync(
        string name, PostgresServer issuance, PostgresServer verification, (PostgresServer Issuance, PostgresServer Verification)? standbys, AppendOnly append, bool sentinel, Dictionary<string, string?> environment, CancellationToken cancellationToken)
    {
        var system = new TestSystem(await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = append }, cancellationToken), issuance, verification)
        {
            IssuanceStandby = standbys?.Issuance,
            VerificationStandby = standbys?.Verification,
            IssuanceDatabase = WithStandby(await issuance.CreateDatabaseAsync($"issuance_{name}", cancellationToken), issuance, standbys?.Issuance),
            VerificationDatabase = WithStandby(await verification.CreateDatabaseAsync($"verification_{name}", cancellationToken), verification, standbys?.Verification),
        };
        if (sentinel)
        {
            system.RedisReplica = await system.Redis.StartReplicaAsync(cancellationToken);
            system.Sentinel = await RedisSentinel.StartNewAsync(system.Redis, cancellationToken);
        }

        for (var i = 0; i < Replicas; i++)
        {
            system.Issuers.Add(await DotnetService.StartNewAsync(system.Issuer(environment), cancellationToken));
            system.Verifiers.Add(await DotnetService.StartNewAsync(system.Verifier(environment), cancellationToken));
        }

        return system;
    }

    /// <summary>Stops or resumes consumption on all replicas, as an operator does.</summary>
    public async Task ConsumeAsync(bool go, CancellationToken cancellationToken)
    {
        using var answer = await Verifiers[0].HttpClient.PostAsJsonAsync("admin/circuit-breaker", new { action = go ? "close" : "isolate", reason = "fault test" }, cancellationToken);
        answer.EnsureSuccessStatusCode();
        if (!go)
        {
            // Wait until every replica follows before calling a backlog unconsumed.
            await Eventually.TrueAsync(
                async token =>
                {
                    foreach (var verifier in Verifiers)
                    {
                        if (await NumberAsync(verifier, "admin/event-status", static root => root.GetProperty("eventSubscriber").GetProperty("isListening").GetBoolean() ? 1 : 0, token) == 1) return false;
                    }

                    return true;
                },
                TimeSpan.FromSeconds(20), "no replica consumes", cancellationToken);
        }
    }

    /// <summary>Restarts all replicas with additional settings, one after the other.</summary>
    public async Task RestartWithAsync(Dictionary<string, string?> environment, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Replicas; i++)
        {
            Issuers[i] = await ReplaceAsync(Issuers[i], Issuer(environment), cancellationToken);
            Verifiers[i] = await ReplaceAsync(Verifiers[i], Verifier(environment), cancellationToken);
        }
    }

    /// <summary>Reads a number from a document.</summary>
    public static async Task<long> NumberAsync(DotnetService service, string path, Func<JsonElement, long> read, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await service.HttpClient.GetStringAsync(new Uri(path, UriKind.Relative), cancellationToken));
        return read(document.RootElement);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in Issuers.Concat(Verifiers)) await service.DisposeAsync();
        if (Sentinel is not null) await Sentinel.DisposeAsync();
        if (RedisReplica is not null) await RedisReplica.DisposeAsync();
        await Redis.DisposeAsync();
    }

    private static string WithStandby(string database, PostgresServer server, PostgresServer? standby) => standby is null ? database : new NpgsqlConnectionStringBuilder(database)
    {
        Host = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{server.Port},127.0.0.1:{standby.Port}"),
        TargetSessionAttributes = "primary",
    }.ConnectionString;

    private static async Task<DotnetService> ReplaceAsync(DotnetService old, DotnetServiceOptions options, CancellationToken cancellationToken)
    {
        var port = old.Url.Port;
        if (old.IsRunning) await old.StopAsync(cancellationToken);
        await old.DisposeAsync();
        return await DotnetService.StartNewAsync(options with { Port = port }, cancellationToken);
    }

    private DotnetServiceOptions Issuer(Dictionary<string, string?> environment) => new()
    {
        Project = "Issuance.Api",
        Environment = new Dictionary<string, string?>(environment)
        {
            ["ConnectionStrings__redis"] = Sentinel?.ConnectionString ?? Redis.ConnectionString,
            ["ConnectionStrings__issuance-db"] = IssuanceDatabase,
            ["Outbox__ConfirmTimeout"] = "00:00:03",
            ["Outbox__Lease"] = "00:00:04",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
        },
    };

    private DotnetServiceOptions Verifier(Dictionary<string, string?> environment) => new()
    {
        Project = "Verification.Api",
        Environment = new Dictionary<string, string?>(environment)
        {
            ["ConnectionStrings__redis"] = Sentinel?.ConnectionString ?? Redis.ConnectionString,
            ["ConnectionStrings__verification-db"] = VerificationDatabase,
            ["Consumption__AbandonedAfter"] = "00:00:03",
            ["Rebuild__IssuanceUrl"] = string.Create(CultureInfo.InvariantCulture, $"{Issuers[0].Url}"),
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
        },
    };
}
