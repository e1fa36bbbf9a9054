using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using StackExchange.Redis;

namespace KubeCredential.Telemetry.Tests;

/// <summary>Both services as real processes, with a Redis and databases of their own, and a collector for what they tell.</summary>
internal sealed class TelemetrySystem : IAsyncDisposable
{
    public const string IssuanceName = "issuance-api";
    public const string VerificationName = "verification-api";
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kc-telemetry-");
    private RedisServer? _redisServer;
    private ConnectionMultiplexer? _redis;
    private DotnetService? _issuance;
    private DotnetService? _verification;

    private TelemetrySystem()
    {
    }

    public OtlpReceiver Collector { get; } = new();

    public DotnetService Issuance => _issuance!;

    public DotnetService Verification => _verification!;

    public IDatabase Redis => _redis!.GetDatabase();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts everything.</summary>
    /// <param name="settings">Settings of both services, with <c>__</c> for <c>:</c>.</param>
    public static async Task<TelemetrySystem> StartAsync(params (string Name, string Value)[] settings)
    {
        var system = new TelemetrySystem();
        try
        {
            system._redisServer = await RedisServer.StartNewAsync(new RedisServerOptions(), Token);
            system._redis = await ConnectionMultiplexer.ConnectAsync(system._redisServer.ConnectionString);
            system._issuance = await system.StartAsync("Issuance.Api", IssuanceName, settings);
            system._verification = await system.StartAsync("Verification.Api", VerificationName, [.. settings, ("Rebuild__IssuanceUrl", system.Issuance.Url.ToString())]);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>One more issuance service, which knows where the verification service is.</summary>
    public Task<DotnetService> StartIssuanceForVerifierAsync(params (string Name, string Value)[] settings) =>
        StartAsync("Issuance.Api", IssuanceName, [.. settings, ("History__VerificationUrl", Verification.Url.ToString())]);

    /// <summary>Asks for a credential.</summary>
    public async Task<(HttpStatusCode Status, Guid Id)> IssueAsync(object request, string? traceParent = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "api/v1/credentials/issue") { Content = JsonContent.Create(request) };
        if (traceParent is not null) message.Headers.Add("traceparent", traceParent);
        using var answer = await Issuance.HttpClient.SendAsync(message, Token);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        return (answer.StatusCode, answer.StatusCode == HttpStatusCode.Created ? body.GetProperty("credential").GetProperty("id").GetGuid() : Guid.Empty);
    }

    /// <summary>Asks about a credential.</summary>
    public async Task<HttpStatusCode> VerifyAsync(object request)
    {
        using var answer = await Verification.HttpClient.PostAsJsonAsync("api/v1/credentials/verify", request, Token);
        return answer.StatusCode;
    }

    /// <summary>Waits until a credential can be verified.</summary>
    public Task KnownAsync(Guid id) => Eventually.EqualAsync(HttpStatusCode.OK, _ => VerifyAsync(new { id }), Limit, $"{id} can be verified", Token);

    /// <summary>Waits until the verifier has so many dead letters.</summary>
    public Task DeadLettersAsync(int count) => Eventually.TrueAsync(
        async token => (await Verification.HttpClient.GetFromJsonAsync<JsonElement>("admin/dead-letters", token)).GetProperty("items").GetArrayLength() == count,
        Limit, $"there are {count} dead letters", Token);

    /// <summary>Appends an entry to the stream of events, as somebody else than the issuer might.</summary>
    public Task AppendAsync(string entry) => Redis.StreamAddAsync("{credential-events}:stream", "event", entry);

    /// <summary>Has the verifier's database refuse credentials of this holder, until <see cref="AllowAsync"/>.</summary>
    public Task RefuseAsync(string holder) => ChangeVerificationAsync(
        $"CREATE TRIGGER refuse BEFORE INSERT ON credentials WHEN NEW.holder_name = '{holder}' BEGIN SELECT RAISE(ABORT, 'refused by a test'); END");

    public Task AllowAsync() => ChangeVerificationAsync("DROP TRIGGER refuse");

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[_issuance, _verification, _redis, _redisServer, Collector])
        {
            if (part is not null) await part.DisposeAsync();
        }

        _directory.Delete(recursive: true);
    }

    private async Task ChangeVerificationAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_directory.FullName, "verification.db")};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Made of constants by this test project.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Token);
    }

    private Task<DotnetService> StartAsync(string project, string name, (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string?>(Collector.Environment)
        {
            ["OTEL_SERVICE_NAME"] = name,
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ConnectionStrings__redis"] = _redisServer!.ConnectionString,
            ["ConnectionStrings__issuance-db"] = $"Data Source={Path.Combine(_directory.FullName, "issuance.db")}",
            ["ConnectionStrings__verification-db"] = $"Data Source={Path.Combine(_directory.FullName, "verification.db")}",
            ["Outbox__PollInterval"] = "00:00:00.100",
            ["Consumption__PollInterval"] = "00:00:00.100",
            ["Consumption__MaxRetries"] = "2",
            ["Consumption__FirstRetry"] = "00:00:00.100",
            ["Consumption__LongestRetry"] = "00:00:00.100",
        };
        foreach (var (setting, value) in settings) environment[setting] = value;
        return DotnetService.StartNewAsync(new DotnetServiceOptions { Project = project, Environment = environment, StartLimit = TimeSpan.FromMinutes(2) }, Token);
    }
}
