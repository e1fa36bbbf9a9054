using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NSec.Cryptography;
using SimpleBase;

namespace Issuance.Api.Tests.Api;

/// <summary>Registered issuers, through the API of a real process.</summary>
public abstract class IssuerTests(IssuanceFixture issuance)
{
    private const string Issuers = "/api/v1/issuers";
    private static readonly byte[] s_png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
    private readonly string _name = $"Ecole {Guid.NewGuid():N}";

    public sealed class OnSqlite(SqliteIssuance issuance) : IssuerTests(issuance), IClassFixture<SqliteIssuance>;

    public sealed class OnPostgres(PostgresIssuance issuance) : IssuerTests(issuance), IClassFixture<PostgresIssuance>;

    private ApiClient Client => issuance.Client;

    [Fact]
    public async Task Only_registered_issuers_issue_unless_the_first_credential_registers_them()
    {
        await using var strict = await issuance.StartServiceAsync(("Issuers__RegisterOnFirstUse", "false"));
        var client = new ApiClient(strict.HttpClient);
        var refused = await client.IssueAsync(BodyOf(_name));
        refused.AssertProblem(HttpStatusCode.BadRequest, "issuerName");
        Assert.Contains("registered", refused["errors", "issuerName"][0].GetString(), StringComparison.Ordinal);
        Assert.Empty((await client.GetAsync($"{Issuers}?name={_name}"))["items"].EnumerateArray());
        Assert.Empty((await client.GetAsync($"/api/v1/credentials?issuer={_name}"))["items"].EnumerateArray());

        var registered = await client.PostAsync(Issuers, $$"""{"name":"{{_name}}","website":"https://ecole.example","contact":"registrar@ecole.example"}""");
        Assert.Equal(HttpStatusCode.Created, registered.Status);
        Assert.Equal((_name, "https://ecole.example/", "registrar@ecole.example", 1), (registered.TextOf("name"), registered.TextOf("website"), registered.TextOf("contact"), registered["revision"].GetInt32()));
        Assert.Equal(HttpStatusCode.Created, (await client.IssueAsync(BodyOf(_name))).Status);

        var other = $"{_name} too";
        Assert.Equal(HttpStatusCode.Created, (await Client.IssueAsync(BodyOf(other))).Status);
        var page = await Client.GetAsync($"{Issuers}?name={other}");
        Assert.Equal((1, true), (page["items"].GetArrayLength(), page["registerOnFirstUse"].GetBoolean()));
        Assert.Equal(HttpStatusCode.Created, (await client.IssueAsync(BodyOf(other, "Another"))).Status);
        Assert.False((await client.GetAsync(Issuers))["registerOnFirstUse"].GetBoolean());
    }

    [Fact]
    public async Task Of_an_issuers_first_credentials_all_at_once_each_is_issued_or_a_duplicate()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 128).Select(i => Client.IssueAsync(BodyOf(_name, $"Type {i / 2}"))));

        Assert.Equal((64, 64), (answers.Count(static one => one.Status == HttpStatusCode.Created), answers.Count(static one => one.Status == HttpStatusCode.Conflict)));
        Assert.Equal(1, (await Client.GetAsync($"{Issuers}?name={_name}"))["items"].GetArrayLength());
    }

    [Theory]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name":"a\u0007"}""", "name")]
    [InlineData("""{"name":"A","slug":"A B"}""", "slug")]
    [InlineData("""{"name":"A","slug":7}""", "slug")]
    [InlineData("""{"name":"A","website":"javascript:alert(1)"}""", "website")]
    [InlineData("""{"name":"A","website":"https://user:secret@a.example"}""", "website")]
    [InlineData("""{"name":"A","website":"a.example"}""", "website")]
    [InlineData("""{"name":"A","contact":"nobody"}""", "contact")]
    [InlineData("""{"name":"A","logo":"x"}""", "logo")]
    [InlineData("""[]""", "body")]
    public async Task Bad_registrations_are_refused_by_field(string body, string field) => (await Client.PostAsync(Issuers, body)).AssertProblem(HttpStatusCode.BadRequest, field);

    [Fact]
    public async Task A_name_and_a_slug_are_taken_once()
    {
        var slug = $"s-{Guid.NewGuid():N}";
        Assert.Equal(HttpStatusCode.Created, (await Client.PostAsync(Issuers, $$"""{"name":"{{_name}}","slug":"{{slug}}"}""")).Status);
        (await Client.PostAsync(Issuers, $$"""{"name":"{{_name}}"}""")).AssertProblem(HttpStatusCode.Conflict, "name");
        (await Client.PostAsync(Issuers, $$"""{"name":"{{_name}} too","slug":"{{slug}}"}""")).AssertProblem(HttpStatusCode.Conflict, "slug");
    }

    [Fact]
    public async Task A_profile_is_changed_as_it_was_read()
    {
        var registered = await Client.PostAsync(Issuers, $$"""{"name":"{{_name}}"}""");
        var path = $"{Issuers}/{registered.TextOf("slug")}";
        var etag = registered.Headers.ETag!.ToString();
        var changed = await PutAsync(path, """{"website":"https://ecole.example/a","contact":null}""", etag);
        Assert.Equal((HttpStatusCode.OK, "https://ecole.example/a"), (changed.Status, changed.TextOf("website")));
        (await PutAsync(path, "{}", etag)).AssertProblem(HttpStatusCode.PreconditionFailed);
        (await PutAsync(path, """{"name":"Another"}""")).AssertProblem(HttpStatusCode.BadRequest, "name");
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(path, "{}")).Status);
        Assert.Equal(JsonValueKind.Null, (await Client.GetAsync(path))["website"].ValueKind);
        (await PutAsync($"{Issuers}/nobody-{Guid.NewGuid():N}", "{}")).AssertProblem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_logo_is_a_picture_that_cannot_contain_scripts()
    {
        var slug = (await Client.PostAsync(Issuers, $$"""{"name":"{{_name}}"}""")).TextOf("slug");
        foreach (var bad in (byte[][])[[], "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray(), [.. s_png, .. new byte[48 * 1024]], s_png[..^30]])
            (await LogoAsync(slug!, bad)).AssertProblem(HttpStatusCode.BadRequest, "body");
        (await Client.GetAsync($"/issuers/{slug}/logo")).AssertProblem(HttpStatusCode.NotFound);

        var shown = await LogoAsync(slug!, s_png);
        Assert.Equal($"/issuers/{slug}/logo?v=2", shown.TextOf("logo"));
        using (var http = new HttpClient { BaseAddress = issuance.Service.Url }) // Everybody may see it.
        {
            using var logo = await http.GetAsync(new Uri(shown.TextOf("logo")!, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.OK, "image/png", "nosniff"), (logo.StatusCode, logo.Content.Headers.ContentType?.MediaType, logo.Headers.GetValues("X-Content-Type-Options").Single()));
            Assert.Equal(s_png, await logo.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(JsonValueKind.Null, (await Client.SendAsync(HttpMethod.Delete, $"{Issuers}/{slug}/logo"))["logo"].ValueKind);
        Assert.Equal(HttpStatusCode.OK, (await Client.SendAsync(HttpMethod.Delete, $"{Issuers}/{slug}/logo")).Status);
    }

    [Fact]
    public async Task The_DID_document_has_the_keys_a_retired_one_without_an_end_and_a_compromised_one_as_revoked()
    {
        await using var published = await issuance.StartServiceAsync(("Issuers__PublicAddress", "https://credentials.example.org:8443/kc"));
        var client = new ApiClient(published.HttpClient);
        var registered = await client.PostAsync(Issuers, $$"""{"name":"{{_name}}"}""");
        var slug = registered.TextOf("slug");
        var did = $"did:web:credentials.example.org%3A8443:kc:issuers:{slug}";
        Assert.Equal(did, registered.TextOf("did"));
        (await Client.GetAsync($"/issuers/{slug}/did.json")).AssertProblem(HttpStatusCode.NotFound); // The other replica has no public address.
        (await client.GetAsync("/issuers/nobody/did.json")).AssertProblem(HttpStatusCode.NotFound);

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync($"{Issuers}/{slug}/keys/rotate")).Status);
        var keys = (await client.GetAsync($"{Issuers}/{slug}/keys"))["items"].EnumerateArray().ToArray();
        var lost = keys.First(static key => key.GetProperty("state").GetString() == "active" && key.GetProperty("algorithm").GetString() == "Ed25519").GetProperty("keyId").GetString();
        (await client.PostAsync($"{Issuers}/{slug}/keys/{lost}/compromise")).AssertProblem(HttpStatusCode.BadRequest, "reason");
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync($"{Issuers}/{slug}/keys/{lost}/compromise?reason=lost")).Status);
        (await client.PostAsync($"{Issuers}/{slug}/keys/{lost}/compromise?reason=lost")).AssertProblem(HttpStatusCode.Conflict);

        var document = await client.GetAsync($"/issuers/{slug}/did.json");
        Assert.Equal("application/did+ld+json", document.ContentHeaders.ContentType?.MediaType);
        Assert.Equal(did, document.TextOf("id"));
        var states = (await client.GetAsync($"{Issuers}/{slug}/keys"))["items"].EnumerateArray().ToDictionary(static key => $"{key.GetProperty("keyId").GetString()}", static key => (Algorithm: key.GetProperty("algorithm").GetString(), State: key.GetProperty("state").GetString()));
        Assert.Equal(7, states.Count);
        var asserting = document["assertionMethod"].EnumerateArray().Select(static one => one.GetString()).ToHashSet();
        Assert.Equal(6, asserting.Count);
        foreach (var method in document["verificationMethod"].EnumerateArray())
        {
            var id = method.GetProperty("id").GetString()!;
            var (algorithm, state) = states[id.Split('#')[1]];
            Assert.Equal((did, "Multikey", $"{did}#"), (method.GetProperty("controller").GetString(), method.GetProperty("type").GetString(), id.Split('#')[0] + "#"));
            Assert.Equal(state == "compromised", method.TryGetProperty("revoked", out _));
            Assert.Equal(state != "compromised", asserting.Contains(id));
            var key = method.GetProperty("publicKeyMultibase").GetString()!;
            Assert.StartsWith(algorithm == "P-256" ? "zDn" : "z6Mk", key, StringComparison.Ordinal); // As everybody's Multikeys of these kinds begin.
            var bytes = Base58.Bitcoin.Decode(key.AsSpan(1));
            if (algorithm == "P-256") Assert.Equal((35, 0x80, 0x24), (bytes.Length, bytes[0], bytes[1]));
            else Assert.True(PublicKey.TryImport(SignatureAlgorithm.Ed25519, bytes.AsSpan(2), KeyBlobFormat.RawPublicKey, out _));
        }
    }

    private static string BodyOf(string issuer, string type = "Diploma") => $$"""{"holderName":"Ada Lovelace","credentialType":"{{type}}","issuerName":"{{issuer}}"}""";

    private Task<Answer> PutAsync(string path, string json, string? etag = null) =>
        Client.SendAsync(HttpMethod.Put, path, new StringContent(json, Encoding.UTF8, "application/json"), etag is null ? [] : [("If-Match", etag)]);

    private Task<Answer> LogoAsync(string slug, byte[] picture)
    {
        var content = new ByteArrayContent(picture);
        content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        return Client.SendAsync(HttpMethod.Put, $"{Issuers}/{slug}/logo", content);
    }
}
