namespace KubeCredential.Security.Tests;

/// <summary>Whoever is limited to an organisation issues in its name, and sees what it has issued, and nothing else.</summary>
public abstract class OrganisationTests(AccessSystem access)
{
    [Collection(SqliteAccessGroup.Name)]
    public sealed class OnSqlite(SqliteAccess access) : OrganisationTests(access);

    [Collection(PostgresAccessGroup.Name)]
    public sealed class OnPostgres(PostgresAccess access) : OrganisationTests(access);

    private const string Issue = "api/v1/credentials/issue";
    private static readonly string[] s_issuer = ["issuer"];

    // In one of them a letter differs in case, so that the index over lower-case names finds both.
    private readonly string _mine = $"Univerſität {Guid.NewGuid():N}";
    private readonly string _theirs = $"Other School {Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Issuing_is_for_the_own_organisation_only()
    {
        var key = await KeyAsync(_mine);
        Assert.Equal(HttpStatusCode.Created, (await IssueAsync(key, _mine)).Status);
        foreach (var name in (string[])[_theirs, _mine.ToUpperInvariant(), $"{_mine}x"])
        {
            var refused = await IssueAsync(key, name);
            refused.AssertProblem(HttpStatusCode.Forbidden);
            Assert.Equal("issuerName", Assert.Single(refused.Json.GetProperty("errors").EnumerateObject()).Name);
        }

        Assert.Equal(HttpStatusCode.Created, (await IssueAsync(TestKeys.Of("issuer"), _theirs)).Status);
    }

    [Fact]
    public async Task Reading_shows_the_own_organisation_only()
    {
        var key = await KeyAsync(_mine);
        var shouted = _mine.ToUpperInvariant();
        var ours = new List<Guid>();
        for (var i = 0; i < 3; i++) ours.Add(IdOf(await IssueAsync(key, _mine, $"Type {i}")));
        Guid[] others = [IdOf(await IssueAsync(TestKeys.All, _theirs, "Their type")), IdOf(await IssueAsync(TestKeys.All, shouted, "Loud type"))];

        foreach (var query in (string[])["", "&holder=Holder", "&type=", $"&issuer={Uri.EscapeDataString(_mine)}", "&state=pending", "&state=published"])
        {
            var listed = await access.Issuance.GetAsync($"api/v1/credentials?limit=200{(query == "&type=" ? "&type=t" : query)}", key);
            Assert.True(listed.Status == HttpStatusCode.OK, listed.Text);
            var ids = listed.Json.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("credential").GetProperty("id").GetGuid()).ToList();
            Assert.Empty(ids.Except(ours));
            if (!query.Contains("state", StringComparison.Ordinal)) Assert.Equal(ours.OrderDescending(), ids);
        }

        foreach (var path in (string[])["", "/delivery", "/history", "/record"])
        {
            Assert.Equal(HttpStatusCode.OK, (await access.Issuance.GetAsync($"api/v1/credentials/{ours[0]}{path}", key)).Status);
            var (theirs, nobodys) = (await access.Issuance.GetAsync($"api/v1/credentials/{others[0]}{path}", key), await access.Issuance.GetAsync($"api/v1/credentials/{Guid.NewGuid()}{path}", key));
            theirs.AssertProblem(HttpStatusCode.NotFound);
            Assert.Equal(nobodys["title"], theirs["title"]);
            (await access.Issuance.GetAsync($"api/v1/credentials/{others[1]}{path}", key)).AssertProblem(HttpStatusCode.NotFound);
        }

        Assert.Empty((await access.Issuance.GetAsync($"api/v1/credentials?id={others[0]}", key)).Json.GetProperty("items").EnumerateArray());
        Assert.Equal([_mine], await SuggestionsAsync(key, "issuerName", ""));
        Assert.Equal([_mine], await SuggestionsAsync(key, "issuerName", "univ"));
        Assert.Empty(await SuggestionsAsync(key, "issuerName", "Other"));
        Assert.Equal(["Type 0", "Type 1", "Type 2"], await SuggestionsAsync(key, "credentialType", ""));
        Assert.Equal(["Type 1"], await SuggestionsAsync(key, "credentialType", "TYPE 1"));
        Assert.Empty(await SuggestionsAsync(key, "credentialType", "Their"));

        foreach (var range in (string[])["1h", "24h", "7d"])
        {
            var timeline = (await access.Issuance.GetAsync($"admin/timeline?range={range}", key)).Json;
            Assert.Equal((3, 3), (timeline.GetProperty("issued").GetInt64(), timeline.GetProperty("points").EnumerateArray().Sum(static point => point.GetProperty("issued").GetInt64())));
        }
    }

    [Fact]
    public async Task Profiles_are_for_the_own_organisation_only()
    {
        var key = await KeyAsync(_mine);
        IdOf(await IssueAsync(TestKeys.All, _theirs));
        var theirs = (await access.Issuance.GetAsync($"api/v1/issuers?name={Uri.EscapeDataString(_theirs)}", TestKeys.Of("operator"))).Json.GetProperty("items")[0].GetProperty("slug").GetString();
        (await access.Issuance.SendAsync("POST", "api/v1/issuers", key, new { name = $"{_mine}x" })).AssertProblem(HttpStatusCode.Forbidden);
        var mine = await access.Issuance.SendAsync("POST", "api/v1/issuers", key, new { name = _mine });
        Assert.True(mine.Status == HttpStatusCode.Created, mine.Text);
        var slug = mine.Json.GetProperty("slug").GetString();

        Assert.Equal([slug], (await access.Issuance.GetAsync("api/v1/issuers", key)).Json.GetProperty("items").EnumerateArray().Select(static one => one.GetProperty("slug").GetString()));
        foreach (var path in (string[])["", "/keys"])
        {
            Assert.Equal(HttpStatusCode.OK, (await access.Issuance.GetAsync($"api/v1/issuers/{slug}{path}", key)).Status);
            (await access.Issuance.GetAsync($"api/v1/issuers/{theirs}{path}", key)).AssertProblem(HttpStatusCode.NotFound);
        }

        Assert.Equal(HttpStatusCode.OK, (await access.Issuance.SendAsync("PUT", $"api/v1/issuers/{slug}", key, new { website = "https://mine.example" })).Status);
        (await access.Issuance.SendAsync("PUT", $"api/v1/issuers/{theirs}", key, new { website = "https://mine.example" })).AssertProblem(HttpStatusCode.NotFound);
        (await access.Issuance.SendAsync("DELETE", $"api/v1/issuers/{theirs}/logo", key)).AssertProblem(HttpStatusCode.NotFound);
        (await access.Issuance.SendAsync("POST", $"api/v1/issuers/{slug}/keys/rotate", key)).AssertProblem(HttpStatusCode.Forbidden);
        Assert.Equal(JsonValueKind.Null, (await access.Issuance.GetAsync($"api/v1/issuers/{theirs}", TestKeys.Of("operator"))).Json.GetProperty("website").ValueKind);
    }

    [Fact]
    public async Task Changing_is_for_the_own_organisation_only()
    {
        var key = await KeyAsync(_mine);
        var (ours, theirs) = (IdOf(await IssueAsync(key, _mine)), IdOf(await IssueAsync(TestKeys.All, _theirs)));
        var expiryDate = $"{DateTime.UtcNow.AddYears(1):yyyy-MM-dd}";
        foreach (var (action, body) in ((string, object)[])
            [
                ("suspend", new { reason = "other" }), ("reinstate", new { }), ("replace", new { reason = "error" }), ("renew", new { expiryDate }),
                ("revoke", new { reason = "fraud" }), ("erase", new { reason = "other", confirm = theirs }),
            ])
        {
            (await access.Issuance.SendAsync("POST", $"api/v1/credentials/{theirs}/{action}", key, body)).AssertProblem(HttpStatusCode.NotFound);
            (await access.Issuance.SendAsync("POST", $"api/v1/credentials/{ours}/{action}", TestKeys.Of("operator"), body)).AssertProblem(HttpStatusCode.Forbidden);
        }

        var many = await access.Issuance.SendAsync("POST", "api/v1/credentials/status", key, new { action = "revoke", reason = "fraud", ids = (Guid[])[theirs, ours] });
        Assert.Equal(["notFound", "changed"], many.Json.GetProperty("results").EnumerateArray().Select(static one => one.GetProperty("outcome").GetString()));
        Assert.Equal(1, (await access.Issuance.GetAsync($"api/v1/credentials/{theirs}", TestKeys.All)).Json.GetProperty("version").GetInt32());
        Assert.Empty((await access.Issuance.GetAsync("api/v1/credentials?status=active", key)).Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Following_tells_of_the_own_organisation_only()
    {
        var key = await KeyAsync(_mine);
        var ours = IdOf(await IssueAsync(key, _mine));
        var theirs = IdOf(await IssueAsync(TestKeys.All, _theirs));

        var (told, newest) = await FollowAsync(key, theirs, ours);
        Assert.Equal([ours], told);
        // Whoever knows an id can have the credential verified, so not even the newest one's is told.
        Assert.Equal(ours, newest);

        (told, newest) = await FollowAsync(TestKeys.Of("operator"), theirs, ours);
        Assert.Equal(((Guid[])[theirs, ours]).Order(), told.Order());
        Assert.NotEqual(ours, newest);
    }

    /// <summary>The credentials that a stream tells of at first, which is before it tells what is on its way, and the newest that it names.</summary>
    private async Task<(List<Guid> Told, Guid Newest)> FollowAsync(string key, params Guid[] ids)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(AccessSystem.Limit);
        using var client = access.Issuance.CreateClient(key);
        using var reader = new StreamReader(await client.GetStreamAsync(new Uri($"api/v1/credentials/stream?ids={string.Join(',', ids)}", UriKind.Relative), limit.Token));
        var told = new List<Guid>();
        var name = "";
        while (true)
        {
            var line = await reader.ReadLineAsync(limit.Token) ?? throw new EndOfStreamException();
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            var data = JsonElement.Parse(line[6..]);
            if (name == "delivery") told.Add(data.GetProperty("credentialId").GetGuid());
            if (name == "queues") return (told, data.GetProperty("newestCredentialId").GetGuid());
        }
    }

    private async Task<string> KeyAsync(string organisation)
    {
        var made = await access.Issuance.SendAsync("POST", "admin/api-keys", TestKeys.All, new { name = "registrar", roles = s_issuer, organisation });
        Assert.True(made.Status == HttpStatusCode.Created, made.Text);
        return made["key"]!;
    }

    private Task<Reply> IssueAsync(string key, string issuerName, string credentialType = "Type 0") =>
        access.Issuance.SendAsync("POST", Issue, key, new { holderName = $"Holder {Guid.NewGuid()}", credentialType, issuerName });

    private static Guid IdOf(Reply reply)
    {
        Assert.True(reply.Status == HttpStatusCode.Created, reply.Text);
        return reply.Json.GetProperty("credential").GetProperty("id").GetGuid();
    }

    private async Task<string?[]> SuggestionsAsync(string key, string field, string prefix)
    {
        var reply = await access.Issuance.GetAsync($"api/v1/credentials/suggestions?field={field}&prefix={Uri.EscapeDataString(prefix)}", key);
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        return [.. reply.Json.EnumerateObject().Single(static one => one.Value.ValueKind == JsonValueKind.Array).Value.EnumerateArray().Select(static one => one.GetString())];
    }
}
