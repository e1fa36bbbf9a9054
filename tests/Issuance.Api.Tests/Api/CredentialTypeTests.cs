using System.Net;
using System.Text;
using System.Text.Json;

namespace Issuance.Api.Tests.Api;

/// <summary>Credential types through the API of real replicas.</summary>
public abstract class CredentialTypeTests(IssuanceFixture issuance)
{
    private const string Types = "/api/v1/credential-types";
    private const string Public = "https://credentials.example.org/kc";
    private const string Schema =
        """
        {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["grade","programme"],"additionalProperties":false,"properties":{
          "grade":{"type":"string","enum":["first","second"]},"programme":{"type":"string","minLength":2,"maxLength":20},"credits":{"type":"integer","minimum":0},"on":{"type":"string","format":"date"},
          "address":{"type":"object","properties":{"lines":{"type":"array","items":{"type":"string"}}}}}}
        """;

    private readonly string _issuer = $"University {Guid.NewGuid():N}";
    private readonly string _name = $"Degree {Guid.NewGuid():N}";

    public sealed class OnSqlite(SqliteIssuance issuance) : CredentialTypeTests(issuance), IClassFixture<SqliteIssuance>;

    public sealed class OnPostgres(PostgresIssuance issuance) : CredentialTypeTests(issuance), IClassFixture<PostgresIssuance>;

    [Fact]
    public async Task What_is_issued_under_a_type_follows_its_schema_or_is_refused_with_the_place_the_rule_and_what_is_there()
    {
        await using var service = await StartAsync();
        var client = new ApiClient(service.HttpClient);
        await RegisterAsync(client);
        var refused = await client.IssueAsync(Body("""{"grade":"third","credits":-1.5,"on":"2026-02-30","more":1,"address":{"lines":["a",7]}}"""));
        refused.AssertProblem(HttpStatusCode.BadRequest, "metadata.grade", "metadata.credits", "metadata.on", "metadata.more", "metadata.programme", "metadata.address.lines.1");
        Assert.Equal(
            [
                "/metadata/address/lines/1|This must be text.|number", "/metadata/credits|This must be a whole number.|number", "/metadata/credits|This must be at least 0.|number",
                "/metadata/grade|This must be one of first, second.|text", "/metadata/more|The type has no such field.|number",
                "/metadata/on|This must be a real calendar day, written YYYY-MM-DD.|text", "/metadata/programme|This is required.|nothing",
            ],
            refused["faults"].EnumerateArray().Select(static one => $"{one.GetProperty("pointer").GetString()}|{one.GetProperty("rule").GetString()}|{one.GetProperty("kind").GetString()}").Order(StringComparer.Ordinal));
        (await client.IssueAsync(Body("null"))).AssertProblem(HttpStatusCode.BadRequest, "metadata.grade", "metadata.programme");
        Assert.Equal(0, (await client.GetAsync($"/api/v1/credentials?issuer={Uri.EscapeDataString(_issuer)}"))["items"].GetArrayLength());

        var issued = await client.IssueAsync(Body("""{"grade":"first","programme":"Law","on":"2026-07-01"}"""));
        Assert.True(issued.Status == HttpStatusCode.Created, issued.Text);
        Assert.Equal(1, issued["credential", "type", "version"].GetInt32());
        var other = await client.IssueAsync(Body("""{"anything":1}""", type: "Not registered"));
        Assert.True(other.Status == HttpStatusCode.Created, other.Text);
        Assert.False(other["credential"].TryGetProperty("type", out _));
    }

    [Fact]
    public async Task A_published_version_never_changes_and_every_replica_issues_under_the_latest()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        var (client, other) = (new ApiClient(first.HttpClient), new ApiClient(second.HttpClient));
        Assert.Equal(HttpStatusCode.Created, (await other.IssueAsync(Body("""{"grade":"any"}""", holder: "Before"))).Status); // It has read that there is no such type.
        var id = await RegisterAsync(client);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.IssueAsync(Body("""{"grade":"any"}"""))).Status);
        await Eventually.TrueAsync(async _ => (await other.IssueAsync(Body("""{"grade":"any"}""", holder: $"Holder {Guid.NewGuid()}"))).Status == HttpStatusCode.BadRequest, TimeSpan.FromSeconds(20), "the other replica knows the type", Token);

        var address = (await client.GetAsync($"{Types}/{id}")).TextOf("schemaAddress")!;
        var before = await client.GetAsync(address);
        Assert.Equal("application/schema+json", before.ContentHeaders.ContentType?.MediaType);
        Assert.Equal(JsonSerializer.Serialize(JsonElement.Parse(Schema)), JsonSerializer.Serialize(before.Json));
        var published = await client.PostAsync($"{Types}/{id}/versions", """{"schema":{"type":"object","required":["thesis"]}}""");
        Assert.True(published.Status == HttpStatusCode.Created, published.Text);
        Assert.Equal(2, published["version"].GetInt32());
        Assert.Equal(before.Text, (await client.GetAsync(address)).Text);
        // Whoever has read an earlier version does not pass over it.
        (await client.SendAsync(HttpMethod.Post, $"{Types}/{id}/versions", new StringContent("""{"schema":{"type":"object"}}""", Encoding.UTF8, "application/json"), ("If-Match", "\"1\""))).AssertProblem(HttpStatusCode.PreconditionFailed);
        Assert.Equal("\"2\"", (await client.GetAsync($"{Types}/{id}")).Headers.ETag?.Tag);
        Assert.Equal([2, 1], (await client.GetAsync($"{Types}/{id}/versions"))["items"].EnumerateArray().Select(static one => one.GetProperty("version").GetInt32()));
        Assert.Equal("Law", (await client.GetAsync($"{Types}/{id}/versions/1"))["definition", "display"][0].GetProperty("title").GetString());
        (await client.IssueAsync(Body("""{"grade":"first","programme":"Law"}"""))).AssertProblem(HttpStatusCode.BadRequest, "metadata.thesis");
        Assert.Equal(2, (await client.IssueAsync(Body("""{"thesis":"On law"}""")))["credential", "type", "version"].GetInt32());

        foreach (var change in (string[])["UPDATE credential_type_versions SET definition = '{}'", "DELETE FROM credential_type_versions"])
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => issuance.Database.ExecuteAsync(change));
    }

    [Fact]
    public async Task An_archived_type_checks_nothing_and_can_come_back()
    {
        await using var service = await StartAsync();
        var client = new ApiClient(service.HttpClient);
        var id = await RegisterAsync(client);
        for (var i = 0; i < 2; i++) Assert.Equal("archived", (await client.PostAsync($"{Types}/{id}/archive")).TextOf("state"));
        Assert.Equal(HttpStatusCode.Created, (await client.IssueAsync(Body("""{"grade":"any"}"""))).Status);
        Assert.DoesNotContain(id, (await client.GetAsync($"{Types}?state=active&limit=200")).Text, StringComparison.Ordinal);
        Assert.Equal("active", (await client.PostAsync($"{Types}/{id}/restore")).TextOf("state"));
        Assert.Equal(HttpStatusCode.BadRequest, (await client.IssueAsync(Body("""{"grade":"any"}""", holder: "Another"))).Status);
    }

    [Fact]
    public async Task An_issuers_own_type_goes_before_one_for_all_and_a_replacement_is_checked_as_well()
    {
        await using var service = await StartAsync();
        var client = new ApiClient(service.HttpClient);
        Assert.Equal(HttpStatusCode.Created, (await client.PostAsync(Types, $$$"""{"name":"{{{_name}}}","schema":{"type":"object","required":["forAll"]}}""")).Status);
        (await client.IssueAsync(Body("{}"))).AssertProblem(HttpStatusCode.BadRequest, "metadata.forAll");
        await RegisterAsync(client);
        var issued = await client.IssueAsync(Body("""{"grade":"first","programme":"Law"}"""));
        Assert.True(issued.Status == HttpStatusCode.Created, issued.Text);
        var id = issued.TextOf("credential", "id");
        (await client.PostAsync($"/api/v1/credentials/{id}/replace", """{"reason":"error","metadata":{"grade":"first"}}""")).AssertProblem(HttpStatusCode.BadRequest, "metadata.programme");
        var replaced = await client.PostAsync($"/api/v1/credentials/{id}/replace", """{"reason":"error","metadata":{"grade":"second","programme":"Law"}}""");
        Assert.True(replaced.Status == HttpStatusCode.Created, replaced.Text);
        Assert.Equal(issued.TextOf("credential", "type", "id"), replaced.TextOf("credential", "type", "id"));
    }

    [Fact]
    public async Task The_validity_of_a_type_sets_the_end_where_none_is_asked_for_and_bounds_it_where_one_is()
    {
        await using var service = await StartAsync();
        var client = new ApiClient(service.HttpClient);
        var answer = await client.PostAsync(Types, $$$"""{"name":"{{{_name}}}","schema":{"type":"object"},"validity":{"kind":"period","period":"P3Y"}}""");
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Text);
        var issued = await client.IssueAsync(Body("null"));
        var from = DateOnly.Parse(issued.TextOf("credential", "validFrom")!, System.Globalization.CultureInfo.InvariantCulture);
        var last = from.AddYears(3).AddDays(-1);
        Assert.Equal($"{last:yyyy-MM-dd}", issued.TextOf("credential", "expiryDate"));
        Assert.Equal(HttpStatusCode.Created, (await client.IssueAsync(Body("null", holder: "Earlier", more: $",\"expiryDate\":\"{last.AddDays(-1):yyyy-MM-dd}\""))).Status);
        (await client.IssueAsync(Body("null", holder: "Later", more: $",\"expiryDate\":\"{last.AddDays(1):yyyy-MM-dd}\""))).AssertProblem(HttpStatusCode.BadRequest, "expiryDate");
        var renewed = await client.PostAsync($"/api/v1/credentials/{issued.TextOf("credential", "id")}/renew", $$"""{"validFrom":"{{from.AddDays(10):yyyy-MM-dd}}","expiryDate":"{{last.AddDays(11):yyyy-MM-dd}}"}""");
        renewed.AssertProblem(HttpStatusCode.BadRequest, "expiryDate");
        renewed = await client.PostAsync($"/api/v1/credentials/{issued.TextOf("credential", "id")}/renew", $$"""{"validFrom":"{{from.AddDays(10):yyyy-MM-dd}}","expiryDate":"{{last.AddDays(10):yyyy-MM-dd}}"}""");
        Assert.True(renewed.Status == HttpStatusCode.Created, renewed.Text);
    }

    [Fact]
    public async Task Where_types_are_required_nothing_else_is_issued()
    {
        await using var service = await StartAsync(("CredentialTypes__RequireType", "true"));
        var client = new ApiClient(service.HttpClient);
        (await client.IssueAsync(Body("null"))).AssertProblem(HttpStatusCode.BadRequest, "credentialType");
        await RegisterAsync(client);
        Assert.Equal(HttpStatusCode.Created, (await client.IssueAsync(Body("""{"grade":"first","programme":"Law"}"""))).Status);
        Assert.True((await client.GetAsync(Types))["requireType"].GetBoolean());
    }

    [Fact]
    public async Task The_examples_are_loaded_once_and_can_be_used()
    {
        await using var service = await StartAsync();
        var client = new ApiClient(service.HttpClient);
        var all = (string[])["course-certificate", "degree", "licence-to-practise", "membership", "transcript-line"];
        var loaded = await client.PostAsync($"{Types}/examples");
        Assert.True(loaded.Status == HttpStatusCode.OK, loaded.Text);
        Assert.Equal(all, loaded["items"].EnumerateArray().Select(static one => one.GetProperty("id").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(all, (await client.PostAsync($"{Types}/examples"))["present"].EnumerateArray().Select(static one => one.GetString()).Order(StringComparer.Ordinal));
        var issued = await client.IssueAsync(Body("""{"profession":"Nurse","licenceNumber":"RN-1234","jurisdiction":"Bavaria"}""", type: "Licence to practise"));
        Assert.True(issued.Status == HttpStatusCode.Created, issued.Text);
        Assert.NotNull(issued.TextOf("credential", "expiryDate"));
    }

    [Fact]
    public async Task A_badge_says_what_its_type_says_and_only_offered_formats_are_made()
    {
        await using var service = await StartAsync(("Issuers__PublicAddress", Public));
        var client = new ApiClient(service.HttpClient);
        var picture = await client.SendAsync(HttpMethod.Post, $"{Types}/pictures", new ByteArrayContent(Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")));
        Assert.True(picture.Status == HttpStatusCode.Created, picture.Text);
        var type = await client.PostAsync(Types, $$$"""
            {"name":"{{{_name}}}","schema":{"type":"object"},"display":[{"language":"en","title":"Diploma of Law","description":"Law, all of it.","fields":[]}],
             "achievement":{"criteria":"Pass all.","tags":["law"],"image":"{{{picture.TextOf("id")}}}"},"formats":["open-badge","vc-jwt"]}
            """);
        Assert.True(type.Status == HttpStatusCode.Created, type.Text);
        var id = (await client.IssueAsync(Body("null"))).TextOf("credential", "id");
        var badge = await client.GetAsync($"/api/v1/credentials/{id}/documents/open-badge");
        Assert.True(badge.Status == HttpStatusCode.OK, badge.Text);
        var achievement = badge["credentialSubject", "achievement"];
        Assert.Equal("Diploma of Law|Law, all of it.|Pass all.", $"{achievement.GetProperty("name")}|{achievement.GetProperty("description")}|{achievement.GetProperty("criteria").GetProperty("narrative")}");
        Assert.Equal("law", achievement.GetProperty("tag")[0].GetString());
        var address = achievement.GetProperty("image").GetProperty("id").GetString()!;
        Assert.StartsWith(Public, address, StringComparison.Ordinal);
        Assert.Equal("image/png", (await client.GetAsync(address[Public.Length..])).ContentHeaders.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/api/v1/credentials/{id}/documents/vc-jwt")).Status);
        (await client.GetAsync($"/api/v1/credentials/{id}/documents/vc")).AssertProblem(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"https://attacker.example/schema"}}}""", "schema/properties/a/$ref")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#"}}}""", "schema/properties/a/$ref")]
    [InlineData("""{"type":"object","properties":{"a":{"pattern":"(?=a)b"}}}""", "schema/properties/a/pattern")]
    [InlineData("""{"type":"object","properties":{"a":{"pattern":"("}}}""", "schema/properties/a/pattern")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"file"}}}""", "schema/properties/a/type")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","contentEncoding":"base64"}}}""", "schema/properties/a/contentEncoding")]
    [InlineData("""{"type":"string"}""", "schema")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","type":"object"}""", "schema")]
    [InlineData("7", "schema")]
    [InlineData("""{"type":"object"},"display":[{"title":"x","fields":[{"name":"a"}]}]""", "display[0].language", "display[0].fields[0].label")]
    [InlineData("""{"type":"object"},"design":{"colour":"blue","logo":"0"}""", "design.colour", "design.logo")]
    [InlineData("""{"type":"object"},"design":{"logo":"0123456789012345678901234567890123456789012345678901234567890123"}""", "design.logo")]
    [InlineData("""{"type":"object"},"validity":{"kind":"period","period":"P0Y"}""", "validity.period")]
    [InlineData("""{"type":"object"},"validity":{"kind":"until","date":"2026-02-30"}""", "validity.date")]
    [InlineData("""{"type":"object"},"validity":{"kind":"ever"}""", "validity.kind")]
    [InlineData("""{"type":"object"},"formats":["pdf"]""", "formats[0]")]
    [InlineData("""{"type":"object"},"id":"A B","isuer":"x" """, "id", "isuer")]
    public async Task What_is_wrong_with_a_type_is_said_and_nothing_is_registered(string schemaAndMore, params string[] fields)
    {
        var answer = await issuance.Client.PostAsync(Types, $$"""{"name":"{{_name}}","schema":{{schemaAndMore}}}""");
        answer.AssertProblem(HttpStatusCode.BadRequest, fields);
        Assert.Equal(0, (await issuance.Client.GetAsync($"{Types}?name={Uri.EscapeDataString(_name)}"))["items"].GetArrayLength());
    }

    /// <summary>By a backtracking matcher this takes longer than the universe has existed.</summary>
    [Fact]
    public async Task An_expression_that_would_explode_is_matched_at_once()
    {
        await using var service = await StartAsync();
        var client = new ApiClient(service.HttpClient);
        Assert.Equal(HttpStatusCode.Created, (await client.PostAsync(Types, $$$"""{"name":"{{{_name}}}","schema":{"type":"object","properties":{"a":{"type":"string","pattern":"^(a+)+$"} } } }""")).Status);
        (await client.IssueAsync(Body($$"""{"a":"{{new string('a', 5000)}}!"}"""))).AssertProblem(HttpStatusCode.BadRequest, "metadata.a");
    }

    [Fact]
    public async Task Types_have_one_name_each_and_unknown_ones_are_not_found()
    {
        await using var service = await StartAsync();
        var client = new ApiClient(service.HttpClient);
        var id = await RegisterAsync(client);
        (await client.PostAsync(Types, Registration())).AssertProblem(HttpStatusCode.Conflict, "name");
        (await client.PostAsync(Types, $$$"""{"name":"Other","id":"{{{id}}}","schema":{"type":"object"}}""")).AssertProblem(HttpStatusCode.Conflict, "id");
        foreach (var path in (string[])[$"{Types}/no-such", $"{Types}/{id}/versions/2", $"{Types}/no-such/versions", "/credential-types/no-such/versions/1/schema", $"/credential-types/{id}/versions/7/schema", "/credential-types/pictures/00"])
            (await client.GetAsync(path)).AssertProblem(HttpStatusCode.NotFound);
        (await client.PostAsync($"{Types}/no-such/archive")).AssertProblem(HttpStatusCode.NotFound);
        (await client.PostAsync($"{Types}/no-such/versions", """{"schema":{"type":"object"}}""")).AssertProblem(HttpStatusCode.NotFound);
        (await client.SendAsync(HttpMethod.Post, $"{Types}/pictures", new StringContent("<svg onload='alert(1)'/>", Encoding.UTF8, "image/svg+xml"))).AssertProblem(HttpStatusCode.UnsupportedMediaType);
        (await client.SendAsync(HttpMethod.Post, $"{Types}/pictures", new StringContent("<svg onload='alert(1)'/>", Encoding.UTF8, "image/png"))).AssertProblem(HttpStatusCode.BadRequest, "body");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<DotnetService> StartAsync(params (string Name, string Value)[] settings) => issuance.StartServiceAsync([("Issuers__RegisterOnFirstUse", "true"), .. settings]);

    private string Registration() =>
        $$"""
        {"name":"{{_name}}","issuer":"{{_issuer}}","schema":{{Schema}},"display":[{"language":"en","title":"Law","fields":[{"name":"grade","label":"Grade","help":"First or second"}]}],"publicFields":["grade"] }
        """;

    private async Task<string> RegisterAsync(ApiClient client)
    {
        var answer = await client.PostAsync(Types, Registration());
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Text);
        return answer.TextOf("id")!;
    }

    private string Body(string metadata, string? type = null, string holder = "Ada Lovelace", string more = "") =>
        $$"""{"holderName":"{{holder}}","credentialType":"{{type ?? _name}}","issuerName":"{{_issuer}}","metadata":{{metadata}}{{more}}}""";
}
