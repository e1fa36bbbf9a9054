using System.Text;
using System.Text.Json;
using KubeCredential.Events;
using Verification.Api.Tests.Storage;

namespace Verification.Api.Tests.Api;

/// <summary>Once any of two replicas has given a later status, none gives an earlier one.</summary>
public sealed class NeverBackTests(PostgresStorage storage)
{
    private const int Credentials = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Credentials are kept in memory for a whole minute here: without the announcements almost every change would be missed by one of the replicas.</summary>
    [Fact]
    public async Task No_replica_goes_back_behind_what_another_has_said()
    {
        var database = await storage.CreateAsync();
        await using var set = await ServiceSet.StartAsync(database.ConnectionString, replicas: 2, ("Verification__CacheFor", "00:01:00"));
        var events = Enumerable.Range(0, Credentials).Select(static _ => TestEvents.Issued()).ToArray();
        await set.PublishAsync(events);
        foreach (var happened in events) await set.SaidAsync(happened);
        // The caches are in use: a change that nobody announces does not show.
        var kept = TestEvents.Issued();
        await set.PublishAsync(kept);
        await set.SaidAsync(kept);
        await Eventually.TrueAsync(
            async _ =>
            {
                await BeatAsync(set);
                foreach (var replica in set.Replicas) await VersionAsync(replica, kept.CredentialId);
                await database.ExecuteAsync($"UPDATE credentials SET version = version + 1 WHERE id = '{kept.CredentialId}'");
                return await VersionAsync(set.Replicas[0], kept.CredentialId) < await database.CountAsync($"SELECT version FROM credentials WHERE id = '{kept.CredentialId}'")
                    && await VersionAsync(set.Replicas[1], kept.CredentialId) < await database.CountAsync($"SELECT version FROM credentials WHERE id = '{kept.CredentialId}'");
            },
            ServiceSet.Limit, "both replicas use their memory", Token);

        var (highest, over) = (new int[Credentials], new CancellationTokenSource());
        var watchers = Enumerable.Range(0, 4).Select(number => Task.Run(
            async () =>
            {
                var (random, back) = (new Random(number), new List<string>());
                while (!over.IsCancellationRequested)
                {
                    var which = random.Next(Credentials);
                    var least = Volatile.Read(ref highest[which]);
                    var said = await VersionAsync(set.Replicas[(number + random.Next(2)) % 2], events[which].CredentialId);
                    if (said < least) back.Add($"{which}: {said} after {least}");
                    int seen;
                    while ((seen = Volatile.Read(ref highest[which])) < said && Interlocked.CompareExchange(ref highest[which], said, seen) != seen)
                    {
                    }
                }

                return back;
            },
            Token)).ToArray();
        for (var round = 0; round < 8; round++)
        {
            events = Array.ConvertAll(events, one => one.Then(one.Version % 2 == 1 ? EventTypes.CredentialSuspended : EventTypes.CredentialReinstated));
            await set.PublishAsync(events);
            foreach (var happened in events) Assert.Contains("applied", await set.SaidAsync(happened));
            foreach (var happened in events)
            {
                foreach (var replica in set.Replicas) Assert.Equal(happened.Version, await VersionAsync(replica, happened.CredentialId)); // After it was confirmed.
            }
        }

        await over.CancelAsync();
        Assert.Empty((await Task.WhenAll(watchers)).SelectMany(static one => one));
        over.Dispose();
    }

    /// <summary>What was published while a replica could not hear it is applied by another one, which nobody announces again.</summary>
    [Fact]
    public async Task A_replica_that_has_not_heard_of_a_backlog_does_not_go_back_behind_it()
    {
        var database = await storage.CreateAsync();
        await using var set = await ServiceSet.StartAsync(database.ConnectionString, replicas: 2, ("Verification__CacheFor", "00:01:00"));
        var (late, other) = (set.Replicas[1], set.Replicas[0]);
        var events = Enumerable.Range(0, Credentials).Select(static _ => TestEvents.Issued()).ToArray();
        await set.PublishAsync(events);
        foreach (var happened in events) await set.SaidAsync(happened);
        await late.StopAsync(Token);
        await set.PostAsync("admin/circuit-breaker", """{"action":"isolate","reason":"a backlog"}""");
        events = Array.ConvertAll(events, static one => one.Then(EventTypes.CredentialRevoked));
        await set.PublishAsync(events);
        await late.StartAsync(Token);
        var heard = TimeProvider.System.GetTimestamp();
        await Eventually.TrueAsync(
            async _ =>
            {
                foreach (var happened in events) Assert.Equal(1, await VersionAsync(late, happened.CredentialId));
                return TimeProvider.System.GetElapsedTime(heard) > TimeSpan.FromSeconds(3); // Longer than it takes to subscribe.
            },
            ServiceSet.Limit, "it has had the time to remember them", Token);

        await set.PostAsync("admin/circuit-breaker", """{"action":"close"}""");

        foreach (var happened in events)
        {
            await set.SaidAsync(happened);
            Assert.Equal(2, await VersionAsync(other, happened.CredentialId));
            Assert.Equal(2, await VersionAsync(late, happened.CredentialId));
        }
    }

    /// <summary>The issuer's heartbeat: all that it did until now has been published.</summary>
    private static Task<StackExchange.Redis.RedisValue> BeatAsync(ServiceSet set) =>
        set.HeartbeatAsync(DateTimeOffset.UtcNow);

    private static async Task<int> VersionAsync(DotnetService replica, Guid id)
    {
        using var content = new StringContent($$"""{"id":"{{id}}"}""", Encoding.UTF8, "application/json");
        using var answer = await replica.HttpClient.PostAsync(new Uri("api/v1/credentials/verify", UriKind.Relative), content, Token);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Token)).GetProperty("version").GetInt32();
    }
}
