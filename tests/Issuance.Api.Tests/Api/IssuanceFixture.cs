using System.Globalization;
using System.Text.Json;
using Issuance.Api.Tests.Storage;
using KubeCredential.Events;
using KubeCredential.Messaging;
using StackExchange.Redis;

namespace Issuance.Api.Tests.Api;

/// <summary>The issuance service as a real process, with its own Redis and its own database, for one test class.</summary>
public abstract class IssuanceFixture : IAsyncLifetime
{
    private RedisServer? _redis;
    private DotnetService? _service;
    private TestDatabase? _database;
    private ConnectionMultiplexer? _connection;

    /// <summary>The service.</summary>
    public DotnetService Service => Ready(_service);

    /// <summary>Its Redis.</summary>
    public RedisServer RedisServer => Ready(_redis);

    /// <summary>The tests' own connection to that Redis.</summary>
    public ConnectionMultiplexer Redis => Ready(_connection);

    internal ApiClient Client => new(Service.HttpClient);

    internal TestDatabase Database => Ready(_database);

    /// <summary>The service's configuration: short intervals, so that tests do not wait long.</summary>
    protected virtual Dictionary<string, string?> Settings => new()
    {
        ["Outbox__PollInterval"] = "00:00:00.100",
        ["Outbox__MaintenanceInterval"] = "00:00:00.300",
        ["Outbox__Lease"] = "00:00:03",
        ["Outbox__FirstRetry"] = "00:00:00.010",
        ["Outbox__LongestRetry"] = "00:00:00.050",
        ["Batches__Lease"] = "00:00:02",
        ["Batches__PollInterval"] = "00:00:00.100",
        ["Outbox__StalledAfter"] = "01:00:00", // No verifier is running, so nothing is confirmed unless a test does it.
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        // Every acknowledged write is on disk, so tests may kill Redis and expect all data afterwards.
        _redis = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.Always }, Token);
        _database = new TestDatabase(await CreateDatabaseAsync());
        _service = await StartServiceAsync();
        var options = ConfigurationOptions.Parse(_redis.ConnectionString);
        options.ReconnectRetryPolicy = new LinearRetry(200);
        _connection = await ConnectionMultiplexer.ConnectAsync(options);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        if (_service is not null)
            await _service.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        if (_redis is not null)
            await _redis.DisposeAsync();
        await DisposeServersAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts one more replica on the same database and Redis.</summary>
    public Task<DotnetService> StartServiceAsync(params (string Name, string Value)[] settings)
    {
        var environment = Settings;
        environment["ConnectionStrings__redis"] = RedisServer.ConnectionString;
        environment["ConnectionStrings__issuance-db"] = ServiceConnectionString;
        environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach (var (name, value) in settings)
            environment[name] = value;
        return DotnetService.StartNewAsync(new DotnetServiceOptions { Project = "Issuance.Api", Environment = environment }, Token);
    }

    /// <summary>The events in the stream, oldest first, without the heartbeats.</summary>
    internal async Task<List<StreamEntry>> StreamAsync() => [.. (await Redis.GetDatabase().StreamRangeAsync(MessagingKeys.Stream)).Where(static entry => !entry["event"].IsNull)];

    /// <summary>The entries of the stream that carry a credential.</summary>
    internal async Task<List<StreamEntry>> EntriesOfAsync(string credentialId) =>
        (await StreamAsync()).FindAll(entry => JsonElement.Parse(entry["event"].ToString()).GetProperty("credentialId").GetString() == credentialId);

    /// <summary>Waits until a credential has been published the given number of times, and returns its entries.</summary>
    internal Task<List<StreamEntry>> PublishedAsync(string credentialId, int times = 1) => Eventually.ResultAsync(
        _ => EntriesOfAsync(credentialId), entries => entries.Count >= times, TimeSpan.FromSeconds(30),
        string.Create(CultureInfo.InvariantCulture, $"{credentialId} is in the stream {times} times"), Token);

    /// <summary>Waits until the list shows this state for a credential, and returns its delivery.</summary>
    internal async Task<JsonElement> DeliveryAsync(string credentialId, string state) => (await Eventually.ResultAsync(
        _ => Client.GetAsync($"/api/v1/credentials/{credentialId}/delivery"), answer => answer.TextOf("state") == state, TimeSpan.FromSeconds(30),
        $"the delivery of {credentialId} is {state}", Token)).Json;

    /// <summary>Reports the outcome of an event to the issuer, as the verifier does.</summary>
    internal async Task ConfirmAsync(StreamEntry entry, string outcome, string reason = "")
    {
        var published = CredentialEvent.Parse(entry["event"].ToString());
        var database = Redis.GetDatabase();
        await database.StreamAddAsync(
            MessagingKeys.Applied,
            [
                new("eventId", published.EventId.ToString()), new("credentialId", published.CredentialId.ToString()), new("version", published.Version),
                new("outcome", outcome), new("group", MessagingKeys.VerificationGroup), new("worker", "a test"), new("time", "2026-01-31T08:15:30.123Z"), new("reason", reason), new("keyId", entry["keyId"]),
            ]);
        await database.PublishAsync(RedisChannel.Literal(MessagingKeys.Applied), "1");
    }

    /// <summary>Waits until the service has read and acknowledged every confirmation.</summary>
    internal Task ConfirmationsAreReadAsync() => Eventually.TrueAsync(
        async _ => await Redis.GetDatabase().StreamGroupInfoAsync(MessagingKeys.Applied) is [{ PendingMessageCount: 0, Lag: 0 }], TimeSpan.FromSeconds(30), "the confirmations are read", Token);

    /// <summary>Waits until <c>/health</c> answers 200 with this status, and returns the document.</summary>
    internal static Task<Answer> HealthAsync(ApiClient client, string status) => Eventually.ResultAsync(
        _ => client.GetAsync("/health"), answer => answer.TextOf("status") == status, TimeSpan.FromSeconds(30), $"the service is {status}", Token);

    /// <summary>The service's connection string.</summary>
    protected virtual string ServiceConnectionString => Database.ConnectionString;

    /// <summary>Creates the database, with or without the schema.</summary>
    protected abstract Task<string> CreateDatabaseAsync();

    /// <summary>Ends what <see cref="CreateDatabaseAsync"/> started.</summary>
    protected virtual ValueTask DisposeServersAsync() => ValueTask.CompletedTask;

    private static T Ready<T>(T? part) => part ?? throw new InvalidOperationException("The fixture has not been initialised.");
}
