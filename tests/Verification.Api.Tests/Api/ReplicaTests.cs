using KubeCredential.Events;
using Npgsql;
using Verification.Api.Tests.Storage;

namespace Verification.Api.Tests.Api;

/// <summary>Two replicas on one PostgreSQL database.</summary>
public sealed class ReplicaTests(PostgresStorage storage)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replicas_share_the_events_obey_one_order_and_take_over_from_the_dead()
    {
        var database = await storage.CreateAsync();
        await using var set = await ServiceSet.StartAsync(database.ConnectionString, replicas: 2);
        var other = set.Replicas[1];

        // An operator's order to one replica applies to both, and to events that arrive in the meantime.
        var isolated = await set.PostAsync("admin/circuit-breaker", """{"action":"isolate","reason":"maintenance"}""");
        Assert.Equal((true, "isolated"), (isolated.GetProperty("success").GetBoolean(), isolated.GetProperty("circuitBreaker").GetProperty("state").GetString()));
        await Eventually.TrueAsync(async _ => await StateAsync(other) == "isolated", ServiceSet.Limit, "the other replica follows", Token);
        var kept = Enumerable.Range(0, 5).Select(_ => TestEvents.Issued()).ToArray();
        await set.PublishAsync(kept);
        var health = await set.EventuallyAsync("health", one => one.GetProperty("checks").GetProperty("consumption").GetProperty("status").GetString() == "degraded", "health tells of it");
        Assert.False(health.GetProperty("eventSubscriber").GetProperty("isListening").GetBoolean());
        Assert.Equal("attention", (await set.GetAsync("admin/queue-stats")).GetProperty("status").GetString());
        Assert.Equal(1, await database.CountAsync("SELECT COUNT(*) FROM consumption_control WHERE isolated AND reason = 'maintenance'"));

        // A restarted replica still follows the order; otherwise it would read immediately.
        await other.StopAsync(Token);
        await other.StartAsync(Token);
        await Eventually.TrueAsync(async _ => await StateAsync(other) == "isolated", ServiceSet.Limit, "the replica follows the order after a restart", Token);
        Assert.Equal(0, await database.CountAsync("SELECT COUNT(*) FROM credentials"));
        Assert.False(await set.IsKnownAsync(kept[0]));

        await set.PostAsync("admin/circuit-breaker", """{"action":"close"}""");
        foreach (var happened in kept)
            Assert.Equal(["applied"], await set.SaidAsync(happened));
        await Eventually.TrueAsync(async _ => await StateAsync(other) == "closed", ServiceSet.Limit, "the other replica resumes", Token);

        // The database refuses one event because of its content, and the error detail quotes the row, which must not appear in the log.
        var name = $"Holder{Guid.NewGuid():N}";
        await database.ExecuteAsync($"ALTER TABLE credentials ADD CONSTRAINT refused CHECK (holder_name <> '{name}')");
        var refused = TestEvents.Issued(holder: name, maxRetries: 2);
        await set.PublishAsync(refused);
        Assert.Equal(["dead"], await set.SaidAsync(refused));
        Assert.Contains("23514", (await set.GetAsync("admin/dead-letters")).GetProperty("items")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains(set.Replicas, replica => replica.Output.Any(line => line.Contains($"{refused.EventId}", StringComparison.Ordinal)));
        Assert.All(set.Replicas, replica => Assert.DoesNotContain(replica.Output, line => line.Contains(name, StringComparison.Ordinal)));

        // A replica is killed while it holds entries that it has read but not acknowledged: the table is locked, so it cannot finish before that.
        await other.StopAsync(Token);
        var events = Enumerable.Range(0, 30).Select(_ => TestEvents.Issued()).ToArray();
        await using (var connection = new NpgsqlConnection(database.ConnectionString))
        {
            await connection.OpenAsync(Token);
            await using var transaction = await connection.BeginTransactionAsync(Token);
            await using (var hold = new NpgsqlCommand("LOCK TABLE credentials IN EXCLUSIVE MODE", connection, transaction))
                await hold.ExecuteNonQueryAsync(Token);
            await set.PublishAsync(events);
            await Eventually.TrueAsync(
                async _ => (await set.Redis.StreamPendingAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup)).PendingMessageCount > 0, ServiceSet.Limit, "the replica has read them", Token);
            await set.Service.KillAsync(Token);
        }

        await other.StartAsync(Token);
        foreach (var happened in events)
            Assert.Contains("applied", await set.SaidAsync(happened));
        Assert.Equal(0, await Eventually.EqualAsync(
            0, async _ => (await set.Redis.StreamPendingAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup)).PendingMessageCount, ServiceSet.Limit, "nothing is left pending", Token));
        Assert.Equal(35, await database.CountAsync("SELECT COUNT(*) FROM credentials"));
    }

    [Fact]
    public async Task What_any_consumer_has_read_and_left_is_taken_over()
    {
        await using var set = await ServiceSet.StartAsync((await storage.CreateAsync()).ConnectionString);
        var warm = TestEvents.Issued();
        await set.PublishAsync(warm);
        await set.SaidAsync(warm);
        await set.PostAsync("admin/circuit-breaker", """{"action":"isolate"}""");
        await Eventually.TrueAsync(async _ => await StateAsync(set.Service) == "isolated", ServiceSet.Limit, "it reads nothing", Token);
        var events = Enumerable.Range(0, 600).Select(_ => TestEvents.Issued()).ToArray(); // more than one batch
        await set.PublishAsync(events);
        var dead = new StreamGroup(set.Connection, MessagingKeys.Stream, MessagingKeys.VerificationGroup, "dead");
        Assert.Equal(600, (await dead.ReadAsync(1_000)).Length);

        await set.PostAsync("admin/circuit-breaker", """{"action":"close"}""");

        foreach (var happened in (CredentialEvent[])[events[0], events[599]])
            Assert.Equal(["applied"], await set.SaidAsync(happened));
        Assert.Equal(0, await Eventually.EqualAsync(
            0, async _ => (await set.Redis.StreamPendingAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup)).PendingMessageCount, ServiceSet.Limit, "nothing is left pending", Token));
        Assert.Equal(601, (await set.GetAsync("admin/metrics")).GetProperty("events").GetProperty("processedSuccess").GetInt64());
    }

    private static async Task<string?> StateAsync(DotnetService replica) =>
        (await ServiceSet.ReadAsync(await replica.HttpClient.GetAsync(new Uri("admin/queue-stats", UriKind.Relative), Token), System.Net.HttpStatusCode.OK))
            .GetProperty("circuitBreaker").GetProperty("state").GetString();
}
