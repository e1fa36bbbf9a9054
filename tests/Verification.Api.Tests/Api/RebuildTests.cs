using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Npgsql;
using Verification.Api.Tests.Storage;

namespace Verification.Api.Tests.Api;

/// <summary>Rebuilding the read model over HTTP, from a real issuance service in its own process.</summary>
public sealed class RebuildTests(SqliteStorage sqlite, PostgresStorage postgres)
{
    private static readonly string[] s_metadata =
    [
        "null",
        "{}",
        """{"plain":true,"list":[[],[[1,[2]],{"a":[null]}],{}]}""",
        """{"Größe":"1,80 m","資格":"学士","emoji":"👩‍🎓🎓","rtl":"\u202eabc","é":"e\u0301"}""",
        """{"escaped":"\u0041\/\"\\\b\f\n\r\t","pair":"\ud83c\udf93","nul":"\u0000","del":"\u007f","html":"<b>&'</b>","line":"\u2028"}""",
        """{"huge":1e400,"zero":-0,"tiny":-1.50E-400,"long":0.10000000000000000000000000000001,"int":123456789012345678901234567890,"one":1.0}""",
        """{"A":1,"a":2,"":3," ":{"":{}}}""",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rebuild_agrees_with_what_was_delivered_and_mends_what_was_not(bool onSqlite)
    {
        StorageServer storage = onSqlite ? sqlite : postgres;
        var database = await storage.CreateAsync();
        var issuer = await storage.CreateEmptyAsync();
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var issuance = await StartAsync("Issuance.Api", redis, "issuance", issuer);
        await using var service = await StartAsync("Verification.Api", redis, "verification", database.ConnectionString, ("Rebuild__IssuanceUrl", $"{issuance.Url}"), ("Rebuild__PageSize", "3"));
        await ServiceSet.ReadAsync(await service.HttpClient.GetAsync(new Uri("admin/rebuild", UriKind.Relative), Token), HttpStatusCode.NotFound); // never rebuilt

        var ids = new List<Guid>();
        foreach (var metadata in s_metadata)
            ids.Add(await IssueAsync(issuance, $"Ælfgifu {ids.Count} 👩‍🎓 \\\" <b>", metadata, "2999-12-31"));
        await ArrivedAsync(service, ids[^1]);
        await Eventually.EqualAsync(ids.Count, async _ => await database.CountAsync("SELECT COUNT(*) FROM credentials"), ServiceSet.Limit, "all have arrived", Token);

        // What was delivered equals what the event store returns, byte for byte.
        var agreed = await RebuildAsync(service);
        Assert.Equal("done", agreed.GetProperty("state").GetString());
        Assert.True(agreed.GetProperty("hashesAgreed").GetBoolean(), $"{agreed}");
        Assert.Equal((7, 0, 0, 0), Numbers(agreed));
        await Eventually.EqualAsync(7, async _ => await database.CountAsync("SELECT COUNT(*) FROM credentials"), ServiceSet.Limit, "the old generation is gone", Token);

        // The read model is corrupted: one row changed, one deleted, one invented. Verification keeps answering throughout.
        await database.ExecuteAsync($"UPDATE credentials SET expiry_date = '2000-01-01' WHERE holder_name LIKE 'Ælfgifu 1 %'");
        await database.ExecuteAsync($"DELETE FROM credentials WHERE holder_name LIKE 'Ælfgifu 2 %'");
        var invented = TestEvents.Issued();
        await database.ApplyAsync(invented);
        Assert.False(await IsValidAsync(service, ids[1]));
        using var over = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            var answers = 0;
            for (; !over.IsCancellationRequested; answers++)
                Assert.True(await IsValidAsync(service, ids[0]));
            return answers;
        }, Token);
        var mended = await RebuildAsync(service);
        await over.CancelAsync();
        Assert.True(await watch > 0);
        Assert.Equal(("done", false), (mended.GetProperty("state").GetString(), mended.GetProperty("hashesAgreed").GetBoolean()));
        Assert.Equal((7, 1, 1, 1), Numbers(mended));
        Assert.NotEqual(mended.GetProperty("liveHash").GetString(), mended.GetProperty("rebuiltHash").GetString());
        Assert.Equal(agreed.GetProperty("liveHash").GetString(), mended.GetProperty("rebuiltHash").GetString());
        Assert.True(await IsValidAsync(service, ids[1]));
        Assert.True(await IsValidAsync(service, ids[2]));
        await Eventually.EqualAsync(7, async _ => await database.CountAsync("SELECT COUNT(*) FROM credentials"), ServiceSet.Limit, "the old generation is gone", Token);

        // A second request during a rebuild: the issuance service hangs, and so does the rebuild.
        await issuance.PauseAsync(Token);
        var running = await ServiceSet.ReadAsync(await PostAsync(service), HttpStatusCode.Accepted);
        var refused = await ServiceSet.ReadAsync(await PostAsync(service), HttpStatusCode.Conflict);
        Assert.Contains(running.GetProperty("id").GetString()!, refused.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True(await IsValidAsync(service, ids[0]));
        await issuance.ResumeAsync(Token);
        Assert.Equal((running.GetProperty("id").GetString(), "done", true), await EndAsync(service) is var end ? (end.GetProperty("id").GetString(), end.GetProperty("state").GetString(), end.GetProperty("hashesAgreed").GetBoolean()) : default);
    }

    /// <summary>A rebuild used to give up waiting after a time and to switch: credentials that had been verifiable were unknown, and revoked ones valid, for good.</summary>
    [Fact]
    public async Task Behind_an_older_transaction_of_the_issuer_a_rebuild_takes_nothing_away()
    {
        await using var server = await PostgresServer.StartNewAsync(new PostgresServerOptions { Fsync = false }, Token);
        var (issuer, verifier) = (await server.CreateDatabaseAsync("issuer", Token), await server.CreateDatabaseAsync("verifier", Token));
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var issuance = await StartAsync("Issuance.Api", redis, "issuance", issuer);
        await using var service = await StartAsync("Verification.Api", redis, "verification", verifier, ("Rebuild__IssuanceUrl", $"{issuance.Url}"), ("Rebuild__SettleTime", "00:00:01"));
        var revoked = await IssueAsync(issuance, "Revoked", "null", "2999-12-31");
        await ArrivedAsync(service, revoked);
        await using var connection = new NpgsqlConnection(issuer);
        await connection.OpenAsync(Token);
        var older = await connection.BeginTransactionAsync(Token);
        await using (var number = new NpgsqlCommand("SELECT pg_current_xact_id()::text", connection, older)) await number.ExecuteScalarAsync(Token);
        var issued = await IssueAsync(issuance, "Issued", "null", "2999-12-31");
        await RevokeAsync(issuance, revoked);
        await ArrivedAsync(service, issued);
        await Eventually.TrueAsync(async _ => !await IsValidAsync(service, revoked), ServiceSet.Limit, "the revocation has arrived", Token);

        var early = await RebuildAsync(service);

        Assert.Equal("failed", early.GetProperty("state").GetString());
        Assert.Contains("pg_stat_activity", early.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal((true, false), (await IsValidAsync(service, issued), await IsValidAsync(service, revoked)));
        await older.CommitAsync(Token);
        var done = await RebuildAsync(service);
        Assert.Equal(("done", true), (done.GetProperty("state").GetString(), done.GetProperty("hashesAgreed").GetBoolean()));
        Assert.Equal((true, false), (await IsValidAsync(service, issued), await IsValidAsync(service, revoked)));
    }

    /// <summary>Transactions are counted by each PostgreSQL server: in another one, restored events came from the future, and what was issued afterwards came before them.</summary>
    [Fact]
    public async Task After_a_dump_was_restored_into_another_server_everything_is_shown_again_and_what_is_new_comes_last()
    {
        await using var former = await PostgresServer.StartNewAsync(new PostgresServerOptions { Fsync = false }, Token);
        var (issuer, verifier) = (await former.CreateDatabaseAsync("issuer", Token), await former.CreateDatabaseAsync("verifier", Token));
        await using (var connection = new NpgsqlConnection(issuer))
        {
            await connection.OpenAsync(Token);
            await using var much = new NpgsqlCommand("DO $$ BEGIN FOR i IN 1..20000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$", connection);
            await much.ExecuteNonQueryAsync(Token);
        }

        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        Guid revoked, old;
        await using (var before = await StartAsync("Issuance.Api", redis, "issuance", issuer))
        {
            (revoked, old) = (await IssueAsync(before, "Revoked", "null", "2999-12-31"), await IssueAsync(before, "Old", "null", "2999-12-31"));
            await RevokeAsync(before, revoked);
            await AuditedAsync(before);
        }

        await using var server = await PostgresServer.StartNewAsync(new PostgresServerOptions { Fsync = false }, Token);
        var restored = await server.RestoreAsync("issuer", issuer, Token);
        await using var issuance = await StartAsync("Issuance.Api", redis, "issuance", restored);
        await using var service = await StartAsync("Verification.Api", redis, "verification", verifier, ("Rebuild__IssuanceUrl", $"{issuance.Url}"));
        var issued = await IssueAsync(issuance, "New", "null", "2999-12-31");
        foreach (var id in (Guid[])[old, issued]) await ArrivedAsync(service, id);

        var rebuilt = await RebuildAsync(service);

        Assert.Equal(("done", true), (rebuilt.GetProperty("state").GetString(), rebuilt.GetProperty("hashesAgreed").GetBoolean()));
        Assert.Equal((true, true, false), (await IsValidAsync(service, old), await IsValidAsync(service, issued), await IsValidAsync(service, revoked)));
        var events = (await issuance.HttpClient.GetFromJsonAsync<JsonElement>("api/v1/events", Token)).GetProperty("items");
        Assert.Equal([revoked, old, revoked, issued], events.EnumerateArray().Select(static one => one.GetProperty("credentialId").GetGuid()));
        await AuditedAsync(issuance);
        await AuditedAsync(service);

        // From now on it is this server's own, whenever a service starts.
        await using var another = await StartAsync("Issuance.Api", redis, "issuance", restored);
        Assert.DoesNotContain("restored from a dump", string.Join('\n', another.Output), StringComparison.Ordinal);
        Assert.Contains("restored from a dump", string.Join('\n', issuance.Output), StringComparison.Ordinal);

        static async Task AuditedAsync(DotnetService audited) => await Eventually.TrueAsync(
            async token =>
            {
                using var answer = await audited.HttpClient.PostAsync(new Uri("admin/audit/verify", UriKind.Relative), null, token);
                var check = await answer.Content.ReadFromJsonAsync<JsonElement>(token);
                return check.GetProperty("intact").GetBoolean() && check.GetProperty("unsealed").GetInt64() == 0;
            },
            ServiceSet.Limit, "all entries are sealed", Token);
    }

    private static async Task RevokeAsync(DotnetService issuance, Guid id)
    {
        using var reason = new StringContent("""{"reason":"error"}""", Encoding.UTF8, "application/json");
        await ServiceSet.ReadAsync(await issuance.HttpClient.PostAsync(new Uri($"api/v1/credentials/{id}/revoke", UriKind.Relative), reason, Token), HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_the_issuance_service_it_fails_says_why_and_the_live_model_stays()
    {
        await using var away = TcpProxy.Start(1);
        away.Refuse();
        await using var set = await ServiceSet.StartAsync(await sqlite.CreateMigratedAsync(), 1, ("Rebuild__IssuanceUrl", $"http://127.0.0.1:{away.Port}"));
        var happened = TestEvents.Issued();
        await set.PublishAsync(happened);
        await set.ArrivedAsync(happened);

        var failed = await RebuildAsync(set.Service);

        Assert.Equal("failed", failed.GetProperty("state").GetString());
        Assert.Contains("issuance service cannot be reached", failed.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, failed.GetProperty("hashesAgreed").ValueKind);
        Assert.Equal(JsonValueKind.String, failed.GetProperty("finishedAt").ValueKind);
        Assert.True(await set.IsKnownAsync(happened));
        var next = TestEvents.Issued();
        await set.PublishAsync(next);
        await set.ArrivedAsync(next);
    }

    private static Task<DotnetService> StartAsync(string project, RedisServer redis, string name, string database, params (string Name, string? Value)[] settings) => DotnetService.StartNewAsync(
        new DotnetServiceOptions
        {
            Project = project,
            StartLimit = ServiceSet.StartLimit,
            Environment = new Dictionary<string, string?>(settings.Select(static one => KeyValuePair.Create(one.Name, one.Value)))
            {
                ["ConnectionStrings__redis"] = redis.ConnectionString,
                [$"ConnectionStrings__{name}-db"] = database,
            },
        },
        Token);

    private static async Task<Guid> IssueAsync(DotnetService issuance, string holder, string metadata, string expiry)
    {
        var body = $$"""{"holderName":"{{holder}}","credentialType":"Bachelor of Science","issuerName":"University of London","expiryDate":"{{expiry}}","metadata":{{metadata}}}""";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var issued = await ServiceSet.ReadAsync(await issuance.HttpClient.PostAsync(new Uri("api/v1/credentials/issue", UriKind.Relative), content, Token), HttpStatusCode.Created);
        return issued.GetProperty("credential").GetProperty("id").GetGuid();
    }

    private static Task<HttpResponseMessage> PostAsync(DotnetService service) => service.HttpClient.PostAsync(new Uri("admin/rebuild", UriKind.Relative), null, Token);

    private static async Task<JsonElement> RebuildAsync(DotnetService service)
    {
        var asked = await ServiceSet.ReadAsync(await PostAsync(service), HttpStatusCode.Accepted);
        var ended = await EndAsync(service);
        Assert.Equal(asked.GetProperty("id").GetString(), ended.GetProperty("id").GetString());
        return ended;
    }

    private static Task<JsonElement> EndAsync(DotnetService service) => Eventually.ResultAsync(
        async _ => await ServiceSet.ReadAsync(await service.HttpClient.GetAsync(new Uri("admin/rebuild", UriKind.Relative), Token), HttpStatusCode.OK),
        rebuild => rebuild.GetProperty("state").GetString() is "done" or "failed", TimeSpan.FromSeconds(90), "the rebuild has ended", Token);

    private static (long Read, long Missing, long Unknown, long Different) Numbers(JsonElement rebuild) => (
        rebuild.GetProperty("eventsRead").GetInt64(), rebuild.GetProperty("missing").GetInt64(), rebuild.GetProperty("unknown").GetInt64(), rebuild.GetProperty("different").GetInt64());

    private static async Task ArrivedAsync(DotnetService service, Guid id) =>
        await Eventually.TrueAsync(async _ => await IsValidAsync(service, id), ServiceSet.Limit, $"credential {id} can be verified", Token);

    private static async Task<bool> IsValidAsync(DotnetService service, Guid id)
    {
        using var content = new StringContent($$"""{"id":"{{id}}"}""", Encoding.UTF8, "application/json");
        using var answer = await service.HttpClient.PostAsync(new Uri("api/v1/credentials/verify", UriKind.Relative), content, Token);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Token)).GetProperty("isValid").GetBoolean();
    }
}
