using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeCredential.Text;
using KubeCredential.VerifiableCredentials.Credentials;
using KubeCredential.VerifiableCredentials.DataIntegrity;
using KubeCredential.VerifiableCredentials.Dids;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.JsonLd;
using KubeCredential.VerifiableCredentials.Keys;
using KubeCredential.VerifiableCredentials.OpenBadges;
using KubeCredential.VerifiableCredentials.Rdf;
using KubeCredential.VerifiableCredentials.StatusLists;
using KubeCredential.VerifiableCredentials.Verification;

namespace KubeCredential.VerifiableCredentials.Tests;

/// <summary>Others verify what the library makes, and the library verifies what others make.</summary>
public sealed class RefereeTests(Referee referee) : IClassFixture<Referee>
{
    private const int Graphs = 1500;

    private readonly TestWorld _world = new();

    public static TheoryData<Cryptosuite, KeyAlgorithm> Suites => RoundTripTests.Suites;

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task Digital_Bazaars_verifier_says_of_our_credentials_what_ours_says(Cryptosuite suite, KeyAlgorithm algorithm)
    {
        var issuer = new TestSigner(algorithm, did: "did:web:issuer.example");
        var now = DateTimeOffset.UtcNow; // It looks at the machine's clock for the status list.
        var world = new TestWorld(now);
        world.Dids[issuer.Did] = DidDocument.Parse(issuer.Document.ToJson(), issuer.Did);
        var content = world.Content with { Issuer = issuer.Did, Statuses = TestWorld.BothEntries };
        var signed = await world.SignAsync(CredentialDocument.Build(content, suite.IsJcs() ? CredentialForm.UrlContexts : CredentialForm.InlineContext), suite, issuer);
        var listSuite = algorithm == KeyAlgorithm.Ed25519 ? Cryptosuite.EddsaRdfc2022 : Cryptosuite.EcdsaRdfc2019;

        await PublishAsync([], []);
        await AgreeAsync(Encoding.UTF8.GetString(signed), verified: true);
        await AgreeAsync(Encoding.UTF8.GetString(signed).Replace("First", "Third", StringComparison.Ordinal), verified: false);
        await PublishAsync([94_567], []);
        await AgreeAsync(Encoding.UTF8.GetString(signed), verified: false, revoked: true);
        await PublishAsync([], [12]);
        await AgreeAsync(Encoding.UTF8.GetString(signed), verified: false, suspended: true);

        async Task PublishAsync(int[] revoked, int[] suspended)
        {
            foreach (var (address, purpose, set) in ((string, string, int[])[])[(TestWorld.RevocationAddress, StatusPurposes.Revocation, revoked), (TestWorld.SuspensionAddress, StatusPurposes.Suspension, suspended)])
            {
                var bits = new Bitstring(Bitstring.MinBits);
                foreach (var index in set) bits[index] = true;
                world.Files[address] = await world.SignAsync(StatusListCredential.Build(new StatusListContent(address, issuer.Did, purpose, bits, now, now.AddDays(1), TimeSpan.FromMinutes(5))), listSuite, issuer);
            }
        }

        async Task AgreeAsync(string credential, bool verified, bool revoked = false, bool suspended = false)
        {
            var ours = await world.VerifyAsync(credential);
            Assert.True(ours.Outcome == VerificationOutcome.Verified == verified, ReportAssert.Show(ours));
            var theirs = await referee.AskAsync("verify", new JsonObject { ["credential"] = JsonNode.Parse(credential), ["files"] = FilesOf(world, issuer), ["now"] = Rfc3339.Format(now) });
            var isGood = theirs.GetProperty("verified").GetBoolean();
            var statuses = theirs.GetProperty("status").EnumerateArray().ToArray();
            bool Set(string purpose) => statuses.Any(status => status.GetProperty("purpose").GetString() == purpose && status.GetProperty("status").GetBoolean());
            // It keeps the proof and the status apart: a revoked credential is verified, with its status beside it.
            Assert.True(isGood == (verified || revoked || suspended), theirs.ToString());
            if (isGood) Assert.Equal((2, revoked, suspended), (statuses.Length, Set(StatusPurposes.Revocation), Set(StatusPurposes.Suspension)));
        }
    }

    [Theory]
    [InlineData("eddsa-rdfc-2022", null)]
    [InlineData("eddsa-jcs-2022", null)]
    [InlineData("ecdsa-rdfc-2019", "P-256")]
    [InlineData("ecdsa-rdfc-2019", "P-384")]
    [InlineData("ecdsa-jcs-2019", "P-256")]
    [InlineData("ecdsa-jcs-2019", "P-384")]
    public async Task We_verify_what_Digital_Bazaars_library_issues(string suite, string? curve)
    {
        var credential = JsonNode.Parse(CredentialDocument.Build(_world.Content, suite.Contains("jcs", StringComparison.Ordinal) ? CredentialForm.UrlContexts : CredentialForm.InlineContext));
        var answer = await referee.AskAsync("issue", new JsonObject { ["credential"] = credential, ["suite"] = suite, ["curve"] = curve, ["created"] = "2026-06-01T11:00:00Z" });
        Assert.True(answer.TryGetProperty("credential", out var issued), answer.ToString());
        var report = await _world.VerifyAsync(issued.GetRawText());
        ReportAssert.Verified(report);
        Assert.Equal(answer.GetProperty("did").GetString(), report.Content!.Issuer);
        ReportAssert.Is(await _world.VerifyAsync(issued.GetRawText().Replace("First", "Third", StringComparison.Ordinal)), CheckName.Proof, CheckResult.Failed, CredentialError.SignatureMismatch);
    }

    /// <summary>Its clock is the machine's.</summary>
    [Fact]
    public async Task The_Digital_Credentials_Consortiums_verifier_reads_our_badges()
    {
        var world = new TestWorld(DateTimeOffset.UtcNow);
        await world.PublishAsync();
        var badge = new OpenBadge(world.Issuer.Did, "University of Examples", new BadgeAchievement("urn:uuid:01890a5d-ac96-774b-bcce-b302099a8051", "BSc Physics", "A degree.", "Pass all courses."), world.Clock.GetUtcNow().AddDays(-1))
        {
            HolderId = "did:example:zoe",
            Statuses = TestWorld.BothEntries,
        };
        var signed = Encoding.UTF8.GetString(await world.SignAsync(badge.Build(Guid.NewGuid())));
        var fresh = await AskAsync(signed);
        Assert.True(fresh.GetProperty("log").TryGetProperty("valid_signature", out var valid) && valid.GetBoolean(), fresh.ToString());
        Assert.True(fresh.GetProperty("log").GetProperty("revocation_status").GetBoolean(), fresh.ToString());
        await world.PublishAsync(revoked: [94_567]);
        Assert.False((await AskAsync(signed)).GetProperty("log").GetProperty("revocation_status").GetBoolean());
        await world.PublishAsync(suspended: [12]);
        Assert.False((await AskAsync(signed)).GetProperty("log").GetProperty("suspension_status").GetBoolean());
        var tampered = await AskAsync(signed.Replace("BSc", "MSc", StringComparison.Ordinal));
        Assert.False(tampered.GetProperty("log").TryGetProperty("valid_signature", out valid) && valid.GetBoolean(), tampered.ToString());

        Task<JsonElement> AskAsync(string credential) => referee.AskAsync("core", new JsonObject
        {
            ["credential"] = JsonNode.Parse(credential),
            ["files"] = new JsonObject(world.Files.Select(static file => KeyValuePair.Create(file.Key, JsonNode.Parse(file.Value)))),
        });
    }

    [Theory]
    [InlineData(KeyAlgorithm.Ed25519)]
    [InlineData(KeyAlgorithm.P256)]
    [InlineData(KeyAlgorithm.P384)]
    public async Task Jose_reads_our_JWTs_and_we_read_its(KeyAlgorithm algorithm)
    {
        var issuer = new TestSigner(algorithm, did: "did:web:issuer.example");
        var document = CredentialDocument.Build(_world.Content with { Issuer = issuer.Did }, CredentialForm.InlineContext);
        var jwt = Encoding.ASCII.GetString(await _world.JwtAsync(document, issuer));
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) JsonWebKey.Write(json, issuer.Public);
        var read = await referee.AskAsync("jwtVerify", new JsonObject { ["jwt"] = jwt, ["jwk"] = JsonNode.Parse(stream.ToArray()), ["now"] = "2026-06-01T12:00:00Z" });
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(document), read.GetProperty("payload")), read.ToString());
        Assert.Equal("vc+jwt", read.GetProperty("header").GetProperty("typ").GetString());
        Assert.True((await referee.AskAsync("jwtVerify", new JsonObject { ["jwt"] = jwt[..^6] + "AAAAAA", ["jwk"] = JsonNode.Parse(stream.ToArray()), ["now"] = "2026-06-01T12:00:00Z" })).TryGetProperty("failed", out _));

        var alg = algorithm switch { KeyAlgorithm.P256 => "ES256", KeyAlgorithm.P384 => "ES384", _ => "EdDSA" };
        var payload = JsonNode.Parse(document)!.AsObject();
        payload["iss"] = issuer.Did;
        payload["exp"] = TestWorld.Start.AddHours(1).ToUnixTimeSeconds();
        var signed = await referee.AskAsync("jwtSign", new JsonObject { ["payload"] = payload, ["alg"] = alg, ["did"] = issuer.Did });
        _world.Dids[issuer.Did] = issuer.Document with { VerificationMethods = [new VerificationMethod(issuer.Key.VerificationMethod, "JsonWebKey", issuer.Did) { Key = JsonWebKey.Parse(signed.GetProperty("jwk")) }] };
        ReportAssert.Verified(await _world.VerifyAsync(signed.GetProperty("jwt").GetString()!));
        _world.Clock.Advance(TimeSpan.FromHours(2));
        ReportAssert.Is(await _world.VerifyAsync(signed.GetProperty("jwt").GetString()!), CheckName.Proof, CheckResult.Failed, CredentialError.ProofExpired);
    }

    /// <summary>
    /// Without numbers such as 1e-7, which jsonld.js 9.0.0 takes for the integer 0: their text has no point. And without what it loses of directions: that of a context once another context follows, and the second of
    /// two texts that differ in nothing else.
    /// </summary>
    public static TheoryData<string> Documents =>
    [
        """{"type":["VerifiableCredential","https://example.org/Type"],"issuer":"did:web:a.example","credentialSubject":[{"id":"did:a:b","name":"x"},{"name":{"@value":"y","@language":"DE-de"}}]}""",
        """{"type":"VerifiableCredential","issuer":{"id":"did:web:a.example","name":[{"@value":"a","@language":"en"},"b"]},"credentialSubject":{"name":"\"\\\n\u0001\u007f\u20ac\ud83d\ude00"}}""",
        """{"type":"VerifiableCredential","issuer":"did:web:a.example","credentialSubject":{"https://example.org/n":[1,1.5,-0.0,1e21,1.5e-7,123456789012345680000,true,false,null],"urn:p:list":{"@list":["a",{"@list":[]},["b"]]}}}""",
        """{"type":"VerifiableCredential","issuer":"did:web:a.example","credentialSubject":{"urn:p:a":{"@id":"_:x"},"urn:p:b":[{"@id":"_:x","urn:p:c":{"@id":"_:y"}},{"@id":"_:y","urn:p:c":{"@id":"_:x"}}]},"evidence":[{"type":"urn:t:E"},{"type":"urn:t:E"},{"type":"urn:t:F"}]}""",
        """{"@context":{"@protected":true,"T":{"@id":"urn:T","@context":{"inner":{"@id":"urn:inner","@type":"@json"},"lang":{"@id":"urn:lang","@container":"@language"},"l":{"@id":"urn:l","@container":"@list","@type":"@id"}}},"p":{"@id":"urn:p","@context":{"q":"urn:q"}}},"type":["VerifiableCredential","T"],"issuer":"did:web:a.example","inner":{"b":[2,1],"a":1e3},"lang":{"de":"Ja","en":["yes","yeah"]},"l":["urn:1","urn:2","urn:1"],"credentialSubject":{"p":{"q":"x"}}}""",
        """{"type":"VerifiableCredential","issuer":{"id":"did:web:a.example","name":[{"@value":"a","@language":"AR","@direction":"rtl"},{"@value":"a","@direction":"rtl"},{"@value":"b","@language":"ar"}]},"name":{"@value":"a\"b","@direction":"ltr","@language":"en-GB"},"credentialSubject":{"name":"x"}}""",
        """{"@context":{"ex":"urn:ex:","none":{"@id":"ex:none","@direction":null},"ltr":{"@id":"ex:ltr","@direction":"ltr","@language":"en"},"typed":{"@id":"ex:typed","@type":"ex:t","@direction":"rtl"},"lang":{"@id":"ex:lang","@container":"@language","@direction":"rtl"},"list":{"@id":"ex:list","@container":"@list","@direction":"rtl"}},"type":"VerifiableCredential","issuer":"did:web:a.example","credentialSubject":{"none":"a","ltr":["b",{"@value":"c"}],"typed":"c","lang":{"ar":"d","@none":"e"},"list":["f",1,true],"ex:plain":"g"}}""",
        """{"@context":{"ex":"https://example.org/","idx":{"@id":"ex:idx","@container":"@index"},"d":{"@id":"ex:d","@type":"http://www.w3.org/2001/XMLSchema#date"},"v":{"@id":"ex:v","@type":"@vocab"},"none":{"@id":"ex:none","@type":"@none","@language":"en"},"en":{"@id":"ex:en","@language":"en"}},"type":"VerifiableCredential","issuer":"did:web:a.example","credentialSubject":{"idx":{"a":"1","b":["2","3"]},"d":"2026-01-01","v":"ex:term","none":"x","en":"text","ex:direct":{"@value":"7","@type":"ex:int"},"ex:set":{"@set":["a","b"]}}}""",
        """{"type":"VerifiablePresentation","holder":"did:web:h.example","verifiableCredential":[{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"type":["VerifiableCredential","OpenBadgeCredential"],"issuer":{"id":"did:web:a.example","type":["Profile"],"name":"N"},"credentialSubject":{"type":["AchievementSubject"],"achievement":{"id":"urn:a","type":["Achievement"],"name":"N","description":"D","criteria":{"narrative":"C"}}},"proof":{"type":"DataIntegrityProof","cryptosuite":"x","proofPurpose":"assertionMethod","verificationMethod":"did:web:a.example#k","created":"2026-01-01T00:00:00Z","proofValue":"z1"}}]}""",
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Documents_have_the_canonical_form_that_jsonld_js_gives_them(string text)
    {
        var document = JsonNode.Parse(text)!.AsObject();
        var context = document["@context"]?.DeepClone();
        document["@context"] = context is null ? new JsonArray("https://www.w3.org/ns/credentials/v2") : new JsonArray("https://www.w3.org/ns/credentials/v2", context);
        var theirs = await referee.AskAsync("canonize", new JsonObject { ["document"] = document.DeepClone() });
        Assert.True(theirs.TryGetProperty("nquads", out var nquads), theirs.ToString());
        using var output = new PooledBuffer();
        Rdfc.Canonicalize(JsonLdReader.Read(JsonElement.Parse(document.ToJsonString()), 1000), System.Security.Cryptography.HashAlgorithmName.SHA256, 100_000, output);
        Assert.Equal(nquads.GetString(), Encoding.UTF8.GetString(output.Written));
    }

    /// <summary>Small graphs of blank nodes, most of which look alike.</summary>
    [Fact]
    public async Task Graphs_have_the_canonical_form_that_rdf_canonize_gives_them()
    {
        var (random, compared) = (new Random(20261129), 0);
        for (var round = 0; round < Graphs; round++)
        {
            var dataset = new RdfDataset(1000);
            var nodes = Enumerable.Range(0, random.Next(1, 9)).Select(_ => dataset.NewBlank()).ToArray();
            var text = new StringBuilder();
            for (var quad = random.Next(1, 14); quad > 0; quad--)
            {
                var (subject, value, graph) = (random.Next(nodes.Length), random.Next(3) == 0 ? -1 - random.Next(3) : random.Next(nodes.Length), random.Next(6) == 0 ? random.Next(nodes.Length) : -1);
                var predicate = random.Next(2) == 0 ? "<urn:p>" : "<urn:q>";
                dataset.Add(nodes[subject], predicate, value < 0 ? RdfTerm.Literal($"{value}", null) : nodes[value], graph < 0 ? null : nodes[graph]);
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"_:n{subject} {predicate} {(value < 0 ? $"\"{value}\"" : $"_:n{value}")} {(graph < 0 ? "" : $"_:n{graph} ")}.\n");
            }

            var theirs = await referee.AskAsync("canonizeQuads", new JsonObject { ["nquads"] = text.ToString() });
            if (theirs.TryGetProperty("failed", out _)) continue; // It has a limit of its own.
            compared++;
            using var output = new PooledBuffer();
            Rdfc.Canonicalize(dataset, System.Security.Cryptography.HashAlgorithmName.SHA256, 1_000_000, output);
            Assert.True(theirs.GetProperty("nquads").GetString() == Encoding.UTF8.GetString(output.Written), $"{text}\n{theirs.GetProperty("nquads").GetString()}\n{Encoding.UTF8.GetString(output.Written)}");
        }

        Assert.True(compared > Graphs * 9 / 10, $"{compared} of {Graphs} graphs were compared.");
    }

    private static JsonObject FilesOf(TestWorld world, TestSigner issuer)
    {
        var files = new JsonObject(world.Files.Select(static file => KeyValuePair.Create(file.Key, JsonNode.Parse(file.Value))));
        files[issuer.Did] = JsonNode.Parse(issuer.Document.ToJson());
        return files;
    }
}
