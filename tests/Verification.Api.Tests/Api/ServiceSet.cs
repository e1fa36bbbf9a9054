using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using KubeCredential.Events;
using StackExchange.Redis;
using Xunit.Sdk;

namespace Verification.Api.Tests.Api;

/// <summary>A Redis, replicas of the verification service in their own processes, and the issuer's side of the stream, played by the test.</summary>
internal sealed class ServiceSet : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    /// <summary>Generous, because just-in-time compilation at start-up is very slow on a busy machine.</summary>
    public static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly List<DotnetService> _replicas = [];
    private ConnectionMultiplexer? _redis;

    private ServiceSet(RedisServer server, string database)
    {
        (Server, Database) = (server, database);
    }

    public RedisServer Server { get; }

    public string Database { get; }

    public DotnetService Service => _replicas[0];

    public IReadOnlyList<DotnetService> Replicas => _replicas;

    public IDatabase Redis => _redis!.GetDatabase();

    public IConnectionMultiplexer Connection => _redis!;

    public HttpClient Http => Service.HttpClient;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ServiceSet> StartAsync(string database, int replicas = 1, params (string Name, string Value)[] settings)
    {
        var set = new ServiceSet(await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.Always }, Token), database);
        try
        {
            set._redis = await ConnectionMultiplexer.ConnectAsync(
                $"{set.Server.ConnectionString},abortConnect=false,connectTimeout=2000,asyncTimeout=15000,syncTimeout=15000");
            for (var i = 0; i < replicas; i++)
                await set.AddReplicaAsync(settings);
            return set;
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    public async Task<DotnetService> AddReplicaAsync(params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string?>
        {
            ["ConnectionStrings__redis"] = Server.ConnectionString,
            ["ConnectionStrings__verification-db"] = Database,
            ["Consumption__PollInterval"] = "00:00:00.200",
            ["Consumption__AbandonedAfter"] = "00:00:01",
            ["Consumption__FirstRetry"] = "00:00:00.020",
            ["Consumption__LongestRetry"] = "00:00:00.050",
            ["Verification__FreshFor"] = "01:00:00", // The test is an issuer that sends no heartbeats.
        };
        foreach (var (name, value) in settings)
            environment[name] = value;
        var service = await DotnetService.StartNewAsync(new DotnetServiceOptions { Project = "Verification.Api", Environment = environment, StartLimit = StartLimit }, Token);
        _replicas.Add(service);
        return service;
    }

    /// <summary>Publishes events as the issuer's relay does.</summary>
    public async Task PublishAsync(params CredentialEvent[] events)
    {
        var publisher = new EventPublisher(Connection);
        var epoch = Guid.NewGuid();
        await publisher.SetEpochAsync(epoch);
        Assert.NotNull(await publisher.PublishAsync(epoch, Array.ConvertAll(events, one => one.Outgoing())));
    }

    /// <summary>Appends an entry without the wake-up message.</summary>
    public Task<RedisValue> AppendAsync(string json)
    {
        var signature = TestIssuer.SignatureOf(json);
        return Redis.StreamAddAsync(MessagingKeys.Stream, [new("event", json), new("signature", signature?.Value ?? ""), new("keyId", signature?.KeyId ?? "")]);
    }

    /// <summary>Appends a heartbeat, signed.</summary>
    public Task<RedisValue> HeartbeatAsync(DateTimeOffset asOf)
    {
        var heartbeat = new IssuerHeartbeat(asOf, "1-1", asOf).Signed();
        return Redis.StreamAddAsync(MessagingKeys.Stream, [new("heartbeat", heartbeat.ToJson()), new("signature", heartbeat.Signature!.Value.Value), new("keyId", heartbeat.Signature.Value.KeyId)]);
    }

    public Task<HttpResponseMessage> VerifyAsync(Guid id) => VerifyAsync(JsonSerializer.Serialize(new { id }));

    public async Task<HttpResponseMessage> VerifyAsync(string body, string? type = "application/json") => await VerifyAsync(Encoding.UTF8.GetBytes(body), type);

    public async Task<HttpResponseMessage> VerifyAsync(byte[] body, string? type = "application/json")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("api/v1/credentials/verify", UriKind.Relative)) { Content = content };
        request.Headers.ExpectContinue = body.Length > 64 * 1024; // One that is too large is refused before it is sent.
        return await Http.SendAsync(request, Token);
    }

    /// <summary>Waits until a credential can be verified.</summary>
    public Task<HttpStatusCode> ArrivedAsync(CredentialEvent happened) => Eventually.EqualAsync(
        HttpStatusCode.OK,
        async _ =>
        {
            using var answer = await VerifyAsync(happened.CredentialId);
            return answer.StatusCode;
        },
        Limit, $"credential {happened.CredentialId} can be verified", Token);

    public async Task<bool> IsKnownAsync(CredentialEvent happened)
    {
        using var answer = await VerifyAsync(happened.CredentialId);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>Waits until the issuer has been told the outcome of an event, and returns all confirmations of it.</summary>
    public async Task<string[]> SaidAsync(CredentialEvent happened, int times = 1) => await Eventually.ResultAsync(
        async _ => (await Redis.StreamRangeAsync(MessagingKeys.Applied)).Select(ConfirmationReader.Read).Where(one => one?.EventId == happened.EventId).Select(one => one!.Outcome).ToArray(),
        said => said.Length >= times, Limit, $"event {happened.EventId} is confirmed", Token);

    public async Task<JsonElement> GetAsync(string path, HttpStatusCode status = HttpStatusCode.OK) => await ReadAsync(await Http.GetAsync(new Uri(path, UriKind.Relative), Token), status);

    public async Task<JsonElement> PostAsync(string path, string? body = null, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await ReadAsync(await Http.PostAsync(new Uri(path, UriKind.Relative), content, Token), status);
    }

    public async Task<JsonElement> DeleteAsync(string path, HttpStatusCode status = HttpStatusCode.OK) =>
        await ReadAsync(await Http.DeleteAsync(new Uri(path, UriKind.Relative), Token), status);

    /// <summary>Reads a response; unless it is a success, it must be a problem document.</summary>
    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(Token);
            if (answer.StatusCode != status)
                throw new XunitException($"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri}: expected {status}, got {answer.StatusCode}: {text}");
            var json = JsonElement.Parse(text);
            if (!answer.IsSuccessStatusCode && json.TryGetProperty("type", out _))
            {
                Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
                Assert.Equal((int)status, json.GetProperty("status").GetInt32());
                Assert.False(json.GetProperty("success").GetBoolean());
                Assert.NotEmpty(json.GetProperty("message").GetString()!);
                Assert.NotEmpty(json.GetProperty("workerId").GetString()!);
                Assert.NotEmpty(json.GetProperty("title").GetString()!);
            }
            else
            {
                Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
            }

            return json;
        }
    }

    /// <summary>Repeats a request until the response meets the condition.</summary>
    public Task<JsonElement> EventuallyAsync(string path, Func<JsonElement, bool> until, string because) =>
        Eventually.ResultAsync(token => Http.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative), token), until, Limit, because, Token);

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
            await replica.DisposeAsync();
        if (_redis is not null)
            await _redis.DisposeAsync();
        await Server.DisposeAsync();
    }
}
