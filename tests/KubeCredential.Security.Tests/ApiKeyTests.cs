using System.Globalization;

namespace KubeCredential.Security.Tests;

/// <summary>API keys, from making them to their end, over real services.</summary>
public abstract class ApiKeyTests(AccessSystem access)
{
    [Collection(SqliteAccessGroup.Name)]
    public sealed class OnSqlite(SqliteAccess access) : ApiKeyTests(access);

    [Collection(PostgresAccessGroup.Name)]
    public sealed class OnPostgres(PostgresAccess access) : ApiKeyTests(access);

    private const string Keys = "admin/api-keys";
    private const string Protected = "admin/queue-stats";

    private static readonly string[] s_roles = ["operator", "auditor"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_is_shown_once_works_on_every_replica_and_is_listed_without_its_secret(bool verification)
    {
        var service = verification ? access.Verification : access.Issuance;
        var expiresAt = DateTimeOffset.UtcNow.AddDays(1);
        var made = await service.SendAsync("POST", Keys, TestKeys.Of("operator"), new { name = "Nächtlicher Lauf", roles = s_roles, expiresAt });
        Assert.True(made.Status == HttpStatusCode.Created, made.Text);
        Assert.Equal("no-store", made.Headers.CacheControl?.ToString());
        var (key, id) = (made["key"]!, made.Json.GetProperty("apiKey").GetProperty("id").GetString()!);
        Assert.Matches($"^kc_{id}_[A-Za-z0-9]{{43}}$", key);
        Assert.Equal(16, id.Length);

        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync(Protected, key)).Status);
        if (!verification) Assert.Equal(HttpStatusCode.OK, (await access.Other.GetAsync(Protected, key)).Status);

        var listed = await Eventually.ResultAsync(
            async _ => await ListedAsync(service, id), static one => one.GetProperty("lastUsedAt").ValueKind == JsonValueKind.String, AccessSystem.Limit, "its use is written down", Token);
        Assert.Equal(("Nächtlicher Lauf", "active", "key:operator"), (TextOf(listed, "name"), TextOf(listed, "state"), TextOf(listed, "createdBy")));
        Assert.Equal(["operator", "auditor"], listed.GetProperty("roles").EnumerateArray().Select(static role => role.GetString()));
        Assert.InRange(DateTimeOffset.Parse(TextOf(listed, "lastUsedAt")!, CultureInfo.InvariantCulture), DateTimeOffset.UtcNow.AddMinutes(-2), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.DoesNotContain(key[(key.LastIndexOf('_') + 1)..], (await service.GetAsync(Keys, TestKeys.All)).Text, StringComparison.Ordinal);

        // Nor is it in what the service says of itself, and who made it is.
        var trail = (await service.GetAsync("admin/audit?action=api-key.created", TestKeys.All)).Text;
        Assert.Contains(id, trail, StringComparison.Ordinal);
        Assert.Contains("\"actor\":\"key:operator\"", trail, StringComparison.Ordinal);
        Assert.DoesNotContain(key, trail, StringComparison.Ordinal);
        Assert.DoesNotContain(service.Output, line => line.Contains(key[^20..], StringComparison.Ordinal));

        // What is done with it is done in its name.
        await service.SendAsync("POST", "admin/circuit-breaker", key, new { action = "close", reason = id });
        Assert.Contains($"\"actor\":\"key:{id} (Nächtlicher Lauf)\"", (await service.GetAsync("admin/audit?action=circuit.restored", TestKeys.All)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_key_ends_on_every_replica_within_a_second()
    {
        var (id, key) = await MakeAsync("revoked");
        Assert.Equal(HttpStatusCode.OK, (await access.Issuance.GetAsync(Protected, key)).Status);
        Assert.Equal(HttpStatusCode.OK, (await access.Other.GetAsync(Protected, key)).Status);

        (await access.Issuance.SendAsync("DELETE", $"{Keys}/{id}", TestKeys.All)).AssertProblem(HttpStatusCode.BadRequest);
        var revoked = await access.Issuance.SendAsync("DELETE", $"{Keys}/{id}?reason=It%20was%20in%20a%20mail.", TestKeys.All);
        Assert.True(revoked.Status == HttpStatusCode.OK, revoked.Text);
        Assert.Equal("revoked", TextOf(revoked.Json.GetProperty("apiKey"), "state"));

        foreach (var replica in (DotnetService[])[access.Other, access.Issuance])
        {
            await Eventually.EqualAsync(HttpStatusCode.Unauthorized, async _ => (await replica.GetAsync(Protected, key)).Status, AccessSystem.Second, "the key has ended", Token);
        }

        (await access.Issuance.SendAsync("DELETE", $"{Keys}/{id}?reason=again", TestKeys.All)).AssertProblem(HttpStatusCode.NotFound);
        Assert.Contains("It was in a mail.", (await access.Issuance.GetAsync("admin/audit?action=api-key.revoked", TestKeys.All)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_key_is_used_all_the_time_its_end_is_noticed_within_a_second()
    {
        var (id, key) = await MakeAsync("busy");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested) await access.Other.GetAsync(Protected, key);
            },
            Token)));
        await Eventually.EqualAsync(HttpStatusCode.OK, async _ => (await access.Other.GetAsync(Protected, key)).Status, AccessSystem.Limit, "it works", Token);

        await access.Issuance.SendAsync("DELETE", $"{Keys}/{id}?reason=test", TestKeys.All);

        await Eventually.EqualAsync(HttpStatusCode.Unauthorized, async _ => (await access.Other.GetAsync(Protected, key)).Status, AccessSystem.Second, "the key has ended", Token);
        await stop.CancelAsync();
        await load;
    }

    [Fact]
    public async Task A_rotated_key_stays_valid_for_the_overlap_and_no_longer()
    {
        var (id, key) = await MakeAsync("rotated");
        var made = await access.Issuance.SendAsync("POST", $"{Keys}/{id}/rotate", TestKeys.All, new { overlap = 3600 });
        Assert.True(made.Status == HttpStatusCode.Created, made.Text);
        var next = made["key"]!;
        Assert.Equal(HttpStatusCode.OK, (await access.Other.GetAsync(Protected, key)).Status);
        Assert.Equal(HttpStatusCode.OK, (await access.Other.GetAsync(Protected, next)).Status);
        var old = await ListedAsync(access.Issuance, id);
        Assert.Equal(("active", made.Json.GetProperty("apiKey").GetProperty("id").GetString()), (TextOf(old, "state"), TextOf(old, "replacedBy")));
        Assert.InRange(DateTimeOffset.Parse(TextOf(old, "expiresAt")!, CultureInfo.InvariantCulture), DateTimeOffset.UtcNow.AddMinutes(55), DateTimeOffset.UtcNow.AddMinutes(65));
        (await access.Issuance.SendAsync("POST", $"{Keys}/{id}/rotate", TestKeys.All, new { overlap = 3600 })).AssertProblem(HttpStatusCode.Conflict);

        // Without an overlap the old one ends at once.
        var nextId = TextOf(old, "replacedBy")!;
        Assert.Equal(HttpStatusCode.Created, (await access.Issuance.SendAsync("POST", $"{Keys}/{nextId}/rotate", TestKeys.All, new { overlap = 0 })).Status);
        await Eventually.EqualAsync(HttpStatusCode.Unauthorized, async _ => (await access.Other.GetAsync(Protected, next)).Status, AccessSystem.Second, "the replaced key has ended", Token);
        Assert.Equal("expired", TextOf(await ListedAsync(access.Issuance, nextId), "state"));
    }

    [Fact]
    public async Task Of_rotations_at_once_one_succeeds()
    {
        var (id, _) = await MakeAsync("contested");
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => (i % 2 == 0 ? access.Issuance : access.Other).SendAsync("POST", $"{Keys}/{id}/rotate", TestKeys.All, new { overlap = 60 }), Token)));

        Assert.Single(replies, static reply => reply.Status == HttpStatusCode.Created);
        Assert.All(replies.Where(static reply => reply.Status != HttpStatusCode.Created), static reply => reply.AssertProblem(HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task An_expired_key_is_refused()
    {
        var made = await access.Issuance.SendAsync("POST", Keys, TestKeys.All, new { name = "short", roles = s_roles, expiresAt = DateTimeOffset.UtcNow.AddSeconds(2) });
        var key = made["key"]!;
        Assert.Equal(HttpStatusCode.OK, (await access.Issuance.GetAsync(Protected, key)).Status);

        await Eventually.EqualAsync(HttpStatusCode.Unauthorized, async _ => (await access.Issuance.GetAsync(Protected, key)).Status, AccessSystem.Limit, "its time is over", Token);

        // Whatever time is over, its holder hears the same as a stranger.
        var (expired, stranger) = (await access.Issuance.GetAsync(Protected, key), await access.Issuance.GetAsync(Protected, $"kc_{new string('a', 16)}_{new string('b', 43)}"));
        Assert.Equal((stranger["message"], stranger["title"], stranger["type"]), (expired["message"], expired["title"], expired["type"]));
        Assert.Equal(stranger.Headers.WwwAuthenticate.ToString(), expired.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task What_is_no_key_or_nearly_one_is_refused()
    {
        var (id, key) = await MakeAsync("intact");
        var secret = key[(key.LastIndexOf('_') + 1)..];
        string[] values =
        [
            "", "Bearer", "Bearer ", "Bearer kc_", $"Bearer {key[..^1]}", $"Bearer {key}x", $"Bearer  {key}", $"Bearer {key.ToUpperInvariant()}", $"Bearer KC_{id}_{secret}",
            $"Bearer kc_{id.ToUpperInvariant()}_{secret}", $"Bearer kc_{id}_{secret.ToLowerInvariant()}", $"Bearer kc_{id}", $"Bearer kc_{id}_", $"Bearer kc__{secret}", $"Bearer {secret}", $"Bearer {id}_{secret}",
            $"Basic {key}", $"Token {key}", key, $"Bearer \"{key}\"", $"Bearer {key},{key}", $"Bearer kc_{id}_{new string('a', 43)}", $"Bearer kc_{id}_{new string('a', 5000)}", $"Bearer kc_{id}._{secret}",
            "Bearer kc_test_", $"Bearer kc_issuer_{TestKeys.Of("operator")["kc_operator_".Length..]}x", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.",
        ];
        using var client = access.Issuance.CreateClient(null);
        string? said = null;
        foreach (var value in values)
        {
            var reply = await client.SendAsync("GET", Protected, null, ("Authorization", value));
            reply.AssertProblem(HttpStatusCode.Unauthorized);
            Assert.Equal(said ??= reply["message"], reply["message"]);
        }

        // Two headers are no better than none.
        (await client.SendAsync("GET", Protected, null, ("Authorization", $"Bearer {key}"), ("Authorization", $"Bearer {key}"))).AssertProblem(HttpStatusCode.Unauthorized);
        // The name of the scheme is the one thing whose case does not matter.
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync("GET", Protected, null, ("Authorization", $"bearer {key}"))).Status);
    }

    [Fact]
    public async Task Ten_thousand_guessed_keys_change_nothing()
    {
        var (_, key) = await MakeAsync("among guesses");
        using var client = access.Other.CreateClient(null);
        var statuses = new System.Collections.Concurrent.ConcurrentDictionary<HttpStatusCode, int>();
        var lines = access.Other.Output.Count;
        await Parallel.ForAsync(0, 10_000, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token }, async (i, _) =>
        {
            var guess = string.Create(CultureInfo.InvariantCulture, $"kc_{i:d16}_{i:d43}");
            var reply = await client.SendAsync("GET", Protected, null, ("Authorization", $"Bearer {guess}"));
            statuses.AddOrUpdate(reply.Status, 1, static (_, count) => count + 1);
            // Whoever belongs here is let in meanwhile.
            if (i % 500 == 0) Assert.Equal(HttpStatusCode.OK, (await client.SendAsync("GET", Protected, null, ("Authorization", $"Bearer {key}"))).Status);
        });

        Assert.Equal(new KeyValuePair<HttpStatusCode, int>(HttpStatusCode.Unauthorized, 10_000), Assert.Single(statuses));
        Assert.InRange(access.Other.Output.Count - lines, -100_000, 20);
    }

    [Theory]
    [InlineData("""{"roles":["operator"]}""", "name")]
    [InlineData("""{"name":" x","roles":["operator"]}""", "name")]
    [InlineData("""{"name":"x","roles":[]}""", "roles")]
    [InlineData("""{"name":"x"}""", "roles")]
    [InlineData("""{"name":"x","roles":["Operator"]}""", "roles")]
    [InlineData("""{"name":"x","roles":[null]}""", "roles[0]")]
    [InlineData("""{"name":"x","roles":["operator"],"organisation":"Uni"}""", "roles")]
    [InlineData("""{"name":"x","roles":["issuer"],"organisation":""}""", "organisation")]
    [InlineData("""{"name":"x","roles":["issuer"],"expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"name":"x","roles":["issuer"],"expiresAt":"soon"}""", "expiresAt")]
    public async Task A_wrong_request_for_a_key_is_told_its_field(string body, string field)
    {
        var reply = await access.Issuance.SendAsync("POST", Keys, TestKeys.All, JsonElement.Parse(body));
        reply.AssertProblem(HttpStatusCode.BadRequest);
        Assert.Equal(field, Assert.Single(reply.Json.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Keys_are_listed_page_by_page_newest_first()
    {
        var made = new List<string>();
        for (var i = 0; i < 5; i++) made.Add((await MakeAsync($"page {i}")).Id);
        var seen = new List<(string Id, DateTimeOffset CreatedAt)>();
        string? cursor = null;
        do
        {
            var page = await access.Issuance.GetAsync($"{Keys}?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}", TestKeys.All);
            Assert.True(page.Status == HttpStatusCode.OK, page.Text);
            seen.AddRange(page.Json.GetProperty("items").EnumerateArray().Select(static one => (one.GetProperty("id").GetString()!, one.GetProperty("createdAt").GetDateTimeOffset())));
            cursor = page["nextCursor"];
        }
        while (cursor is not null);

        Assert.Equal(seen.Distinct(), seen);
        Assert.Equal(made.Order(), seen.Select(static one => one.Id).Where(made.Contains).Order());
        Assert.Equal(seen.OrderByDescending(static one => one.CreatedAt).Select(static one => one.CreatedAt), seen.Select(static one => one.CreatedAt)); // Two may be of one millisecond.
    }

    private async Task<(string Id, string Key)> MakeAsync(string name)
    {
        var made = await access.Issuance.SendAsync("POST", Keys, TestKeys.All, new { name, roles = s_roles });
        Assert.True(made.Status == HttpStatusCode.Created, made.Text);
        return (made.Json.GetProperty("apiKey").GetProperty("id").GetString()!, made["key"]!);
    }

    private static async Task<JsonElement> ListedAsync(DotnetService service, string id) =>
        (await service.GetAsync($"{Keys}?limit=200", TestKeys.All)).Json.GetProperty("items").EnumerateArray().Single(one => one.GetProperty("id").GetString() == id);

    private static string? TextOf(JsonElement item, string name) => item.GetProperty(name).ToString() is { Length: > 0 } text ? text : null;
}
