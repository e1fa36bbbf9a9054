using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using KubeCredential.Events;
using KubeCredential.Messaging;
using KubeCredential.Messaging.Tests;
using KubeCredential.TestServers;
using StackExchange.Redis;
using Xunit;

namespace Delivery.Tests;

/// <summary>
/// Both services as separate processes and, beside the verifier, a second, tiny consumer, which signs in to Redis as its group's user. The consumer
/// lags, dies, is retired, and is required.
/// </summary>
public sealed class ConsumerGroupTests : IAsyncLifetime
{
    private const string Archive = "archive";
    private const int Credentials = 300; // The stream is trimmed by whole nodes of a hundred.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _directory = Directory.CreateTempSubdirectory("groups-").FullName;
    private RedisServer _redis = null!;
    private ConnectionMultiplexer _connection = null!;
    private DotnetService _verification = null!;
    private DotnetService _issuance = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IDatabase Redis => _connection.GetDatabase();

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.None, MoreGroups = [Archive] }, Token);
        _connection = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        _issuance = await StartIssuanceAsync();
        _verification = await StartAsync(
            "Verification.Api", ("ConnectionStrings__verification-db", $"Data Source={Path.Combine(_directory, "verification.db")}"), ("Rebuild__IssuanceUrl", $"{_issuance.Url}"));
        await Eventually.TrueAsync(
            async token => (await _verification.HttpClient.GetFromJsonAsync<JsonElement>("health", token)).GetProperty("signatures").GetProperty("keys").GetInt32() == 2, Limit, "the verifier knows the keys", Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[_issuance, _verification, _connection, _redis])
        {
            if (part is not null) await part.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_second_consumer_runs_beside_the_verifier_lags_dies_is_retired_and_is_required()
    {
        // It runs beside the verifier.
        var archive = await StartArchiveAsync();
        var first = await IssueAsync();
        await DeliveredAsync(first, "confirmed");
        await Eventually.TrueAsync(() => archive.Subscriber.Held.ContainsKey(first), Limit, "the archive has it, too", Token);
        var group = await GroupAsync(Archive, static group => Number(group, "lag") == 0 && Number(group, "confirmed") == 1);
        Assert.False(group.GetProperty("required").GetBoolean());
        Assert.NotEqual(JsonValueKind.Null, group.GetProperty("lastSeenAt").ValueKind);

        // It lags: credentials become verifiable without it, and it loses no event.
        archive.Subscriber.IsAway = true;
        await Eventually.TrueAsync(() => archive.Status.Circuit.State != "closed", Limit, "the archive reads nothing", Token);
        var issued = new List<Guid>();
        foreach (var portion in Enumerable.Range(0, Credentials).Chunk(25)) issued.AddRange(await Task.WhenAll(portion.Select(_ => IssueAsync())));
        foreach (var id in issued) await DeliveredAsync(id, "confirmed");
        Assert.True(await IsVerifiableAsync(issued[^1]));
        await GroupAsync(Archive, static group => Number(group, "lag") >= Credentials - 5);
        var verifier = await GroupAsync("verification", static group => Number(group, "lag") == 0 && Number(group, "pending") == 0);
        Assert.True(verifier.GetProperty("required").GetBoolean());
        Assert.Equal(Credentials + 1, Number(verifier, "confirmed"));

        // It dies: the stream is no longer trimmed behind it, while the confirmation stream, which has no lagging group, is trimmed in the same step.
        await archive.DisposeAsync();
        await Eventually.TrueAsync(async _ => await Redis.StreamLengthAsync(MessagingKeys.Applied) < 200, Limit, "streams are trimmed", Token);
        Assert.InRange(await Redis.StreamLengthAsync(MessagingKeys.Stream), Credentials - 5, Credentials + 50);

        // Once retired, it no longer blocks trimming.
        await RefusedAsync(HttpStatusCode.Conflict, "verification", "?reason=a+test", "required");
        await RefusedAsync(HttpStatusCode.NotFound, "nobody", "?reason=a+test", "The group was not found.");
        await RefusedAsync(HttpStatusCode.BadRequest, Archive, "", null);
        await DeadLetterAsync(issued[0]);
        var retired = await RetireAsync();
        Assert.Equal(1, Number(retired, "deadLetterSize"));
        await Eventually.TrueAsync(async _ => await Redis.StreamLengthAsync(MessagingKeys.Stream) < 200, Limit, "the stream is trimmed again", Token);
        await RefusedAsync(HttpStatusCode.NotFound, Archive, "?reason=a+test", "The group was not found.");
        Assert.DoesNotContain(Archive, (await GetAsync("admin/queue-stats")).GetProperty("groups").EnumerateArray().Select(static one => one.GetProperty("name").GetString()));
        var told = Assert.Single((await GetAsync("admin/audit?action=group.retired")).GetProperty("items").EnumerateArray());
        Assert.Equal((TestKeys.AllActor, "done"), (told.GetProperty("actor").GetString(), told.GetProperty("outcome").GetString()));
        Assert.Contains("archive: a test", told.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains(issued[0].ToString(), told.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_is_confirmed_when_every_required_group_has_confirmed_it()
    {
        await _issuance.DisposeAsync();
        _issuance = await StartIssuanceAsync(("Outbox__RequiredGroups", $"verification,{Archive}"));
        var id = await IssueAsync();

        await Eventually.TrueAsync(_ => IsVerifiableAsync(id), Limit, "the verifier has it", Token);
        await GroupAsync("verification", static group => Number(group, "confirmed") == 1); // The issuer has received the confirmation.
        await DeliveredAsync(id, "published");
        Assert.Equal(1, Number(await GetAsync("admin/queue-stats"), "unconfirmedSize"));

        await using var archive = await StartArchiveAsync();

        await DeliveredAsync(id, "confirmed");
        Assert.Equal(1, archive.Subscriber.Held[id]);
        Assert.True((await GroupAsync(Archive, static group => Number(group, "confirmed") == 1)).GetProperty("required").GetBoolean());
        await RefusedAsync(HttpStatusCode.Conflict, Archive, "?reason=a+test", "required");
    }

    [Fact]
    public async Task A_group_that_is_running_is_not_retired()
    {
        await using var archive = await StartArchiveAsync();
        var id = await IssueAsync();
        await Eventually.TrueAsync(() => archive.Subscriber.Held.ContainsKey(id), Limit, "the archive has it", Token);

        await RefusedAsync(HttpStatusCode.Conflict, Archive, "?reason=a+test", "running");

        var next = await IssueAsync();
        await Eventually.TrueAsync(() => archive.Subscriber.Held.ContainsKey(next), Limit, "the archive goes on", Token);
        Assert.Empty((await GetAsync("admin/audit?action=group.retired")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task The_dead_letters_of_another_group_are_listed_and_one_is_discarded_but_not_of_a_group_that_is_required()
    {
        await using (var archive = await StartArchiveAsync())
        {
            var id = await IssueAsync();
            await Eventually.TrueAsync(() => archive.Subscriber.Held.ContainsKey(id), Limit, "the archive has it", Token);
        }

        var broken = Guid.CreateVersion7();
        var text = (await Redis.StreamRangeAsync(MessagingKeys.Stream)).Select(static entry => entry["event"]).First(static one => !one.IsNull).ToString();
        var happened = CredentialEvent.Parse(text);
        await DeadLetterAsync(broken);
        var first = (await Redis.SortedSetRangeByRankWithScoresAsync(MessagingKeys.DeadLetter(Archive))).Single().Score;
        await Eventually.TrueAsync(
            async _ => (RedisResult[])(await Redis.ExecuteAsync("TIME"))! is [var seconds, var micros] && ((long)seconds * 1000) + ((long)micros / 1000) > first, Limit, "the clock of Redis has gone on", Token);
        await new EventInbox(_connection, Archive).SettleAsync(new Settlement { Dead = { (happened.EventId.ToString(), new FailedDelivery(text, "refused", 5, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "1-1", null, null)) } });

        // Newest first, page by page.
        var page = await GetAsync($"admin/groups/{Archive}/dead-letters?limit=1");
        Assert.Equal((Archive, false), (page.GetProperty("name").GetString(), page.GetProperty("required").GetBoolean()));
        var newest = Assert.Single(page.GetProperty("items").EnumerateArray());
        Assert.Equal(
            (happened.EventId.ToString(), happened.EventType, happened.CredentialId.ToString()),
            (newest.GetProperty("id").GetString(), newest.GetProperty("eventType").GetString(), newest.GetProperty("credentialId").GetString()));
        Assert.Equal(("refused", 5), (newest.GetProperty("reason").GetString(), newest.GetProperty("attempts").GetInt32()));
        Assert.DoesNotContain("holderName", page.ToString(), StringComparison.Ordinal);
        var last = await GetAsync($"admin/groups/{Archive}/dead-letters?limit=1&cursor={page.GetProperty("nextCursor").GetString()}");
        var oldest = Assert.Single(last.GetProperty("items").EnumerateArray());
        Assert.Equal((broken.ToString(), "a test", JsonValueKind.Null), (oldest.GetProperty("id").GetString(), oldest.GetProperty("reason").GetString(), oldest.GetProperty("eventType").ValueKind));
        Assert.Equal(JsonValueKind.Null, last.GetProperty("nextCursor").ValueKind);
        Assert.True((await GetAsync("admin/groups/verification/dead-letters")).GetProperty("required").GetBoolean());

        // One is discarded, with a reason, and that is recorded.
        await RefusedAsync(HttpStatusCode.BadRequest, $"{Archive}/dead-letters/{broken}", "", "reason");
        await RefusedAsync(HttpStatusCode.NotFound, $"{Archive}/dead-letters/{Guid.NewGuid()}", "?reason=a+test", "no dead letter with this ID");
        await RefusedAsync(HttpStatusCode.NotFound, $"nobody/dead-letters/{broken}", "?reason=a+test", "no dead letter with this ID");
        await RefusedAsync(HttpStatusCode.Conflict, $"verification/dead-letters/{broken}", "?reason=a+test", "is required");
        await RefusedAsync(HttpStatusCode.OK, $"{Archive}/dead-letters/{happened.EventId}", "?reason=nobody+misses+it", "discarded");
        Assert.Equal(broken.ToString(), Assert.Single((await GetAsync($"admin/groups/{Archive}/dead-letters")).GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
        var told = Assert.Single((await GetAsync("admin/audit?action=event.discarded")).GetProperty("items").EnumerateArray());
        Assert.Equal(
            ("archive: nobody misses it", happened.CredentialId.ToString(), TestKeys.AllActor),
            (told.GetProperty("detail").GetString()!["Consumer group ".Length..], told.GetProperty("credentialId").GetString(), told.GetProperty("actor").GetString()));

        foreach (var (path, status) in ((string, HttpStatusCode)[])[("nobody/dead-letters", HttpStatusCode.NotFound), ($"{Archive}/dead-letters?limit=0", HttpStatusCode.BadRequest), ($"{Archive}/dead-letters?cursor=x", HttpStatusCode.BadRequest)])
        {
            using var answer = await _issuance.HttpClient.GetAsync(new Uri($"admin/groups/{path}", UriKind.Relative), Token);
            Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        }

        // Without Redis: said, rather than an empty list.
        await _redis.KillAsync(Token);
        using var away = await _issuance.HttpClient.GetAsync(new Uri($"admin/groups/{Archive}/dead-letters", UriKind.Relative), Token);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (away.StatusCode, away.Headers.RetryAfter is not null));
    }

    private Task<DotnetService> StartIssuanceAsync(params (string Name, string Value)[] settings) =>
        StartAsync("Issuance.Api", [("ConnectionStrings__issuance-db", $"Data Source={Path.Combine(_directory, "issuance.db")}"), .. settings]);

    private Task<DotnetService> StartAsync(string project, params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ConnectionStrings__redis"] = _redis.ConnectionString,
            ["Outbox__PollInterval"] = "00:00:00.100",
            ["Outbox__MaintenanceInterval"] = "00:00:00.200",
            ["Consumption__PollInterval"] = "00:00:00.100",
        };
        foreach (var (name, value) in settings) environment[name] = value;
        return DotnetService.StartNewAsync(new DotnetServiceOptions { Project = project, Environment = environment }, Token);
    }

    private Task<TinyConsumer> StartArchiveAsync() => TinyConsumer.StartAsync(Archive, ServiceUsers.InRedis(_redis.ConnectionString, Archive), Token);

    private async Task<Guid> IssueAsync()
    {
        using var answer = await _issuance.HttpClient.PostAsJsonAsync(
            "api/v1/credentials/issue", new { holderName = $"Ada {Guid.NewGuid()}", credentialType = "Bachelor", issuerName = "University" }, Token);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, json.ToString());
        return json.GetProperty("credential").GetProperty("id").GetGuid();
    }

    private async Task<bool> IsVerifiableAsync(Guid id)
    {
        using var answer = await _verification.HttpClient.PostAsJsonAsync("api/v1/credentials/verify", new { id }, Token);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    private Task<string?> DeliveredAsync(Guid id, string state) => Eventually.EqualAsync(
        state, async _ => (await GetAsync($"api/v1/credentials/{id}/delivery")).GetProperty("state").GetString(), Limit, $"{id} is {state}", Token);

    private async Task<JsonElement> GroupAsync(string name, Func<JsonElement, bool> until) => (await Eventually.ResultAsync<JsonElement?>(
        async _ => (await GetAsync("admin/queue-stats")).GetProperty("groups").EnumerateArray().Where(one => one.GetProperty("name").GetString() == name).Cast<JsonElement?>().SingleOrDefault(),
        group => group is { } found && until(found), Limit, $"group {name} is as it should be", Token))!.Value;

    private Task<JsonElement> GetAsync(string path) => _issuance.HttpClient.GetFromJsonAsync<JsonElement>(path, Token);

    /// <summary>Makes the dead group give up an event.</summary>
    private Task DeadLetterAsync(Guid id) => new EventInbox(_connection, Archive).SettleAsync(new Settlement
    {
        Dead = { (id.ToString(), new FailedDelivery("{}", "a test", 1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "1-1", null, null)) },
    });

    /// <summary>Retires the group as soon as its consumer no longer counts as running.</summary>
    private async Task<JsonElement> RetireAsync()
    {
        using var answer = await Eventually.ResultAsync(
            token => _issuance.HttpClient.DeleteAsync(new Uri($"admin/groups/{Archive}?reason=a+test", UriKind.Relative), token),
            static answer => answer.StatusCode != HttpStatusCode.Conflict, Limit, "the consumer is gone", Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    private async Task RefusedAsync(HttpStatusCode status, string group, string query, string? why)
    {
        using var answer = await _issuance.HttpClient.DeleteAsync(new Uri($"admin/groups/{group}{query}", UriKind.Relative), Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {text}");
        if (why is not null) Assert.Contains(why, text, StringComparison.Ordinal);
    }

    private static long Number(JsonElement of, string name) => of.GetProperty(name).GetInt64();
}
