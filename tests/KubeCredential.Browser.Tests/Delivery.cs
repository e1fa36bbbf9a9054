using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeCredential.Events;
using KubeCredential.Events.Tests;
using KubeCredential.TestServers;
using Microsoft.Data.Sqlite;

namespace KubeCredential.Browser.Tests;

/// <summary>What tests do to the way from the issuer to the verifier; undone with the test.</summary>
internal sealed class Delivery(BrowserFixture fixture, Issuer issuer, Verifier verifier) : IAsyncDisposable
{
    private const string Events = "{credential-events}:stream";
    private const string Confirmations = "{credential-events}:applied";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly List<Guid> _unknownEvents = [];
    private readonly List<(Guid CredentialId, Guid EventId)> _reportedDead = [];
    private bool _isHeld;

    /// <summary>Stops the verifier from taking in events, until <see cref="ResumeAsync"/> or the end of the test.</summary>
    public async Task HoldAsync(CancellationToken cancellationToken)
    {
        _isHeld = true;
        await SetConsumptionAsync("isolate", "isolated", cancellationToken);
    }

    /// <summary>Lets the verifier take in events again.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        await SetConsumptionAsync("close", "closed", cancellationToken);
        _isHeld = false;
    }

    /// <summary>Brings a credential to the verifier that expired long ago, which the issuer would refuse to issue.</summary>
    /// <returns>The credential's id.</returns>
    public async Task<Guid> ExpiredAsync(CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        var template = (await issuer.IssueAsync(Issuer.NewHolder(), cancellationToken)).Body.GetProperty("credential");
        var credential = JsonNode.Parse(template.GetRawText())!.AsObject();
        credential["id"] = id.ToString();
        credential["issueDate"] = "2019-05-31";
        credential["expiryDate"] = "2020-01-31";
        credential["validFrom"] = "2019-05-31";
        // The issuer shows these beside the content.
        credential.Remove("status");
        credential.Remove("version");
        await AppendAsync("CREDENTIAL_ISSUED", Guid.CreateVersion7(), credential, cancellationToken);
        await Eventually.TrueAsync(
            async token => (await verifier.VerifyAsync(id, token)).Status == HttpStatusCode.OK, Limit, "the expired credential has reached the verifier", cancellationToken);
        return id;
    }

    /// <summary>Brings an event to the verifier that it cannot understand, and waits until it is a dead letter there.</summary>
    /// <returns>The event's id.</returns>
    public async Task<Guid> UnknownEventAsync(CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        _unknownEvents.Add(id);
        await AppendAsync("CREDENTIAL_FORGOTTEN", id, new JsonObject { ["id"] = Guid.CreateVersion7().ToString() }, cancellationToken);
        await Eventually.TrueAsync(
            async token => (await verifier.GetAsync("/admin/dead-letters", token)).Body.GetProperty("items").EnumerateArray().Any(item => item.GetProperty("id").GetString() == id.ToString()),
            Limit, "the unknown event is a dead letter", cancellationToken);
        return id;
    }

    /// <summary>Tells the issuer, as the verifier would, that a credential's event was given up.</summary>
    /// <returns>The event's id.</returns>
    public async Task<Guid> ReportDeadAsync(Guid credentialId, CancellationToken cancellationToken)
    {
        var eventId = (await EventsAsync(cancellationToken))
            .Single(item => item.GetProperty("credentialId").GetGuid() == credentialId).GetProperty("eventId").GetGuid();
        await using var redis = await fixture.ConnectToRedisAsync(cancellationToken);
        await redis.GetDatabase().StreamAddAsync(Confirmations,
        [
            new("eventId", eventId.ToString()), new("credentialId", credentialId.ToString()), new("version", 1), new("outcome", "dead"),
            new("group", "verification"), new("worker", "test"), new("time", Now()), new("reason", "The verifier refused it."),
        ]);
        _reportedDead.Add((credentialId, eventId));
        await issuer.InStateAsync(credentialId, "dead", cancellationToken);
        return eventId;
    }

    public async ValueTask DisposeAsync()
    {
        using var http = fixture.App.CreateClient(ResourceNames.VerificationApi);
        foreach (var id in _unknownEvents)
        {
            // Those that a test has deleted are not there any more.
            using var _ = await http.DeleteAsync($"/admin/dead-letters/{id}?reason=test", CancellationToken.None);
        }

        if (_isHeld) await ResumeAsync(CancellationToken.None);
        // Or the next test would still find them among the dead letters, and might hold the verifier before it has applied them.
        foreach (var (credentialId, eventId) in _reportedDead)
        {
            await NotDeadAsync(eventId, CancellationToken.None);
            await issuer.InStateAsync(credentialId, "confirmed", CancellationToken.None);
        }
    }

    /// <summary>
    /// Waits until an event is no dead letter of the issuer any more, and reprocesses it meanwhile: the stream has no entry of it, which the verifier could confirm, once its
    /// credential was erased.
    /// </summary>
    private Task NotDeadAsync(Guid eventId, CancellationToken cancellationToken) => Eventually.TrueAsync(
        async token =>
        {
            var dead = (await issuer.GetAsync("/admin/dead-letters?limit=100", token)).Body.GetProperty("items").EnumerateArray().Any(item => item.GetProperty("id").GetString() == eventId.ToString());
            if (dead) await issuer.PostAsync("/admin/reprocess-failed", new { ids = new[] { eventId } }, token);
            return !dead;
        },
        Limit, "the event that was reported dead is sent again", cancellationToken);

    private static string Now() => DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private async Task AppendAsync(string type, Guid eventId, JsonObject credential, CancellationToken cancellationToken)
    {
        var salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(ContentHash.SaltBytes));
        var text = new JsonObject
        {
            ["eventType"] = type,
            ["eventId"] = eventId.ToString(),
            ["timestamp"] = Now(),
            ["version"] = 1,
            ["retryCount"] = 0,
            ["maxRetries"] = 5,
            ["correlationId"] = "browser-test",
            ["contentSalt"] = salt,
            ["contentHash"] = ContentHash.Of(salt, credential.ToJsonString()),
            ["credential"] = credential,
        }.ToJsonString();
        await using var redis = await fixture.ConnectToRedisAsync(cancellationToken);
        await TrustAsync(cancellationToken);
        var signature = TestIssuer.SignatureOf(text)!.Value;
        await redis.GetDatabase().StreamAddAsync(Events, [new("event", text), new("eventId", eventId.ToString()), new("signature", signature.Value), new("keyId", signature.KeyId)]);
    }

    /// <summary>Makes the key of the tests' issuer known to the verifier, as if the issuer had published it.</summary>
    private async Task TrustAsync(CancellationToken cancellationToken)
    {
        var secret = await File.ReadAllTextAsync(Path.Combine(fixture.DataDirectory, "issuer-key-secret"), cancellationToken);
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(fixture.DataDirectory, "verification.db")}");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = TestIssuer.Trust(secret.Trim(), "0", static digits => $"x'{digits}'");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<JsonElement>> EventsAsync(CancellationToken cancellationToken)
    {
        List<JsonElement> all = [];
        for (var after = ""; ;)
        {
            var page = (await issuer.GetAsync($"/api/v1/events?limit=1000{after}", cancellationToken)).Body;
            var items = page.GetProperty("items");
            if (items.GetArrayLength() == 0) return all;
            all.AddRange(items.EnumerateArray());
            after = $"&after={page.GetProperty("nextAfter").GetString()}";
        }
    }

    private async Task SetConsumptionAsync(string action, string state, CancellationToken cancellationToken)
    {
        Assert.Equal(HttpStatusCode.OK, (await verifier.PostAsync("/admin/circuit-breaker", new { action, reason = "test" }, cancellationToken)).Status);
        await Eventually.TrueAsync(
            async token => (await verifier.GetAsync("/health", token)).Body.GetProperty("metrics").GetProperty("circuitBreaker").GetString() == state,
            Limit, $"the verifier follows '{action}'", cancellationToken);
    }
}
