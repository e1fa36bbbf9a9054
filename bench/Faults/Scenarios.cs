using System.Net.Http.Json;
using System.Text.Json;
using KubeCredential.TestServers;

namespace KubeCredential.Bench.Faults;

/// <summary>The faults of the table.</summary>
internal static class Scenarios
{
    /// <summary>How long a fault lasts. Scenarios use a fixed time instead of waiting for a condition, since an outage is defined by its duration.</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(6);

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("no fault", static (_, token) => Task.Delay(Outage, token)),
        new("relay dies between commit and publish, again and again", static (system, token) => ReviveAsync(system.Issuers, token))
        {
            Environment = { ["FAILPOINT_claimed"] = "0.02" },
        },
        new("relay dies between publish and mark, again and again", static (system, token) => ReviveAsync(system.Issuers, token))
        {
            Environment = { ["FAILPOINT_published"] = "0.02" },
        },
        new("consumer dies between apply and acknowledge, again and again", static (system, token) => ReviveAsync(system.Verifiers, token))
        {
            Environment = { ["FAILPOINT_applied"] = "0.02" },
        },
        new("Redis killed, back after 6 s", KillRedisAsync, Backlog: true),
        new("Redis hung for 6 s", HangRedisAsync, Backlog: true),
        new("Redis killed, back empty", EmptyRedisAsync, Backlog: true, Append: AppendOnly.None),
        new("Redis emptied while running (FLUSHALL)", FlushRedisAsync, Backlog: true),
        new("Redis killed, back with half of its append-only file", CutRedisAsync, Backlog: true),
        new("Redis killed, Sentinel makes its replica the primary", FailOverRedisAsync, Backlog: true, Sentinel: true),
        new("verification database down for 6 s", StopDatabaseAsync),
        new("issuance database down for 6 s", StopIssuanceDatabaseAsync),
        new("issuance database killed, its synchronous standby takes over", static (system, token) => FailOverAsync(system.IssuanceServer, system.IssuanceStandby!, token), Standby: true),
        new("verification database killed, its synchronous standby takes over", static (system, token) => FailOverAsync(system.VerificationServer, system.VerificationStandby!, token), Standby: true),
        new("standby away for 15 s, then the issuance database killed and the standby takes over", FailOverToOldAsync, Standby: true),
        new("signing key compromised, three times", CompromiseAsync, Backlog: true) { Environment = { ["Signing__SettleTime"] = "00:00:00.5" } },
        new("one of two consumers killed in a loop", KillConsumersAsync),
        new("one of two issuance replicas killed", KillIssuerAsync),
        new("reprocess twice at once, killed halfway", ReprocessAsync, Backlog: true)
        {
            Environment = { ["Consumption__FirstRetry"] = "00:00:00.1", ["Consumption__LongestRetry"] = "00:00:00.5" },
        },
    ];

    private static async Task KillRedisAsync(TestSystem system, CancellationToken cancellationToken)
    {
        await system.Redis.KillAsync(cancellationToken);
        await Task.Delay(Outage, cancellationToken);
        await system.Redis.StartAsync(cancellationToken);
    }

    private static async Task HangRedisAsync(TestSystem system, CancellationToken cancellationToken)
    {
        await system.Redis.PauseAsync(cancellationToken);
        await Task.Delay(Outage, cancellationToken);
        await system.Redis.ResumeAsync(cancellationToken);
    }

    private static async Task EmptyRedisAsync(TestSystem system, CancellationToken cancellationToken)
    {
        await system.Redis.KillAsync(cancellationToken);
        await Task.Delay(Outage, cancellationToken);
        await system.Redis.StartEmptyAsync(cancellationToken);
    }

    private static async Task FlushRedisAsync(TestSystem system, CancellationToken cancellationToken)
    {
        await system.Redis.FlushAllAsync(cancellationToken);
        await Task.Delay(Outage / 2, cancellationToken);
        await system.Redis.FlushAllAsync(cancellationToken);
        await Task.Delay(Outage / 2, cancellationToken);
    }

    private static async Task CutRedisAsync(TestSystem system, CancellationToken cancellationToken)
    {
        await system.Redis.KillAsync(cancellationToken);
        await system.Redis.TruncateAppendOnlyFileByFractionAsync(0.5, cancellationToken);
        await Task.Delay(Outage, cancellationToken);
        await system.Redis.StartAsync(cancellationToken);
    }

    private static async Task FailOverRedisAsync(TestSystem system, CancellationToken cancellationToken)
    {
        await system.Redis.KillAsync(cancellationToken);
        await Eventually.TrueAsync(
            async token => await system.Sentinel!.PrimaryPortAsync(token) == system.RedisReplica!.Port, TimeSpan.FromSeconds(30), "Sentinel has made the replica the primary", cancellationToken);
    }

    private static async Task StopDatabaseAsync(TestSystem system, CancellationToken cancellationToken)
    {
        await system.VerificationServer.StopImmediateAsync(cancellationToken);
        await Task.Delay(Outage, cancellationToken);
        await system.VerificationServer.StartAsync(cancellationToken);
    }

    private static async Task StopIssuanceDatabaseAsync(TestSystem system, CancellationToken cancellationToken)
    {
        await system.IssuanceServer.StopImmediateAsync(cancellationToken);
        await Task.Delay(Outage, cancellationToken);
        await system.IssuanceServer.StartAsync(cancellationToken);
    }

    private static async Task FailOverAsync(PostgresServer server, PostgresServer standby, CancellationToken cancellationToken)
    {
        await server.KillAsync(cancellationToken);
        await Task.Delay(Outage / 3, cancellationToken); // Until somebody notices.
        await standby.PromoteAsync(cancellationToken);
    }

    /// <summary>Longer than a command may take: what waits for the standby is not acknowledged, and the standby does not have all of it when it takes over.</summary>
    private static async Task FailOverToOldAsync(TestSystem system, CancellationToken cancellationToken)
    {
        await system.IssuanceStandby!.StopImmediateAsync(cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(15), cancellationToken);
        await system.IssuanceServer.KillAsync(cancellationToken);
        await system.IssuanceStandby.StartAsync(cancellationToken);
        await system.IssuanceStandby.PromoteAsync(cancellationToken);
    }

    private static async Task CompromiseAsync(TestSystem system, CancellationToken cancellationToken)
    {
        await system.ConsumeAsync(go: true, cancellationToken);
        for (var i = 0; i < 3; i++)
        {
            await Task.Delay(Outage / 3, cancellationToken);
            var issuer = system.Issuers[i % system.Issuers.Count];
            var keys = await issuer.HttpClient.GetFromJsonAsync<JsonElement>("admin/signing-keys", cancellationToken);
            var active = keys.GetProperty("items").EnumerateArray().Single(static key => key.GetProperty("state").GetString() == "active").GetProperty("keyId").GetString();
            using var answer = await issuer.HttpClient.PostAsync(new Uri($"admin/signing-keys/{active}/compromise?reason=a%20test", UriKind.Relative), null, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }

        await Eventually.TrueAsync(
            async token => (await system.Issuers[0].HttpClient.GetFromJsonAsync<JsonElement>("admin/signing-keys", token)).GetProperty("items").EnumerateArray()
                .All(static key => key.GetProperty("state").GetString() != "compromised" || key.GetProperty("replacedAt").ValueKind == JsonValueKind.String),
            TimeSpan.FromMinutes(10), "nothing depends on the compromised keys", cancellationToken);
    }

    private static async Task KillConsumersAsync(TestSystem system, CancellationToken cancellationToken)
    {
        for (var i = 0; i < 5; i++)
        {
            var victim = system.Verifiers[i % system.Verifiers.Count];
            await Task.Delay(Outage / 6, cancellationToken);
            await victim.KillAsync(cancellationToken);
            await victim.StartAsync(cancellationToken);
        }
    }

    private static async Task KillIssuerAsync(TestSystem system, CancellationToken cancellationToken)
    {
        await system.Issuers[0].KillAsync(cancellationToken);
        await Task.Delay(Outage, cancellationToken);
        await system.Issuers[0].StartAsync(cancellationToken);
    }

    /// <summary>Restarts replicas killed by their fail point.</summary>
    private static async Task ReviveAsync(IReadOnlyList<DotnetService> services, CancellationToken cancellationToken)
    {
        var deaths = 0;
        var until = TimeProvider.System.GetTimestamp();
        while (deaths < 6 || TimeProvider.System.GetElapsedTime(until) < Outage)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var service in services.Where(static service => !service.IsRunning))
            {
                deaths++;
                try
                {
                    await service.StartAsync(cancellationToken);
                }
                catch (ServerStartException)
                {
                    // It was killed again while starting.
                }
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>
    /// The consumers' database refuses one credential in fifty, so these become dead letters; then two operators reprocess them
    /// at the same time while one replica is killed.
    /// </summary>
    private static async Task ReprocessAsync(TestSystem system, CancellationToken cancellationToken)
    {
        await ExecuteAsync(system, "ALTER TABLE credentials ADD CONSTRAINT refuse CHECK (holder_name NOT LIKE '%00') NOT VALID", cancellationToken);
        await system.ConsumeAsync(go: true, cancellationToken);
        await Eventually.TrueAsync(
            async token => await TestSystem.NumberAsync(system.Verifiers[0], "admin/queue-stats", static root => root.GetProperty("deadLetterSize").GetInt64(), token) >= 20,
            TimeSpan.FromSeconds(120), "there are dead letters", cancellationToken);
        await ExecuteAsync(system, "ALTER TABLE credentials DROP CONSTRAINT refuse", cancellationToken);

        var first = system.Verifiers[0].HttpClient.PostAsJsonAsync("admin/reprocess-failed", new { }, cancellationToken);
        var second = system.Verifiers[1].HttpClient.PostAsJsonAsync("admin/reprocess-failed", new { }, cancellationToken);
        await system.Verifiers[1].KillAsync(cancellationToken);
        await Task.WhenAll(IgnoreAsync(first), IgnoreAsync(second));
        await system.Verifiers[1].StartAsync(cancellationToken);
        await Eventually.TrueAsync(
            async token =>
            {
                using var rest = await system.Verifiers[0].HttpClient.PostAsJsonAsync("admin/reprocess-failed", new { }, token);
                return await TestSystem.NumberAsync(
                    system.Verifiers[0], "admin/queue-stats",
                    static root => root.GetProperty("deadLetterSize").GetInt64() + root.GetProperty("retryQueueSize").GetInt64(), token) == 0;
            },
            TimeSpan.FromSeconds(90), "nothing is left to reprocess", cancellationToken);

        static async Task IgnoreAsync(Task<HttpResponseMessage> call)
        {
            try
            {
                (await call).Dispose();
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
            {
                // Expected: one of them is killed.
            }
        }
    }

    private static async Task ExecuteAsync(TestSystem system, string sql, CancellationToken cancellationToken)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(system.VerificationDatabase);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
