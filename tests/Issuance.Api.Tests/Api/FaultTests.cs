using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using KubeCredential.Events;
using KubeCredential.Messaging;
using Npgsql;

namespace Issuance.Api.Tests.Api;

/// <summary>How the service behaves while Redis or PostgreSQL is unavailable, while the database is slow, and while it shuts down.</summary>
public sealed class FaultTests(PostgresIssuanceWithFaults issuance) : IClassFixture<PostgresIssuanceWithFaults>, IAsyncLifetime
{
    private const string Issue = "/api/v1/credentials/issue";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ApiClient Client => issuance.Client;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await issuance.RepairAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task While_Redis_is_away_credentials_are_issued_and_their_delivery_follows()
    {
        var before = IdOf(await Client.IssueOneAsync());
        await issuance.PublishedAsync(before);

        await issuance.RedisServer.KillAsync(Token);
        var ids = new List<string>();
        for (var number = 0; number < 10; number++)
            ids.Add(IdOf(await Client.IssueOneAsync()));

        var health = await IssuanceFixture.HealthAsync(Client, "degraded");
        Assert.Equal(HttpStatusCode.OK, health.Status);
        Assert.Equal(("degraded", "healthy"), (health.TextOf("checks", "redis", "status"), health.TextOf("checks", "database", "status")));
        var stats = await Eventually.ResultAsync(
            _ => Client.GetAsync("/admin/queue-stats"), static answer => answer.TextOf("circuitBreaker", "state") != "closed", s_limit, "the breaker opens", Token);
        Assert.Equal(HttpStatusCode.OK, stats.Status);
        Assert.Equal("attention", stats.TextOf("status"));
        Assert.Equal(JsonValueKind.Null, stats["stream"].ValueKind);
        Assert.InRange(stats["pendingSize"].GetInt64(), 10, long.MaxValue);
        Assert.InRange(stats["oldestPendingAgeSeconds"].GetDouble(), 0, 300);
        Assert.NotNull(stats.TextOf("circuitBreaker", "lastError"));
        ids.Add(IdOf(await Client.IssueOneAsync()));

        await issuance.RedisServer.StartAsync(Token);

        foreach (var id in ids)
        {
            await issuance.PublishedAsync(id);
            var delivery = await issuance.DeliveryAsync(id, "published");
            Assert.Equal(0, delivery.GetProperty("attempts").GetInt32());
        }

        Assert.Single(await issuance.EntriesOfAsync(before));
        await IssuanceFixture.HealthAsync(Client, "healthy");
    }

    [Fact]
    public async Task An_open_stream_tells_outages_of_Redis_and_of_the_database_and_goes_on_after_them()
    {
        await using var stream = await EventStreamReader.OpenAsync(issuance.Service.HttpClient, "api/v1/credentials/stream", Token);
        Assert.NotNull(await stream.NextAsync("queues", static data => data.GetProperty("redisConnected").GetBoolean(), s_limit, Token));

        await issuance.RedisServer.KillAsync(Token);
        var id = IdOf(await Client.IssueOneAsync());
        Assert.NotNull(await stream.NextAsync("queues", static data => !data.GetProperty("redisConnected").GetBoolean() && data.GetProperty("pending").GetInt64() > 0, s_limit, Token));

        await issuance.Server.StopImmediateAsync(Token);
        Assert.NotNull(await stream.NextAsync("problem", null, s_limit, Token));

        await issuance.Server.StartAsync(Token);
        await issuance.RedisServer.StartAsync(Token);
        Assert.NotNull(await stream.NextAsync("queues", data => data.GetProperty("redisConnected").GetBoolean() && data.GetProperty("pending").GetInt64() == 0, s_limit, Token));
        await issuance.PublishedAsync(id);
    }

    [Fact]
    public async Task A_Redis_that_has_lost_everything_gets_again_what_is_not_confirmed()
    {
        var ids = new List<string>();
        for (var number = 0; number < 4; number++)
            ids.Add(IdOf(await Client.IssueOneAsync()));
        await issuance.ConfirmAsync((await issuance.PublishedAsync(ids[0]))[^1], ConfirmationOutcome.Applied);
        await issuance.ConfirmAsync((await issuance.PublishedAsync(ids[1]))[^1], ConfirmationOutcome.Dead, "it lay among the dead letters");
        await issuance.DeliveryAsync(ids[0], "confirmed");
        await issuance.DeliveryAsync(ids[1], "dead");
        foreach (var id in ids[2..])
            await issuance.DeliveryAsync(id, "published");
        var epoch = await issuance.Database.Outbox().GetEpochAsync(Token);

        await issuance.RedisServer.StartEmptyAsync(Token);

        foreach (var id in ids[1..])
            await issuance.PublishedAsync(id);
        Assert.Empty(await issuance.EntriesOfAsync(ids[0]));
        var renewed = await issuance.Database.Outbox().GetEpochAsync(Token);
        Assert.NotEqual(epoch, renewed);
        Assert.Equal(renewed.ToString(), (await issuance.Redis.GetDatabase().StringGetAsync(MessagingKeys.Epoch)).ToString());
        Assert.Equal("confirmed", (await Client.GetAsync($"/api/v1/credentials/{ids[0]}/delivery")).TextOf("state"));
    }

    [Fact]
    public async Task A_published_event_that_the_stream_has_lost_is_published_again()
    {
        var id = IdOf(await Client.IssueOneAsync());
        var entry = (await issuance.PublishedAsync(id))[^1];
        await issuance.DeliveryAsync(id, "published");

        await issuance.Redis.GetDatabase().StreamDeleteAsync(MessagingKeys.Stream, [entry.Id]);

        var again = await issuance.PublishedAsync(id);
        Assert.Equal(entry["eventId"], again[^1]["eventId"]);
        Assert.NotEqual(entry.Id, again[^1].Id);
    }

    [Fact]
    public async Task An_event_that_cannot_be_written_is_given_up_alone_and_told_with_its_reason()
    {
        var database = issuance.Database;
        var (eventId, credentialId) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        (string, object?)[] values = [("@event", eventId), ("@credential", credentialId)];
        await database.ExecuteAsync(
            $"""
            INSERT INTO credential_events (event_id, credential_id, version, event_type, occurred_at, correlation_id, status, key_id, signature)
            VALUES (@event, @credential, 1, '{EventTypes.CredentialIssued}', {database.Dialect.Now}, 'test', '{CredentialStatus.ActiveSince(DateTimeOffset.UnixEpoch).ToJson()}', 'k', 's')
            """,
            values);
        await database.ExecuteAsync(
            $"""
            INSERT INTO credentials (id, content_hash, holder_key, standing, content, holder_name, credential_type, issuer_name, issued_at, version, event_id, state, holder_search, type_search, issuer_search)
            VALUES (@credential, '', 'name:Nobody', 1, 'no JSON', 'Nobody', 'Spoilt', 'Nobody', {database.Dialect.Now}, 1, @event, '{CredentialState.Active}', 'nobody', 'spoilt', 'nobody')
            """,
            values);
        await database.ExecuteAsync(
            $"INSERT INTO outbox (event_id, credential_id, version, state, created_at, due_at) VALUES (@event, @credential, 1, 0, {database.Dialect.Now}, {database.Dialect.Now})",
            values);
        var other = IdOf(await Client.IssueOneAsync());

        var letter = await Eventually.ResultAsync(
            async _ => (await Client.GetAsync("/admin/dead-letters?limit=200"))["items"].EnumerateArray().SingleOrDefault(one => one.GetProperty("eventId").GetGuid() == eventId),
            static one => one.ValueKind == JsonValueKind.Object, s_limit, "the event is given up", Token);

        Assert.Equal(("relay", 6), (letter.GetProperty("givenUpBy").GetString(), letter.GetProperty("attempts").GetInt32()));
        Assert.Contains("not valid JSON", letter.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, letter.GetProperty("payload").ValueKind);
        await issuance.PublishedAsync(other);
        Assert.Equal(HttpStatusCode.OK, (await Client.SendAsync(HttpMethod.Delete, $"/admin/dead-letters/{eventId}?reason=spoilt")).Status);
        Assert.Equal("spoilt", await database.ReadAsync("SELECT reason FROM outbox WHERE event_id = @id", static reader => reader.GetString(0), ("@id", eventId)));
    }

    [Fact]
    public async Task While_PostgreSQL_is_away_the_service_says_that_it_cannot_issue_and_recovers_by_itself()
    {
        var id = IdOf(await Client.IssueOneAsync());

        await issuance.Server.StopImmediateAsync(Token);

        var health = await IssuanceFixture.HealthAsync(Client, "unhealthy");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.Status);
        Assert.Equal("unhealthy", health.TextOf("checks", "database", "status"));
        Assert.DoesNotContain("127.0.0.1", health.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Client.GetAsync("/alive")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Client.GetAsync("/")).Status);
        var body = ApiClient.IssueBody();
        Answer[] refused = [await Client.IssueAsync(body), await Client.GetAsync("/api/v1/credentials"), await Client.GetAsync($"/api/v1/credentials/{id}"), await Client.GetAsync("/admin/queue-stats")];
        Assert.All(refused, static answer =>
        {
            answer.AssertProblem(HttpStatusCode.ServiceUnavailable);
            Assert.InRange(answer.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0, 1, 60);
        });

        await issuance.Server.StartAsync(Token);

        await IssuanceFixture.HealthAsync(Client, "healthy");
        Assert.Equal(HttpStatusCode.Created, (await Client.IssueAsync(body)).Status);
        Assert.Equal(HttpStatusCode.OK, (await Client.GetAsync($"/api/v1/credentials/{id}")).Status);
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_answered_with_201_and_has_issued_one_credential()
    {
        for (var round = 0; round < 3; round++)
        {
            var holder = $"Lost answer {Guid.NewGuid()}";
            var cut = issuance.Proxy.CutAfterServerRepliesOnce(holder);

            var answer = await Client.IssueAsync(ApiClient.IssueBody(holder));

            Assert.True(cut.IsCompletedSuccessfully, "The answer was not cut off.");
            Assert.True(answer.Status == HttpStatusCode.Created, answer.Text);
            var stored = await issuance.Database.ListAsync(
                "SELECT c.id, e.credential_id, o.credential_id FROM credentials c JOIN credential_events e ON e.credential_id = c.id JOIN outbox o ON o.credential_id = c.id WHERE c.holder_name = @holder",
                static reader => (reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2)),
                ("@holder", holder));
            var id = Guid.Parse(answer.TextOf("credential", "id")!);
            Assert.Equal([(id, id, id)], stored);
            (await Client.IssueAsync(ApiClient.IssueBody(holder))).AssertProblem(HttpStatusCode.Conflict);
        }
    }

    [Fact]
    public async Task One_credential_that_the_database_refuses_fails_alone_and_is_not_quoted_in_the_log()
    {
        await using var service = await issuance.StartServiceAsync(("Issuance__Writers", "1"));
        var client = new ApiClient(service.HttpClient);
        var marker = $"Refused {Guid.NewGuid()}";
        await issuance.Database.ExecuteAsync("ALTER TABLE credentials ADD CONSTRAINT refused CHECK (holder_name NOT LIKE 'Refused%')");
        try
        {
            Task<Answer> refused;
            List<Task<Answer>> others;
            await using (var held = await HoldCredentialsAsync())
            {
                others = [client.IssueAsync(ApiClient.IssueBody())];
                await held.WaitUntilSomebodyWaitsAsync();
                refused = client.IssueAsync(ApiClient.IssueBody(marker, $$"""{"secret":"{{marker}}"}"""));
                others.AddRange(Enumerable.Range(0, 9).Select(_ => client.IssueAsync(ApiClient.IssueBody())));
                await WaitForQueueAsync(client, 10);
            }

            Assert.All(await Task.WhenAll(others), static answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
            var answer = await refused;
            answer.AssertProblem(HttpStatusCode.InternalServerError);
            Assert.DoesNotContain(marker, answer.Text, StringComparison.Ordinal);
            await Eventually.TrueAsync(
                () => service.Output.Any(static line => line.Contains("retrying in halves", StringComparison.Ordinal)), s_limit, "the refusal is in the log", Token);
            Assert.DoesNotContain(service.Output, line => line.Contains(marker, StringComparison.Ordinal));
        }
        finally
        {
            await issuance.Database.ExecuteAsync("ALTER TABLE credentials DROP CONSTRAINT refused");
        }
    }

    [Fact]
    public async Task More_than_can_wait_is_503_at_once_and_the_rest_is_issued()
    {
        await using var service = await issuance.StartServiceAsync(("Issuance__QueueCapacity", "3"), ("Issuance__Writers", "1"));
        var client = new ApiClient(service.HttpClient);
        List<Task<Answer>> waiting;
        await using (var held = await HoldCredentialsAsync())
        {
            waiting = [client.IssueAsync(ApiClient.IssueBody())];
            await held.WaitUntilSomebodyWaitsAsync();
            waiting.AddRange(Enumerable.Range(0, 3).Select(_ => client.IssueAsync(ApiClient.IssueBody())));
            await WaitForQueueAsync(client, 3);

            var refused = await client.IssueAsync(ApiClient.IssueBody());

            refused.AssertProblem(HttpStatusCode.ServiceUnavailable);
            Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
            Assert.All(waiting, static one => Assert.False(one.IsCompleted));
        }

        Assert.All(await Task.WhenAll(waiting), static answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
    }

    [Fact]
    public async Task A_service_that_is_told_to_end_answers_the_requests_in_flight()
    {
        await using var service = await issuance.StartServiceAsync(("Issuance__Writers", "1"));
        var client = new ApiClient(service.HttpClient);
        List<Task<Answer>> waiting;
        Task<int> stopping;
        await using (var held = await HoldCredentialsAsync())
        {
            waiting = [client.IssueAsync(ApiClient.IssueBody())];
            await held.WaitUntilSomebodyWaitsAsync();
            waiting.AddRange(Enumerable.Range(0, 12).Select(_ => client.IssueAsync(ApiClient.IssueBody())));
            await WaitForQueueAsync(client, 12);

            stopping = service.StopAsync(Token);
            await Eventually.TrueAsync(async token => !await AcceptsAsync(service.Url.Port, token), s_limit, "it takes no more connections", Token);
            Assert.All(waiting, static one => Assert.False(one.IsCompleted));
        }

        var answers = await Task.WhenAll(waiting);
        Assert.Equal(0, await stopping);
        foreach (var answer in answers)
        {
            Assert.Equal(HttpStatusCode.Created, answer.Status);
            Assert.Equal(HttpStatusCode.OK, (await Client.GetAsync(answer.Headers.Location!.ToString())).Status);
            // One replica delivers what the other left behind.
            await issuance.PublishedAsync(answer.TextOf("credential", "id")!);
        }
    }

    [Fact]
    public async Task Two_replicas_issue_each_credential_once_and_tell_the_same_totals()
    {
        await using var service = await issuance.StartServiceAsync();
        ApiClient[] clients = [Client, new(service.HttpClient)];
        for (var round = 0; round < 3; round++)
        {
            var body = ApiClient.IssueBody();

            var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(number => clients[number % 2].IssueAsync(body)));

            var created = Assert.Single(answers, static answer => answer.Status == HttpStatusCode.Created);
            Assert.Equal(63, answers.Count(static answer => answer.Status == HttpStatusCode.Conflict));
            Assert.Equal(2, answers.Select(static answer => answer.TextOf("workerId")).Distinct().Count());
            foreach (var client in clients)
                Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(created.Headers.Location!.ToString())).Status);
            await issuance.PublishedAsync(created.TextOf("credential", "id")!);
        }

        await Eventually.TrueAsync(
            async _ => (await clients[0].GetAsync("/admin/metrics"))["events"].GetRawText() == (await clients[1].GetAsync("/admin/metrics"))["events"].GetRawText(),
            s_limit, "both tell the same totals", Token);

        // An order given to one replica also applies to the other.
        await clients[0].PostAsync("/admin/circuit-breaker", """{"action":"isolate"}""");
        try
        {
            await Eventually.TrueAsync(
                async _ => (await clients[1].GetAsync("/admin/queue-stats")).TextOf("circuitBreaker", "state") == "isolated", s_limit, "the other follows", Token);
        }
        finally
        {
            await clients[1].PostAsync("/admin/circuit-breaker", """{"action":"close"}""");
        }

        await IssuanceFixture.HealthAsync(clients[0], "healthy");
    }

    [Fact]
    public async Task Nothing_about_a_person_is_in_the_log_whatever_goes_wrong()
    {
        var marker = $"Marker{Guid.NewGuid():N}";
        var metadata = $$"""{"{{marker}}":"{{marker}}"}""";
        await issuance.Service.KillAsync(Token);
        await issuance.Service.StartAsync(Token);
        await IssuanceFixture.HealthAsync(Client, "healthy");
        string Marked() => ApiClient.IssueBody($"{marker} {Guid.NewGuid()}", metadata);
        var twice = Marked();

        Assert.Equal(HttpStatusCode.Created, (await Client.IssueAsync(twice)).Status);
        (await Client.IssueAsync(twice)).AssertProblem(HttpStatusCode.Conflict);
        foreach (var body in (string[])
            [
                $"{{\"holderName\":\"{marker}", $"{{\"holderName\":\"{marker}\\u0000\",\"{marker}\":1,\"metadata\":\"{marker}\",\"expiryDate\":\"{marker}\"}}", $"\"{marker}\"",
                $"{{\"{marker}\":1,\"{marker}\":2}}", $"{{\"{marker}\\ud800\":1}}",
            ])
            (await Client.IssueAsync(body)).AssertProblem(HttpStatusCode.BadRequest);
        var large = ApiClient.IssueBody(marker, $$"""{"a":"{{string.Concat(Enumerable.Repeat(marker, 4_000))}}"}""");
        (await Client.IssueAsync(large)).AssertProblem(HttpStatusCode.RequestEntityTooLarge);
        using (var text = new StringContent(marker, Encoding.UTF8, "text/plain"))
            (await Client.SendAsync(HttpMethod.Post, Issue, text)).AssertProblem(HttpStatusCode.UnsupportedMediaType);
        (await Client.GetAsync($"/{marker}?{marker}={marker}")).AssertProblem(HttpStatusCode.NotFound);
        using (var impatient = CancellationTokenSource.CreateLinkedTokenSource(Token))
        {
            await using var held = await HoldCredentialsAsync();
            var given = issuance.Service.HttpClient.PostAsync(
                new Uri(Issue, UriKind.Relative), new StringContent(Marked(), Encoding.UTF8, "application/json"), impatient.Token);
            await held.WaitUntilSomebodyWaitsAsync();
            await impatient.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        }

        await issuance.RedisServer.KillAsync(Token);
        Assert.Equal(HttpStatusCode.Created, (await Client.IssueAsync(Marked())).Status);
        await IssuanceFixture.HealthAsync(Client, "degraded");
        await using (var held = await HoldCredentialsAsync())
        {
            var given = Client.IssueAsync(Marked());
            await held.WaitUntilSomebodyWaitsAsync(); // The writer has it: what it logs is what the database says.
            await issuance.Server.StopImmediateAsync(Token);
            (await given).AssertProblem(HttpStatusCode.ServiceUnavailable);
        }

        (await Client.GetAsync("/api/v1/credentials")).AssertProblem(HttpStatusCode.ServiceUnavailable);
        await issuance.RepairAsync();
        foreach (var entry in await issuance.StreamAsync())
            await issuance.ConfirmAsync(entry, ConfirmationOutcome.Dead, marker);
        await Client.PostAsync("/admin/reprocess-failed");

        var output = issuance.Service.Output;
        Assert.Contains(output, static line => line.Contains("could not be written", StringComparison.Ordinal));
        Assert.Contains(output, static line => line.Contains("outbox-relay", StringComparison.Ordinal));
        Assert.DoesNotContain(output, line => line.Contains(marker, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(output, static line => line.Contains("University of London", StringComparison.Ordinal));
    }

    private static string IdOf(JsonElement credential) => credential.GetProperty("id").GetString()!;

    private static Task WaitForQueueAsync(ApiClient client, int count) => Eventually.TrueAsync(
        async _ => (await client.GetAsync("/health"))["metrics", "waiting"].GetInt32() == count, s_limit, $"{count} requests wait", Token);

    private static async Task<bool> AcceptsAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task<HeldTable> HoldCredentialsAsync()
    {
        var connection = new NpgsqlConnection(issuance.Database.ConnectionString);
        await connection.OpenAsync(Token);
        var transaction = await connection.BeginTransactionAsync(Token);
        await using var command = new NpgsqlCommand("LOCK TABLE credentials IN SHARE MODE", connection, transaction);
        await command.ExecuteNonQueryAsync(Token);
        return new HeldTable(connection, transaction);
    }

    /// <summary>Locks the table of credentials against writing until disposed.</summary>
    private sealed class HeldTable(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        /// <summary>Waits until a writer is blocked by the lock: from then on, further requests stay in the queue.</summary>
        public Task WaitUntilSomebodyWaitsAsync() => Eventually.TrueAsync(
            async token =>
            {
                await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'credentials'::regclass", connection, transaction);
                return await command.ExecuteScalarAsync(token) is > 0L;
            },
            s_limit, "a writer waits for the table", Token);

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
