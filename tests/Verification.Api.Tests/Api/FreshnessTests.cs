using System.Net;
using System.Text.Json;
using Verification.Api.Tests.Storage;

namespace Verification.Api.Tests.Api;

/// <summary>Until when the service knows everything from the issuer, which the test plays.</summary>
public sealed class FreshnessTests(SqliteStorage storage)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_as_of_when_it_speaks_and_goes_on_when_it_is_cut_off()
    {
        await using var set = await ServiceSet.StartAsync(await storage.CreateMigratedAsync(), 1, ("Verification__FreshFor", "00:00:02"));
        var happened = TestEvents.Issued();
        await set.PublishAsync(happened);
        await set.ArrivedAsync(happened);

        // Before anything was heard.
        var said = await VerifyAsync(null);
        Assert.Equal((JsonValueKind.Null, "valid", "unchecked"), (said.GetProperty("asOf").ValueKind, said.GetProperty("result").GetString(), FreshOf(said)));
        said = await VerifyAsync("P365D");
        Assert.Equal(("stale", false, "fail"), (said.GetProperty("result").GetString(), said.GetProperty("isValid").GetBoolean(), FreshOf(said)));

        // After a heartbeat.
        var asOf = await BeatAsync(DateTimeOffset.UtcNow);
        said = await VerifyAsync("PT1H");
        Assert.Equal((asOf, "valid", "pass"), (said.GetProperty("asOf").GetDateTimeOffset(), said.GetProperty("result").GetString(), FreshOf(said)));
        Assert.Equal("stale", (await VerifyAsync("PT0S")).GetProperty("result").GetString());
        var stats = await set.GetAsync("admin/queue-stats");
        Assert.Equal(asOf, stats.GetProperty("asOf").GetDateTimeOffset());
        Assert.InRange(stats.GetProperty("ageSeconds").GetDouble(), 0, 3600);
        Assert.Equal((0, 0), (stats.GetProperty("retryQueueSize").GetInt64(), stats.GetProperty("deadLetterSize").GetInt64()));

        // One from before changes nothing.
        await BeatAsync(asOf.AddSeconds(-5), isKept: false);
        Assert.Equal(asOf, (await VerifyAsync(null)).GetProperty("asOf").GetDateTimeOffset());

        // Cut off from Redis, it goes on and says since when.
        await set.Server.KillAsync(Token);
        var health = await set.EventuallyAsync("health", static one => one.GetProperty("checks").GetProperty("issuer").GetProperty("status").GetString() == "degraded", "health tells of it");
        Assert.Equal(asOf, health.GetProperty("issuer").GetProperty("asOf").GetDateTimeOffset());
        said = await VerifyAsync(null);
        Assert.Equal(("valid", true, "warning"), (said.GetProperty("result").GetString(), said.GetProperty("isValid").GetBoolean(), FreshOf(said)));
        Assert.Contains($"since {said.GetProperty("asOf").GetString()}", said.GetProperty("checks")[9].GetProperty("detail").GetString(), StringComparison.Ordinal);
        said = await VerifyAsync("PT2S");
        Assert.Equal(("stale", false, "fail"), (said.GetProperty("result").GetString(), said.GetProperty("isValid").GetBoolean(), FreshOf(said)));
        var totals = await set.EventuallyAsync("admin/metrics", static one => one.GetProperty("verification").GetProperty("stale").GetInt64() == 3, "stale verdicts are counted");
        Assert.True(totals.GetProperty("verification").GetProperty("valid").GetInt64() >= 4);

        async Task<JsonElement> VerifyAsync(string? maxAge) =>
            await ServiceSet.ReadAsync(await set.VerifyAsync(JsonSerializer.Serialize(new { id = happened.CredentialId, maxAge })), HttpStatusCode.OK);

        async Task<DateTimeOffset> BeatAsync(DateTimeOffset moment, bool isKept = true)
        {
            var sent = DateTimeOffset.FromUnixTimeMilliseconds(moment.ToUnixTimeMilliseconds());
            await set.HeartbeatAsync(sent);
            if (isKept) await set.EventuallyAsync("admin/queue-stats", one => one.GetProperty("asOf").ValueKind == JsonValueKind.String && one.GetProperty("asOf").GetDateTimeOffset() == sent, "the heartbeat is heard");
            else await Eventually.EqualAsync(
                0, async _ => (await set.Redis.StreamPendingAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup)).PendingMessageCount, ServiceSet.Limit, "it is handled", Token);
            return sent;
        }
    }

    private static string? FreshOf(JsonElement said) => said.GetProperty("checks").EnumerateArray().Single(static one => one.GetProperty("name").GetString() == "fresh").GetProperty("status").GetString();
}
