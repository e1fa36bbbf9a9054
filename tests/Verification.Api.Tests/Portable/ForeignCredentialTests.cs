using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeCredential.VerifiableCredentials.DataIntegrity;
using Microsoft.AspNetCore.Http;
using Verification.Api.Tests.Api;

namespace Verification.Api.Tests.Portable;

/// <summary>Credentials of another issuer, which runs on this machine: what each verdict says, and that nothing but a sound credential of a trusted issuer is valid.</summary>
[Collection(OpenServiceTests.Name)]
public sealed class ForeignCredentialTests(OpenService service) : IAsyncLifetime
{
    private ForeignIssuer _issuer = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ServiceSet Set => service.Set;

    public async ValueTask InitializeAsync() => _issuer = await ForeignIssuer.StartAsync();

    public async ValueTask DisposeAsync() => await _issuer.DisposeAsync();

    [Fact]
    public async Task A_sound_credential_of_an_issuer_that_is_not_trusted_says_so_and_is_not_valid()
    {
        var said = await VerifyAsync(await _issuer.SignAsync(_issuer.Credential()));

        Assert.Equal(("untrusted", false), (ResultOf(said), said.GetProperty("isValid").GetBoolean()));
        Assert.Contains("not among those that are trusted", said.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(("untrusted", "Foreign University"), (IssuerOf(said).GetProperty("standing").GetString(), IssuerOf(said).GetProperty("name").GetString()));
        Assert.Equal(("pass", "pass", "fail"), (Check(said, "proof"), Check(said, "issuer"), Check(said, "trust")));
    }

    [Theory]
    [InlineData("", "valid")]
    [InlineData(""","types":["Degree"]""", "untrusted")]
    [InlineData(""","types":["VerifiableDegree","Degree"],"from":"2025-12-31","to":"2026-01-01" """, "untrusted")]
    [InlineData(""","from":"2026-01-01","to":"2026-01-01" """, "valid")]
    [InlineData(""","from":"2026-01-02" """, "untrusted")]
    [InlineData(""","to":"2025-12-31" """, "untrusted")]
    public async Task Trust_holds_for_its_types_and_its_time(string limits, string result)
    {
        await TrustAsync(limits);
        var said = await VerifyAsync(await _issuer.SignAsync(_issuer.Credential()));

        Assert.Equal((result, result == "valid"), (ResultOf(said), said.GetProperty("isValid").GetBoolean()));
        if (result == "valid") Assert.Equal(("trusted", "Trusted University"), (IssuerOf(said).GetProperty("standing").GetString(), IssuerOf(said).GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Trust_that_is_taken_away_is_gone_at_once()
    {
        var id = await TrustAsync();
        var credential = await _issuer.SignAsync(_issuer.Credential());
        Assert.Equal("valid", ResultOf(await VerifyAsync(credential)));
        await Set.DeleteAsync($"admin/trusted-issuers/{id}");
        Assert.Equal("untrusted", ResultOf(await VerifyAsync(credential)));
    }

    [Fact]
    public async Task A_changed_credential_shows_nothing_of_what_it_says()
    {
        await TrustAsync();
        var signed = await _issuer.SignAsync(_issuer.Credential());
        Assert.Equal("valid", ResultOf(await VerifyAsync(signed)));
        var said = await VerifyAsync(signed.Replace("Ada", "Eve", StringComparison.Ordinal));

        Assert.Equal(("notAuthentic", "fail"), (ResultOf(said), Check(said, "proof")));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (IssuerOf(said).ValueKind, said.GetProperty("document").GetProperty("content").ValueKind));
        Assert.DoesNotContain("Eve", said.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_somebody_else_does_not_speak_for_the_issuer()
    {
        await TrustAsync();
        await using var other = await ForeignIssuer.StartAsync();
        var said = await VerifyAsync(await other.SignAsync(_issuer.Credential())); // Names the trusted issuer, signed by another one with its own key.

        Assert.Equal(("notAuthentic", "fail"), (ResultOf(said), Check(said, "issuer")));
    }

    [Theory]
    [InlineData("revocation", "revoked")]
    [InlineData("suspension", "suspended")]
    public async Task A_bit_in_the_list_counts_for_its_purpose(string purpose, string result)
    {
        await TrustAsync();
        await _issuer.PublishListAsync("/status/set", [7], purpose);
        await _issuer.PublishListAsync("/status/clear", [6, 8], purpose);

        Assert.Equal(result, ResultOf(await VerifyAsync(await _issuer.SignAsync(_issuer.Credential("/status/set", 7, purpose)))));
        Assert.Equal("valid", ResultOf(await VerifyAsync(await _issuer.SignAsync(_issuer.Credential("/status/clear", 7, purpose)))));
    }

    [Fact]
    public async Task Both_purposes_are_checked()
    {
        await TrustAsync();
        await _issuer.PublishListAsync("/status/revocation", []);
        await _issuer.PublishListAsync("/status/suspension", [9], "suspension");
        var credential = _issuer.Credential();
        credential["credentialStatus"] = new JsonArray(_issuer.Entry("/status/revocation", 9), _issuer.Entry("/status/suspension", 9, "suspension"));
        var said = await VerifyAsync(await _issuer.SignAsync(credential));

        Assert.Equal(("suspended", "pass", "fail"), (ResultOf(said), Check(said, "revocation"), Check(said, "suspension")));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("expired")]
    [InlineData("wrong purpose")]
    [InlineData("out of range")]
    [InlineData("of another issuer")]
    [InlineData("tampered")]
    [InlineData("of another type")]
    [InlineData("bomb")]
    public async Task A_list_that_tells_nothing_leaves_the_credential_unchecked(string what)
    {
        await TrustAsync();
        await using var other = await ForeignIssuer.StartAsync();
        var index = 7;
        switch (what)
        {
            case "expired":
                await _issuer.PublishListAsync("/status/1", [], validUntil: "2026-01-02T00:00:00Z");
                break;
            case "wrong purpose":
                await _issuer.PublishListAsync("/status/1", [], "suspension");
                break;
            case "out of range":
                await _issuer.PublishListAsync("/status/1", []);
                index = 131_072;
                break;
            case "of another issuer":
                await other.PublishListAsync("/status/1", []);
                _issuer.Answers["/status/1"] = other.Answers["/status/1"];
                break;
            case "tampered":
                await _issuer.PublishListAsync("/status/1", []);
                var sound = _issuer.Answers["/status/1"];
                _issuer.Answers["/status/1"] = async context =>
                {
                    using var text = new MemoryStream();
                    var body = context.Response.Body;
                    context.Response.Body = text;
                    await sound(context);
                    context.Response.Body = body;
                    await context.Response.WriteAsync(Encoding.UTF8.GetString(text.ToArray()).Replace("2026-01-01", "2026-01-03", StringComparison.Ordinal));
                };
                break;
            case "of another type":
                _issuer.Answer("/status/1", "<html>", "text/html");
                break;
            case "bomb":
                await _issuer.PublishListAsync("/status/1", [], bytes: 64 * 1024 * 1024);
                break;
        }

        var said = await VerifyAsync(await _issuer.SignAsync(_issuer.Credential("/status/1", index)));
        Assert.Equal(("unchecked", false), (ResultOf(said), said.GetProperty("isValid").GetBoolean()));
        Assert.Contains(Check(said, "revocation"), (string[])["unchecked", "fail"]);
        Assert.Contains("could not be checked", said.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_that_is_a_number_is_told_as_a_warning()
    {
        await TrustAsync();
        await _issuer.PublishListAsync("/status/1", []);
        var credential = _issuer.Credential("/status/1", 7);
        credential["credentialStatus"]!["statusListIndex"] = 7;
        var said = await VerifyAsync(await _issuer.SignAsync(credential));

        Assert.Equal("valid", ResultOf(said));
        Assert.Contains(said.GetProperty("warnings").EnumerateArray(), static one => one.GetProperty("code").GetString() == "statusIndexIsNumber");
    }

    [Theory]
    [InlineData("validUntil", "2026-01-02T00:00:00Z", "expired")]
    [InlineData("validFrom", "2999-01-01T00:00:00Z", "notYetValid")]
    public async Task Its_times_count(string member, string moment, string result)
    {
        await TrustAsync();
        var credential = _issuer.Credential();
        credential[member] = moment;
        Assert.Equal(result, ResultOf(await VerifyAsync(await _issuer.SignAsync(credential))));
    }

    [Fact]
    public async Task An_issuer_whose_document_cannot_be_read_leaves_the_credential_unchecked()
    {
        await TrustAsync();
        var signed = await _issuer.SignAsync(_issuer.Credential());
        _issuer.Answers.TryRemove("/.well-known/did.json", out _);
        var said = await VerifyAsync(signed);

        Assert.Equal("unchecked", ResultOf(said));
        Assert.Contains("could not be read", said.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_key_is_asked_for_once_more()
    {
        await TrustAsync();
        var next = $"{_issuer.Did}#key-2";
        _issuer.Answers["/.well-known/did.json"] = context =>
        {
            context.Response.ContentType = "application/did+ld+json";
            context.Response.Headers.CacheControl = "max-age=600";
            return context.Response.WriteAsync(_issuer.DidDocument().ToJsonString());
        };
        Assert.Equal("valid", ResultOf(await VerifyAsync(await _issuer.SignAsync(_issuer.Credential()))));
        _issuer.Publish(_issuer.DidDocument(next));
        var signed = await _issuer.SignAsync(_issuer.Credential(), keyId: next);
        // A kept document is renewed at most every few seconds.
        await Eventually.EqualAsync("valid", async _ => ResultOf(await VerifyAsync(signed)), ServiceSet.Limit, "the new key is found", Token);
    }

    [Fact]
    public async Task DID_documents_that_refer_to_each_other_end()
    {
        await using var other = await ForeignIssuer.StartAsync();
        foreach (var (one, two) in (List<(ForeignIssuer, ForeignIssuer)>)[(_issuer, other), (other, _issuer)])
        {
            var document = one.DidDocument();
            document["verificationMethod"]![0]!["controller"] = two.Did;
            document["controller"] = two.Did;
            document["assertionMethod"] = new JsonArray(two.KeyId);
            one.Publish(document);
        }

        var said = await VerifyAsync(await _issuer.SignAsync(_issuer.Credential()));
        Assert.Contains(ResultOf(said), (string[])["notAuthentic", "unchecked"]);
        Assert.InRange(_issuer.Asked("/.well-known/did.json") + other.Asked("/.well-known/did.json"), 1, 20);
    }

    [Theory]
    [InlineData("did:web:127.0.0.1")]
    [InlineData("did:web:0x7f000001")]
    [InlineData("did:web:169.254.169.254")]
    [InlineData("did:example:123")]
    [InlineData("https://issuer.example")]
    public async Task An_issuer_that_must_not_or_cannot_be_asked_leaves_the_credential_unchecked_or_not_authentic(string did)
    {
        var credential = _issuer.Credential();
        credential["issuer"] = did;
        var said = await VerifyAsync(await _issuer.SignAsync(credential, keyId: $"{did}#key-1"));
        Assert.Contains(ResultOf(said), (string[])["notAuthentic", "unchecked"]);
        Assert.False(said.GetProperty("isValid").GetBoolean());
    }

    [Fact]
    public async Task A_context_that_is_not_bundled_is_never_fetched()
    {
        await TrustAsync();
        var credential = _issuer.Credential();
        credential["@context"]!.AsArray().Add(_issuer.At("/context"));
        _issuer.Answer("/context", """{"@context":{}}""", "application/ld+json");
        var options = new ProofOptions(Cryptosuite.EddsaRdfc2022, new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero));
        var signed = await _issuer.SignAsync(_issuer.Credential(), options);
        Assert.Equal("valid", ResultOf(await VerifyAsync(signed)));
        var with = JsonNode.Parse(signed)!;
        with["@context"] = credential["@context"]!.DeepClone();
        var said = await VerifyAsync(with.ToJsonString());

        Assert.False(said.GetProperty("isValid").GetBoolean());
        Assert.Equal(0, _issuer.Asked("/context"));
    }

    [Fact]
    public async Task A_thousand_proofs_and_deep_nesting_are_refused_fast_and_a_body_of_10_MB_is_too_large()
    {
        var proofs = JsonNode.Parse(await _issuer.SignAsync(_issuer.Credential()))!;
        proofs["proof"] = new JsonArray([.. Enumerable.Range(0, 1000).Select(_ => proofs["proof"]!.DeepClone())]);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Contains(ResultOf(await VerifyAsync(proofs.ToJsonString())), (string[])["malformed", "notAuthentic", "unchecked"]);

        var deep = _issuer.Credential();
        JsonNode inner = new JsonObject();
        for (var i = 0; i < 40; i++) inner = new JsonObject { ["a"] = inner };
        deep["credentialSubject"] = inner;
        deep["proof"] = new JsonObject();
        Assert.False((await VerifyAsync(deep.ToJsonString())).GetProperty("isValid").GetBoolean());
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));

        var large = await PostAsync("api/v1/credentials/verify", $$"""{"verifiableCredential":{"@context":[],"a":"{{new string('x', 10_000_000)}}"} }""", "application/json", HttpStatusCode.RequestEntityTooLarge);
        Assert.False(large.GetProperty("isValid").GetBoolean());
    }

    [Theory]
    [InlineData("""{"verifiableCredential":7}""", "verifiableCredential")]
    [InlineData("""{"verifiableCredential":{},"challenge":"a"}""", "challenge")]
    [InlineData("""{"verifiableCredential":{},"verifiablePresentation":{}}""", "verifiablePresentation")]
    [InlineData("""{"verifiablePresentation":{},"domain":""}""", "domain")]
    [InlineData("""{"id":"01890a5d-ac96-774b-bcce-b302099a8057","challenge":"a"}""", "challenge")]
    public async Task A_request_that_cannot_be_meant_is_refused_by_field(string body, string field)
    {
        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync(body), HttpStatusCode.BadRequest);
        Assert.False(said.GetProperty("isValid").GetBoolean());
        Assert.Equal([field], said.GetProperty("errors").EnumerateObject().Select(static one => one.Name));
    }

    [Fact]
    public async Task A_document_alone_is_a_whole_body_and_one_that_is_none_is_malformed()
    {
        await TrustAsync();
        Assert.Equal("valid", ResultOf(await ServiceSet.ReadAsync(await Set.VerifyAsync(await _issuer.SignAsync(_issuer.Credential())), HttpStatusCode.OK)));
        Assert.Equal("malformed", ResultOf(await VerifyAsync("{}")));
        Assert.Equal("malformed", ResultOf(await ServiceSet.ReadAsync(await Set.VerifyAsync("""{"verifiableCredential":"not.a.jwt"}"""), HttpStatusCode.OK)));
    }

    [Fact]
    public async Task A_presentation_counts_for_its_challenge_its_domain_and_all_credentials_in_it()
    {
        await TrustAsync();
        var sound = JsonNode.Parse(await _issuer.SignAsync(_issuer.Credential()))!;
        var expired = _issuer.Credential();
        expired["validUntil"] = "2026-01-02T00:00:00Z";
        var old = JsonNode.Parse(await _issuer.SignAsync(expired))!;

        var presentation = await PresentAsync(sound);
        Assert.Equal("valid", ResultOf(await PresentedAsync(presentation, ""","challenge":"c-1","domain":"verifier.example" """)));
        Assert.Equal("valid", ResultOf(await PresentedAsync(presentation, "")));
        Assert.Equal("notAuthentic", ResultOf(await PresentedAsync(presentation, ""","challenge":"c-2","domain":"verifier.example" """)));
        Assert.Equal("notAuthentic", ResultOf(await PresentedAsync(presentation, ""","challenge":"c-1","domain":"other.example" """)));
        var said = await PresentedAsync(await PresentAsync(sound, old), ""","challenge":"c-1" """);
        Assert.Equal(("expired", "valid", "expired"), (ResultOf(said), ResultOf(said.GetProperty("credentials")[0]), ResultOf(said.GetProperty("credentials")[1])));
    }

    [Fact]
    public async Task The_VC_API_says_what_a_document_is_worth_by_itself()
    {
        var signed = await _issuer.SignAsync(_issuer.Credential());
        var sound = await Set.PostAsync("credentials/verify", $$"""{"verifiableCredential":{{signed}},"options":{"checks":["proof"]} }""");
        Assert.Equal((true, 0), (sound.GetProperty("verified").GetBoolean(), sound.GetProperty("problemDetails").GetArrayLength()));

        var changed = await Set.PostAsync("credentials/verify", $$"""{"verifiableCredential":{{signed.Replace("Ada", "Eve", StringComparison.Ordinal)}} }""", HttpStatusCode.UnprocessableEntity);
        Assert.False(changed.GetProperty("verified").GetBoolean());
        Assert.Equal("https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR", changed.GetProperty("problemDetails")[0].GetProperty("type").GetString());

        await Set.PostAsync("credentials/verify", "{}", HttpStatusCode.BadRequest);
        using var body = new StringContent("""{"verifiableCredential":{"type":"x"}}""", Encoding.UTF8, "application/json");
        using var malformed = await Set.Http.PostAsync(new Uri("credentials/verify", UriKind.Relative), body, Token);
        Assert.Equal(HttpStatusCode.BadRequest, malformed.StatusCode);

        // An envelope is one by its context and its type, not by what its ID looks like.
        var envelope = """{"id":"data:application/vc+jwt,e30.e30.e30","type":"EnvelopedVerifiableCredential"}""";
        await Set.PostAsync("credentials/verify", $$"""{"verifiableCredential":{{envelope}} }""", HttpStatusCode.BadRequest);

        var presentation = await PresentAsync(JsonNode.Parse(signed)!);
        Assert.True((await Set.PostAsync("presentations/verify", $$"""{"verifiablePresentation":{{presentation}},"options":{"challenge":"c-1","domain":"verifier.example"} }""")).GetProperty("verified").GetBoolean());
        Assert.False((await Set.PostAsync("presentations/verify", $$"""{"verifiablePresentation":{{presentation}},"options":{"challenge":"c-2"} }""", HttpStatusCode.UnprocessableEntity)).GetProperty("verified").GetBoolean());
    }

    [Fact]
    public async Task A_badge_in_a_picture_is_verified()
    {
        await TrustAsync();
        var signed = await _issuer.SignAsync(_issuer.Credential());
        var svg = $"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"><openbadges:credential><![CDATA[{signed}]]></openbadges:credential></svg>""";
        Assert.Equal("valid", ResultOf(await PictureAsync(svg, "image/svg+xml", HttpStatusCode.OK)));
        Assert.False((await PictureAsync("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "image/svg+xml", HttpStatusCode.BadRequest)).GetProperty("isValid").GetBoolean());
        Assert.False((await PictureAsync(svg, "text/plain", HttpStatusCode.UnsupportedMediaType)).GetProperty("isValid").GetBoolean());
        Assert.False((await PictureAsync(new string(' ', 5_000_000), "image/png", HttpStatusCode.RequestEntityTooLarge)).GetProperty("isValid").GetBoolean());
    }

    private static string? ResultOf(JsonElement said) => said.GetProperty("result").GetString();

    private static JsonElement IssuerOf(JsonElement said) => said.GetProperty("document").GetProperty("issuer");

    private static string? Check(JsonElement said, string name) => said.GetProperty("checks").EnumerateArray().Where(check => check.GetProperty("name").GetString() == name).Select(static check => check.GetProperty("status").GetString()).SingleOrDefault();

    private async Task<string> TrustAsync(string limits = "") =>
        (await Set.PostAsync("admin/trusted-issuers", $$"""{"did":"{{_issuer.Did}}","name":"Trusted University"{{limits}}}""", HttpStatusCode.Created)).GetProperty("id").GetString()!;

    private async Task<JsonElement> VerifyAsync(string credential) => await ServiceSet.ReadAsync(await Set.VerifyAsync($$"""{"verifiableCredential":{{credential}}}"""), HttpStatusCode.OK);

    private async Task<JsonElement> PresentedAsync(string presentation, string more) => await ServiceSet.ReadAsync(await Set.VerifyAsync($$"""{"verifiablePresentation":{{presentation}}{{more}}}"""), HttpStatusCode.OK);

    private Task<string> PresentAsync(params JsonNode[] credentials) => _issuer.SignAsync(
        new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
            ["type"] = new JsonArray("VerifiablePresentation"),
            ["holder"] = _issuer.Did,
            ["verifiableCredential"] = new JsonArray([.. credentials.Select(static one => one.DeepClone())]),
        },
        new ProofOptions(Cryptosuite.EddsaJcs2022, new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero)) { Purpose = ProofPurposes.Authentication, Challenge = "c-1", Domain = "verifier.example" });

    private Task<JsonElement> PictureAsync(string picture, string type, HttpStatusCode status) => PostAsync("api/v1/credentials/verify-picture", picture, type, status);

    private async Task<JsonElement> PostAsync(string path, string text, string type, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(text, Encoding.UTF8) };
        request.Content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue(type);
        request.Headers.ExpectContinue = true; // A body that is too large is refused before it is sent.
        return await ServiceSet.ReadAsync(await Set.Http.SendAsync(request, Token), status);
    }
}
