using System.Globalization;
using System.Net;
using System.Text.Json;
using KubeCredential.TestServers;
using StackExchange.Redis;

namespace KubeCredential.AppHost.Tests;

/// <summary>The dashboard's "Reprocess failed" button reprocesses real dead letters.</summary>
public sealed class ReprocessTests(AppFixture fixture) : AppTest(fixture)
{
    private const string Events = "{credential-events}:stream";
    private const string Confirmations = "{credential-events}:applied";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Of_the_verification_service()
    {
        var id = Guid.CreateVersion7();
        var unreadable = $$"""{"mark":"{{id}}"}""";
        await using var redis = await ConnectionMultiplexer.ConnectAsync(await App.ConnectionStringAsync(ResourceNames.Redis, Cancel));
        await redis.GetDatabase().StreamAddAsync(Events, [new("event", unreadable)]);
        try
        {
            await Eventually.TrueAsync(IsDeadAsync, Limit, "the unreadable event is a dead letter", Cancel);
            var deadLettered = await DeadLetteredAsync(Cancel);

            await App.ExecuteAsync(ResourceNames.VerificationApi, ResourceNames.ReprocessFailedCommand, Cancel);

            await Eventually.TrueAsync(
                async token => await DeadLetteredAsync(token) > deadLettered && await IsDeadAsync(token), Limit, "the event was tried again and given up again", Cancel);
        }
        finally
        {
            await Eventually.TrueAsync(DiscardAsync, Limit, "the dead letter is taken away", Cancel);
        }

        async Task<bool> IsDeadAsync(CancellationToken token) => await FindAsync(token) is not null;

        // Its ID among the dead letters is that of its entry, another one after each attempt.
        async Task<string?> FindAsync(CancellationToken token) =>
            (await Verifier.GetAsync("/admin/dead-letters", token)).Body.GetProperty("items").EnumerateArray()
                .Where(item => item.GetRawText().Contains(id.ToString(), StringComparison.Ordinal)).Select(static item => item.GetProperty("id").GetString()).FirstOrDefault();

        async Task<long> DeadLetteredAsync(CancellationToken token) =>
            (await Verifier.GetAsync("/admin/metrics", token)).Body.GetProperty("events").GetProperty("deadLettered").GetInt64();

        async Task<bool> DiscardAsync(CancellationToken token)
        {
            using var http = App.CreateClient(ResourceNames.VerificationApi);
            using var response = await http.DeleteAsync($"/admin/dead-letters/{await FindAsync(token)}?reason=test", token);
            return response.StatusCode == HttpStatusCode.OK;
        }
    }

    [Fact]
    public async Task Of_the_issuance_service()
    {
        await SetConsumptionAsync("isolate", "An operator has stopped consumption");
        Guid id;
        try
        {
            id = await Issuer.IssueNewAsync(Cancel);
            await Issuer.InStateAsync(id, "published", Cancel);
            await ReportDeadAsync(id);
            await Issuer.InStateAsync(id, "dead", Cancel);

            await App.ExecuteAsync(ResourceNames.IssuanceApi, ResourceNames.ReprocessFailedCommand, Cancel);

            var entry = await Issuer.InStateAsync(id, "published", Cancel);
            Assert.Equal(2, entry.GetProperty("delivery").GetProperty("publications").GetInt32());
        }
        finally
        {
            await SetConsumptionAsync("close", "Events are being consumed");
        }

        await Issuer.InStateAsync(id, "confirmed", Cancel);
    }

    /// <summary>Stops or starts the consumption of events on all replicas, and waits until each has done so.</summary>
    private async Task SetConsumptionAsync(string action, string description)
    {
        Assert.Equal(HttpStatusCode.OK, (await Verifier.PostAsync("/admin/circuit-breaker", new { action, reason = "test" }, Cancel)).Status);
        HashSet<string> done = [];
        await Eventually.TrueAsync(
            async token =>
            {
                var health = await Verifier.GetAsync("/health", token);
                if (health.Body.GetProperty("checks").EnumerateObject().Any(check => Says(check.Value, description))) done.Add(health.WorkerId);
                return done.Count == AppFixture.Replicas;
            },
            Limit, $"both replicas follow '{action}'", Cancel);
    }

    private static bool Says(JsonElement check, string description) =>
        check.TryGetProperty("description", out var text) && text.GetString()!.StartsWith(description, StringComparison.Ordinal);

    /// <summary>Tells the issuer, as the verifier would, that the credential's event was given up.</summary>
    private async Task ReportDeadAsync(Guid credentialId)
    {
        var events = (await Issuer.GetAsync("/api/v1/events?limit=1000", Cancel)).Body.GetProperty("items").EnumerateArray();
        var eventId = events.Single(item => item.GetProperty("credential").GetProperty("id").GetGuid() == credentialId).GetProperty("eventId").GetGuid();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(await App.ConnectionStringAsync(ResourceNames.Redis, Cancel));
        await redis.GetDatabase().StreamAddAsync(Confirmations,
        [
            new("eventId", eventId.ToString()), new("credentialId", credentialId.ToString()), new("version", 1), new("outcome", "dead"),
            new("group", "verification"), new("worker", "test"),
            new("time", DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)), new("reason", "test"),
        ]);
    }
}
