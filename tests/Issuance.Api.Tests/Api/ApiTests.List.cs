using System.Net;
using System.Text;
using System.Text.Json;

namespace Issuance.Api.Tests.Api;

/// <summary>The list that finds: its query, counts, exports and saved views.</summary>
public abstract partial class ApiTests
{
    private const string List = "/api/v1/credentials";
    private const string Views = "/api/v1/credentials/views";

    [Fact]
    public async Task A_list_is_searched_sorted_counted_and_paged()
    {
        var mark = $"q{Guid.NewGuid():N}";
        foreach (var name in (string[])["Zoë", "ada", "Łukasz", "Bob"]) await Client.IssueOneAsync($"{name} {mark}");

        async Task<string[]> NamesAsync(string query)
        {
            var (names, cursor) = (new List<string>(), (string?)null);
            do
            {
                var page = await Client.GetAsync($"{List}?{query}&limit=3{(cursor is null ? "" : $"&cursor={cursor}")}");
                Assert.True(page.Status == HttpStatusCode.OK, page.Text);
                names.AddRange(page["items"].EnumerateArray().Select(item => item.GetProperty("credential").GetProperty("holderName").GetString()!.Split(' ')[0]));
                cursor = page.TextOf("nextCursor");
            }
            while (cursor is not null);
            return [.. names];
        }

        Assert.Equal(["ada", "Bob", "Łukasz", "Zoë"], await NamesAsync($"q={mark}&sort=name"));
        Assert.Equal(["Zoë", "Łukasz", "Bob", "ada"], await NamesAsync($"q={mark}%20bach%20london&sort=-name"));
        Assert.Equal(["Łukasz"], await NamesAsync($"q={mark}%20lukasz"));
        Assert.Equal(["Zoë"], await NamesAsync($"holder={mark}%20ZOE&credentialType=Bachelor%20of%20Science&credentialType=Other&issuerName=University%20of%20London"));
        Assert.Empty(await NamesAsync($"q={mark}&issuedTo=2020-01-01"));
        Assert.Equal(4, (await NamesAsync($"q={mark}&issuedFrom=2020-01-01&sort=-expiry")).Length);
        var count = await Client.GetAsync($"{List}/count?q={mark}");
        Assert.Equal((4, true), (count["count"].GetInt32(), count["isExact"].GetBoolean()));
        Assert.True((await Client.GetAsync($"{List}/count"))["count"].GetInt32() >= 4);
    }

    [Theory]
    [InlineData("sort=holder", "sort")]
    [InlineData("q=", "q")]
    [InlineData("q=a%20b%20c%20d%20e%20f%20g%20h%20i%20j%20k%20l%20m%20n%20o%20p%20q", "q")]
    [InlineData("issuedFrom=2026-02-30", "issuedFrom")]
    [InlineData("issuedFrom=2026-02-02&issuedTo=2026-02-01", "issuedTo")]
    [InlineData("expiresFrom=2026-02-02&expiresTo=2026-02-01", "expiresTo")]
    [InlineData("expiresTo=tomorrow", "expiresTo")]
    [InlineData("credentialType=", "credentialType")]
    [InlineData("issuerName=%00", "issuerName")]
    [InlineData("batch=7", "batch")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("cursor=AAAAAAAAAAAAAAAAAAAAAAAA&sort=name", "cursor")]
    public async Task A_wrong_list_is_a_bad_request(string query, string field)
    {
        (await Client.GetAsync($"{List}?{query}")).AssertProblem(HttpStatusCode.BadRequest, field);
        if (field is "sort" or "cursor") return;
        (await Client.GetAsync($"{List}/count?{query}")).AssertProblem(HttpStatusCode.BadRequest, field);
        (await Client.GetAsync($"{List}/export?format=csv&{query}")).AssertProblem(HttpStatusCode.BadRequest, field);
    }

    [Fact]
    public async Task A_cursor_of_another_order_is_refused()
    {
        for (var i = 0; i < 2; i++) await Client.IssueOneAsync();
        var cursor = (await Client.GetAsync($"{List}?limit=1&sort=name")).TextOf("nextCursor");

        Assert.Equal(HttpStatusCode.OK, (await Client.GetAsync($"{List}?limit=1&sort=name&cursor={cursor}")).Status);
        (await Client.GetAsync($"{List}?limit=1&cursor={cursor}")).AssertProblem(HttpStatusCode.BadRequest, "cursor");
        (await Client.GetAsync($"{List}?limit=1&sort=expiry&cursor={cursor}")).AssertProblem(HttpStatusCode.BadRequest, "cursor");
    }

    [Fact]
    public async Task An_export_has_what_is_filtered_and_its_cells_are_no_formulas()
    {
        var mark = $"x{Guid.NewGuid():N}";
        foreach (var name in (string[])["=cmd|' /C calc'!A0", "+1", "-2", "@SUM(A1)", "Ada, \"the\" Countess", "Zoë 山田"]) await Client.IssueOneAsync($"{name} {mark}");

        var csv = await Client.GetAsync($"{List}/export?format=csv&q={mark}&sort=name&columns=holderName,status,credentialType");
        Assert.Equal("text/csv", csv.ContentHeaders.ContentType?.MediaType);
        Assert.Equal("utf-8", csv.ContentHeaders.ContentType?.CharSet);
        Assert.Matches(@"^credentials-\d{4}-\d\d-\d\d\.csv$", csv.ContentHeaders.ContentDisposition?.FileName);
        var lines = csv.Text.TrimStart('\uFEFF').Split("\r\n");
        Assert.Equal("holderName,status,credentialType", lines[0]);
        Assert.Equal(["'+1", "'-2", "\"Ada, \"\"the\"\" Countess", "'=cmd|' /C calc'!A0", "'@SUM(A1)", "Zoë 山田"], lines[1..^1].Select(line => line[..line.IndexOf(mark, StringComparison.Ordinal)].TrimEnd()));
        Assert.All(lines[1..^1], static line => Assert.EndsWith(",active,Bachelor of Science", line, StringComparison.Ordinal));
        Assert.Equal("", lines[^1]);

        var json = await Client.GetAsync($"{List}/export?format=ndjson&q={mark}&sort=-name");
        Assert.Equal("application/x-ndjson", json.ContentHeaders.ContentType?.MediaType);
        var rows = json.Text.Split('\n')[..^1].Select(static line => JsonElement.Parse(line)).ToArray();
        Assert.Equal(6, rows.Length);
        Assert.Equal($"Zoë 山田 {mark}", rows[0].GetProperty("holderName").GetString());
        Assert.Equal(["credentialType", "delivery", "expiryDate", "holderId", "holderName", "id", "issueDate", "issuerName", "status", "statusReason", "statusSince", "validFrom", "version"], NamesOf(rows[0]).Order(StringComparer.Ordinal));
        Assert.Equal(1, rows[0].GetProperty("version").GetInt32());
        Assert.Equal(JsonValueKind.Null, rows[0].GetProperty("expiryDate").ValueKind);
        Assert.Equal(10, rows[0].GetProperty("issueDate").GetString()!.Length);

        // The audit trail says what left, and not what was looked for.
        var recorded = (await Client.GetAsync("/admin/audit?action=credentials.exported"))["items"].EnumerateArray().Select(static one => one.GetProperty("detail").GetString()!).ToArray();
        Assert.Contains("csv; columns: holderName, status, credentialType; filtered by q", recorded);
        Assert.DoesNotContain(recorded, detail => detail.Contains(mark, StringComparison.Ordinal));
        (await Client.GetAsync($"{List}/export")).AssertProblem(HttpStatusCode.BadRequest, "format");
        (await Client.GetAsync($"{List}/export?format=xlsx&columns=holderName,holderEmail")).AssertProblem(HttpStatusCode.BadRequest, "format", "columns");
    }

    [Fact]
    public async Task Views_are_saved_replaced_and_removed_by_name()
    {
        Task<Answer> SaveAsync(string json) => Client.SendAsync(HttpMethod.Put, Views, new StringContent(json, Encoding.UTF8, "application/json"));
        async Task<string[]> NamesAsync() => [.. (await Client.GetAsync(Views))["items"].EnumerateArray().Select(static one => one.GetProperty("name").GetString()!)];
        foreach (var name in await NamesAsync()) await Client.SendAsync(HttpMethod.Delete, $"{Views}?name={Uri.EscapeDataString(name)}");

        var saved = await SaveAsync("""{"name":" Zoë / 2026 ","query":"q=zo%C3%AB&sort=name","columns":["holderName","expiryDate"]}""");
        Assert.True(saved.Status == HttpStatusCode.OK, saved.Text);
        await SaveAsync("""{"name":"All","query":""}""");
        await SaveAsync("""{"name":"All","query":"status=revoked","columns":[]}""");

        var views = (await Client.GetAsync(Views))["items"].EnumerateArray().ToArray();
        Assert.Equal(["All", "Zoë / 2026"], views.Select(static one => one.GetProperty("name").GetString()));
        Assert.Equal(["status=revoked", "q=zo%C3%AB&sort=name"], views.Select(static one => one.GetProperty("query").GetString()));
        Assert.Equal(["holderName", "expiryDate"], views[1].GetProperty("columns").EnumerateArray().Select(static one => one.GetString()));
        for (var i = 0; i < 48; i++) Assert.Equal(HttpStatusCode.OK, (await SaveAsync($$"""{"name":"n{{i}}"}""")).Status);
        (await SaveAsync("""{"name":"one too many"}""")).AssertProblem(HttpStatusCode.Conflict);
        Assert.Equal(HttpStatusCode.OK, (await SaveAsync("""{"name":"n7","query":"status=active"}""")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await Client.SendAsync(HttpMethod.Delete, $"{Views}?name={Uri.EscapeDataString("Zoë / 2026")}")).Status);
        (await Client.SendAsync(HttpMethod.Delete, $"{Views}?name=nobody")).AssertProblem(HttpStatusCode.NotFound);
        Assert.DoesNotContain("Zoë / 2026", await NamesAsync());
        foreach (var (body, field) in ((string, string)[])[("""{"name":""}""", "name"), ($$"""{"name":"{{new string('n', 81)}}"}""", "name"), ("""{"name":"a","query":7}""", "query"), ("""{"name":"a","columns":["a,b"]}""", "columns"), ("""{"name":"a","colums":[]}""", "colums")])
            (await SaveAsync(body)).AssertProblem(HttpStatusCode.BadRequest, field);
        (await Client.SendAsync(HttpMethod.Delete, Views)).AssertProblem(HttpStatusCode.BadRequest, "name");
    }
}
