using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using KubeCredential.TestServers;
using StackExchange.Redis;
using Xunit;

namespace Delivery.Tests;

/// <summary>Both services as processes, with a Redis of their own.</summary>
public abstract class SigningSystem : IAsyncLifetime
{
    protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private RedisServer? _redis;
    private ConnectionMultiplexer? _connection;
    private DotnetService? _issuance;
    private DotnetService? _verification;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A folder that goes with the test.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("signing-").FullName;

    protected DotnetService Issuance => _issuance!;

    protected DotnetService Verification => _verification!;

    protected IDatabase Redis => _connection!.GetDatabase();

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.None }, Token);
        _connection = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        var (issuance, verification) = await DatabasesAsync();
        _issuance = await StartIssuanceAsync(issuance);
        _verification = await StartAsync(
            "Verification.Api", ("ConnectionStrings__verification-db", verification), ("Rebuild__IssuanceUrl", $"{Issuance.Url}"), ("Signatures__Interval", "00:00:00.300"));
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[_issuance, _verification, _connection, _redis])
        {
            if (part is not null) await part.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The connection strings of the two databases.</summary>
    protected virtual Task<(string Issuance, string Verification)> DatabasesAsync() =>
        Task.FromResult(($"Data Source={Path.Combine(Folder, "issuance.db")}", $"Data Source={Path.Combine(Folder, "verification.db")}"));

    /// <summary>How long after a key was compromised another replica may still commit what it signed with it.</summary>
    protected virtual string SettleTime => "00:00:00.100";

    /// <summary>Starts a replica of the issuance service.</summary>
    protected Task<DotnetService> StartIssuanceAsync(string database) =>
        StartAsync(
            "Issuance.Api",
            [("ConnectionStrings__issuance-db", database), ("Signing__SettleTime", SettleTime), .. PublicAddress is { } address ? ((string, string)[])[("Issuers__PublicAddress", address)] : []]);

    /// <summary>Where everybody would find what the issuance service publishes; null: nowhere.</summary>
    protected virtual string? PublicAddress => null;

    protected async Task IssueAsync(List<Guid> ids, int count)
    {
        for (var i = 0; i < count; i++) ids.Add(await IssueOneAsync());
        foreach (var id in ids)
        {
            await Eventually.EqualAsync("confirmed", async _ => (await GetAsync(Issuance, $"api/v1/credentials/{id}/delivery")).GetProperty("state").GetString(), Limit, $"{id} is delivered", Token);
            await ValidAsync(id, "pass");
        }
    }

    protected async Task<JsonElement> VerifyAsync(Guid id)
    {
        using var answer = await Verification.HttpClient.PostAsJsonAsync("api/v1/credentials/verify", new { id }, Token);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    protected Task<Guid> IssueOneAsync() => IssueOneAsync(Issuance);

    protected static async Task<Guid> IssueOneAsync(DotnetService replica)
    {
        using var answer = await replica.HttpClient.PostAsJsonAsync("api/v1/credentials/issue", new { holderName = $"Ada {Guid.NewGuid()}", credentialType = "Bachelor", issuerName = "University" }, Token);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("credential").GetProperty("id").GetGuid();
    }

    protected Task<HttpResponseMessage> PostAsync(string path, object body) => Issuance.HttpClient.PostAsJsonAsync(path, body, Token);

    protected async Task ValidAsync(Guid id, string authentic)
    {
        var said = await VerifyAsync(id);
        var check = said.GetProperty("checks").EnumerateArray().Single(static one => one.GetProperty("name").GetString() == "authentic");
        Assert.Equal((true, authentic), (said.GetProperty("isValid").GetBoolean(), check.GetProperty("status").GetString()));
    }

    protected async Task<string> KeyAsync(string state) =>
        (await GetAsync(Issuance, "admin/signing-keys")).GetProperty("items").EnumerateArray().Single(one => one.GetProperty("state").GetString() == state).GetProperty("keyId").GetString()!;

    protected async Task<string> StateAsync(string keyId) =>
        (await GetAsync(Issuance, ".well-known/jwks.json")).GetProperty("keys").EnumerateArray().Single(one => one.GetProperty("kid").GetString() == keyId).GetProperty("state").GetString()!;

    /// <summary>The keys with which the events of the event store are signed.</summary>
    protected async Task<List<string>> FeedAsync()
    {
        var keys = new List<string>();
        for (var after = ""; ;)
        {
            var page = await GetAsync(Issuance, $"api/v1/events?limit=1000{after}");
            var items = page.GetProperty("items");
            if (items.GetArrayLength() == 0) return keys;
            keys.AddRange(items.EnumerateArray().Select(static one => one.GetProperty("keyId").GetString()!));
            after = $"&after={page.GetProperty("nextAfter").GetString()}";
        }
    }

    protected async Task RebuildAsync()
    {
        await PostAsync(Verification, "admin/rebuild");
        var done = await Eventually.ResultAsync(
            _ => GetAsync(Verification, "admin/rebuild"), static one => one.GetProperty("state").GetString() is "done" or "failed", Limit, "the read model is rebuilt", Token);
        Assert.True(done.GetProperty("hashesAgreed").GetBoolean(), done.ToString());
    }

    protected static Task<JsonElement> GetAsync(DotnetService service, string path) => service.HttpClient.GetFromJsonAsync<JsonElement>(path, Token);

    protected static async Task PostAsync(DotnetService service, string path)
    {
        using var answer = await service.HttpClient.PostAsync(new Uri(path, UriKind.Relative), null, Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    protected Task<DotnetService> StartAsync(string project, params (string Name, string Value)[] settings) =>
        DotnetService.StartNewAsync(new DotnetServiceOptions { Project = project, Environment = EnvironmentOf(settings) }, Token);

    protected Dictionary<string, string?> EnvironmentOf(params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ConnectionStrings__redis"] = _redis!.ConnectionString,
            ["Outbox__PollInterval"] = "00:00:00.100",
            ["Outbox__MaintenanceInterval"] = "00:00:00.200",
            ["Outbox__HeartbeatInterval"] = "00:00:00.500",
            ["Consumption__PollInterval"] = "00:00:00.100",
        };
        foreach (var (name, value) in settings) environment[name] = value;
        return environment;
    }
}
