using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using KubeCredential.Messaging;
using KubeCredential.TestServers;
using StackExchange.Redis;
using Xunit;

namespace Delivery.Tests;

/// <summary>The issuer's keys in a running system: rotated, compromised, unknown, away; and entries of the stream that somebody else made.</summary>
public sealed class SigningTests : SigningSystem
{
    [Fact]
    public async Task Keys_are_rotated_and_a_compromised_one_is_replaced_until_nothing_depends_on_it()
    {
        var ids = new List<Guid>();
        await IssueAsync(ids, 5);
        var first = await KeyAsync("active");
        await PostAsync(Issuance, "admin/signing-keys/rotate");
        var second = await KeyAsync("active");
        Assert.Equal("retired", await StateAsync(first));
        await IssueAsync(ids, 5);
        await PostAsync(Issuance, "admin/signing-keys/rotate");
        await IssueAsync(ids, 5);
        Assert.Equal(3, (await FeedAsync()).Distinct().Count());
        await RebuildAsync(); // From events of three keys.

        await PostAsync(Issuance, $"admin/signing-keys/{first}/compromise?reason=a%20test");
        await PostAsync(Issuance, $"admin/signing-keys/{second}/compromise?reason=a%20test");
        foreach (var key in (string[])[first, second])
        {
            var replaced = await Eventually.ResultAsync(
                async _ => (await GetAsync(Issuance, "admin/signing-keys")).GetProperty("items").EnumerateArray().Single(one => one.GetProperty("keyId").GetString() == key),
                static one => one.GetProperty("replacedAt").ValueKind == JsonValueKind.String, Limit, "the key is replaced", Token);
            Assert.Equal(("compromised", 5), (replaced.GetProperty("state").GetString(), replaced.GetProperty("signedAnew").GetInt32()));
        }

        Assert.DoesNotContain(first, await FeedAsync());
        Assert.DoesNotContain(second, await FeedAsync());
        foreach (var id in ids) await ValidAsync(id, "pass");
        await RebuildAsync();
        Assert.Equal(0, (await GetAsync(Verification, "admin/queue-stats")).GetProperty("deadLetterSize").GetInt32());
        var actions = (await GetAsync(Issuance, "admin/audit?limit=200")).GetProperty("items").EnumerateArray().Select(static one => one.GetProperty("action").GetString()).ToArray();
        Assert.Equal((2, 2, 2), (actions.Count(static one => one == "signing-key.rotated"), actions.Count(static one => one == "signing-key.compromised"), actions.Count(static one => one == "signing-key.replaced")));

        // The verifier works alone, after a restart too.
        await Issuance.StopAsync(Token);
        await Verification.StopAsync(Token);
        await Verification.StartAsync(Token);
        foreach (var id in ids) await ValidAsync(id, "pass");
    }

    [Fact]
    public async Task What_somebody_else_puts_into_the_stream_is_a_dead_letter_an_alarm_and_no_change()
    {
        var ids = new List<Guid>();
        await IssueAsync(ids, 2);
        var entries = await Redis.StreamRangeAsync(MessagingKeys.Stream);
        var genuine = entries.Last(one => one.Values[0].Name == "event" && one.Values[0].Value.ToString().Contains(ids[1].ToString(), StringComparison.Ordinal)); // The other may have been published once more.
        string Text(string name) => genuine.Values.Single(one => one.Name == name).Value.ToString();
        var revoked = Text("event").Replace("CREDENTIAL_ISSUED", "CREDENTIAL_REVOKED", StringComparison.Ordinal).Replace("\"active\"", "\"revoked\"", StringComparison.Ordinal).Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal);
        var another = Text("event").Replace(ids[1].ToString(), Guid.CreateVersion7().ToString(), StringComparison.Ordinal);
        NameValueEntry[][] forged =
        [
            // First: the issuer's next one takes the place of one at the end that nobody has read.
            [new("heartbeat", """{"asOf":"2999-01-31T08:15:30.123Z","position":"1.1","sentAt":"2026-01-31T08:15:30.123Z"}""")],
            [new("event", revoked)],
            [new("event", revoked), new("signature", Text("signature")), new("keyId", Text("keyId"))],
            [new("event", another), new("signature", Text("signature")), new("keyId", Text("keyId"))],
            [new("event", another), new("signature", Text("signature")), new("keyId", "a-key-that-nobody-has")],
        ];
        foreach (var entry in forged) await Redis.StreamAddAsync(MessagingKeys.Stream, entry);

        var dead = await Eventually.ResultAsync(
            _ => GetAsync(Verification, "admin/dead-letters"), one => one.GetProperty("items").GetArrayLength() == forged.Length, Limit, "all are dead letters", Token);
        Assert.All(dead.GetProperty("items").EnumerateArray(), static one =>
        {
            Assert.StartsWith("entry-", one.GetProperty("id").GetString(), StringComparison.Ordinal);
            Assert.Matches("no signature|did not sign", one.GetProperty("reason").GetString());
        });
        var health = await GetAsync(Verification, "health");
        Assert.Equal(("degraded", forged.Length), (health.GetProperty("checks").GetProperty("signatures").GetProperty("status").GetString(), health.GetProperty("signatures").GetProperty("forged").GetInt32()));
        foreach (var id in ids) await ValidAsync(id, "pass");
        await IssueAsync(ids, 1); // What is genuine goes on.
        Assert.Equal("confirmed", (await GetAsync(Issuance, $"api/v1/credentials/{ids[1]}/delivery")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_confirmation_that_somebody_else_made_is_refused()
    {
        await Verification.StopAsync(Token);
        using var answer = await PostAsync("admin/circuit-breaker", new { action = "isolate", reason = "a test" });
        await Eventually.EqualAsync(
            "isolated", async _ => (await GetAsync(Issuance, "health")).GetProperty("metrics").GetProperty("circuitBreaker").GetString(), Limit, "the relay has heard of it", Token);
        var (id, state) = (Guid.Empty, "");
        for (var attempt = 0; attempt < 5 && state != "pending"; attempt++)
        {
            id = await IssueOneAsync();
            await ForgeConfirmationsAsync(id);
            state = (await GetAsync(Issuance, $"api/v1/credentials/{id}/delivery")).GetProperty("state").GetString();
            // The relay may have begun a step before the order, and published it: then it can have been confirmed.
            if (state != "pending") Assert.Contains(await Redis.StreamRangeAsync(MessagingKeys.Stream), entry => entry.Values[0].Value.ToString().Contains(id.ToString(), StringComparison.Ordinal));
        }

        Assert.Equal("pending", state);
        await Eventually.TrueAsync(_ => Task.FromResult(Issuance.Output.Any(static line => line.Contains("somebody else has made them", StringComparison.Ordinal))), Limit, "the log says so", Token);

        using var resumed = await PostAsync("admin/circuit-breaker", new { action = "close" });
        await Verification.StartAsync(Token);
        await Eventually.EqualAsync("confirmed", async _ => (await GetAsync(Issuance, $"api/v1/credentials/{id}/delivery")).GetProperty("state").GetString(), Limit, "it is delivered", Token);
    }

    [Fact]
    public async Task With_another_master_key_the_issuer_does_not_start_and_says_which_key_it_cannot_read()
    {
        await Issuance.StopAsync(Token);
        var other = DotnetService.StartNewAsync(new DotnetServiceOptions
        {
            Project = "Issuance.Api",
            Environment = EnvironmentOf(
                ("ConnectionStrings__issuance-db", $"Data Source={Path.Combine(Folder, "issuance.db")}"), ("Signing__MasterKey", "another-master-key-that-is-long-enough")),
            ReadyPath = "/never",
        }, Token);

        var error = await Assert.ThrowsAsync<ServerStartException>(() => other);

        Assert.Contains("Signing:MasterKey", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verdict_shows_the_issuer_as_it_is_registered()
    {
        var id = await IssueOneAsync();
        await Eventually.EqualAsync("confirmed", async _ => (await GetAsync(Issuance, $"api/v1/credentials/{id}/delivery")).GetProperty("state").GetString(), Limit, $"{id} is delivered", Token);
        var slug = (await GetAsync(Issuance, "api/v1/issuers?name=University")).GetProperty("items")[0].GetProperty("slug").GetString()!;
        using (var changed = await Issuance.HttpClient.PutAsJsonAsync($"api/v1/issuers/{slug}", new { website = "https://uni.example" }, Token)) Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var logo = new ByteArrayContent(Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="));
        using (var changed = await Issuance.HttpClient.PutAsync(new Uri($"api/v1/issuers/{slug}/logo", UriKind.Relative), logo, Token)) Assert.Equal(HttpStatusCode.OK, changed.StatusCode);

        var issuer = await Eventually.ResultAsync(
            async _ => (await VerifyAsync(id)).GetProperty("issuer"), static one => one.ValueKind == JsonValueKind.Object && one.GetProperty("logo").ValueKind == JsonValueKind.String, Limit, "the verifier knows the issuer", Token);
        Assert.Equal(("University", slug, "https://uni.example/"), (issuer.GetProperty("name").GetString(), issuer.GetProperty("slug").GetString(), issuer.GetProperty("website").GetString()));
        using (var shown = await Verification.HttpClient.GetAsync(new Uri(issuer.GetProperty("logo").GetString()!, UriKind.Relative), Token))
            Assert.Equal((HttpStatusCode.OK, "image/png"), (shown.StatusCode, shown.Content.Headers.ContentType?.MediaType));

        // It stays without the issuance service, and is not said of what the issuer did not sign.
        await Issuance.StopAsync(Token);
        Assert.Equal(JsonValueKind.Object, (await VerifyAsync(id)).GetProperty("issuer").ValueKind);
        await using (var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(Folder, "verification.db")}"))
        {
            await database.OpenAsync(Token);
            await using var forge = database.CreateCommand();
            forge.CommandText = "UPDATE credentials SET credential = REPLACE(credential, 'Bachelor', 'Doctor')";
            Assert.Equal(1, await forge.ExecuteNonQueryAsync(Token));
        }

        await Verification.StopAsync(Token);
        await Verification.StartAsync(Token);
        var forged = await VerifyAsync(id);
        Assert.Equal((false, "notAuthentic", JsonValueKind.Null), (forged.GetProperty("isValid").GetBoolean(), forged.GetProperty("result").GetString(), forged.GetProperty("issuer").ValueKind));
    }

    private async Task ForgeConfirmationsAsync(Guid id)
    {
        var items = (await GetAsync(Issuance, "api/v1/events?limit=1000")).GetProperty("items");
        var eventId = items.EnumerateArray().Single(one => one.GetProperty("credentialId").GetGuid() == id).GetProperty("eventId").GetGuid();
        foreach (var (named, credential) in ((Guid, Guid)[])[(eventId, id), (Guid.CreateVersion7(), id), (eventId, Guid.CreateVersion7())])
        {
            await Redis.StreamAddAsync(MessagingKeys.Applied,
            [
                new("eventId", named.ToString()), new("credentialId", credential.ToString()), new("version", 1), new("outcome", "applied"),
                new("group", "verification"), new("worker", "somebody"), new("time", "2026-01-31T08:15:30.123Z"), new("reason", ""),
            ]);
        }

        await Eventually.TrueAsync(async _ => (await Redis.StreamPendingAsync(MessagingKeys.Applied, MessagingKeys.IssuanceGroup)).PendingMessageCount == 0
            && (await Redis.StreamGroupInfoAsync(MessagingKeys.Applied))[0].Lag == 0, Limit, "the confirmations are read", Token);
    }
}
