using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeCredential.VerifiableCredentials.Credentials;
using KubeCredential.VerifiableCredentials.DataIntegrity;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.JsonLd;
using KubeCredential.VerifiableCredentials.Rdf;
using KubeCredential.VerifiableCredentials.Verification;

namespace KubeCredential.VerifiableCredentials.Tests;

/// <summary>Documents made to mislead, or to cost much: each has its own code, and none gets far.</summary>
public sealed class HostileDocumentTests
{
    private readonly TestWorld _world = new();

    private byte[] Unsigned => CredentialDocument.Build(_world.Content, CredentialForm.InlineContext);

    public static TheoryData<string, CredentialError> Unreadable => new()
    {
        { "", CredentialError.InvalidJson },
        { "nonsense", CredentialError.InvalidJson },
        { "[]", CredentialError.InvalidMember },
        { "{}", CredentialError.InvalidMember },
        { """{"a":1,"a":2}""", CredentialError.InvalidJson },
        { """{"a":"\ud800"}""", CredentialError.InvalidJson },
        { """{"\udc00":1}""", CredentialError.InvalidJson },
        { """{"@context":"https://www.w3.org/ns/credentials/v2","type":"VerifiableCredential"}""", CredentialError.InvalidMember },
        { """{"@context":["https://example.org/v9"],"type":"VerifiableCredential"}""", CredentialError.UnsupportedDocument },
        { """{"@context":["https://www.w3.org/ns/credentials/v2"],"type":"Other"}""", CredentialError.InvalidMember },
        { """{"@context":["https://www.w3.org/ns/credentials/v2"],"type":"VerifiableCredential","issuer":"no URL","credentialSubject":{"name":"x"}}""", CredentialError.InvalidMember },
        { """{"@context":["https://www.w3.org/ns/credentials/v2"],"type":"VerifiableCredential","issuer":"did:web:a.example","credentialSubject":{}}""", CredentialError.InvalidMember },
        { """{"@context":["https://www.w3.org/ns/credentials/v2"],"type":"VerifiableCredential","issuer":"did:web:a.example","validFrom":"2026-01-01T00:00:00","credentialSubject":{"name":"x"}}""", CredentialError.InvalidMember },
        { """{"@context":["https://www.w3.org/ns/credentials/v2"],"type":"VerifiableCredential","issuer":"did:web:a.example","validFrom":"2026-01-02T00:00:00Z","validUntil":"2026-01-01T00:00:00Z","credentialSubject":{"name":"x"}}""", CredentialError.InvalidMember },
        { """{"@context":"https://www.w3.org/2018/credentials/v1","type":"EnvelopedVerifiableCredential","id":"data:application/vc+jwt,ey.e30.AA"}""", CredentialError.InvalidMember },
        { """{"@context":[],"type":"EnvelopedVerifiablePresentation","id":"data:application/vp+jwt,ey.e30.AA"}""", CredentialError.InvalidMember },
        { """{"type":"EnvelopedVerifiableCredential","id":"data:application/vc+jwt,ey.e30.AA"}""", CredentialError.InvalidMember },
        { "eyJhbGciOiJub25lIn0.eyJ9.", CredentialError.InvalidJson },
        { "eyJhbGciOiJub25lIn0.e30.", CredentialError.UnsupportedProof },
        { "eyJhbGciOiJFUzI1NiJ9.eyJ2YyI6e319.AAAA", CredentialError.LegacyJwt },
        { "eyJhbGciOiJFUzI1NiIsImNyaXQiOlsieCJdfQ.e30.AAAA", CredentialError.UnsupportedProof },
        { "ey.e30=.AA", CredentialError.InvalidJwt },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task What_cannot_be_read_is_refused_with_its_code(string document, CredentialError error)
    {
        var report = await _world.VerifyAsync(document);
        Assert.Equal(error, Assert.Single(report.Checks).Error);
        Assert.NotEqual(VerificationOutcome.Verified, report.Outcome);
        Assert.Null(report.Content);
    }

    /// <summary>A byte that no text in UTF-8 has, where an ID would be.</summary>
    [Fact]
    public async Task What_is_not_in_UTF8_is_refused()
    {
        var bytes = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Unsigned).Replace("urn:uuid", "urn:~uid", StringComparison.Ordinal));
        bytes[bytes.IndexOf((byte)'~')] = 0xd8;
        ReportAssert.Is(await _world.VerifyAsync(bytes), CheckName.Document, CheckResult.Failed, CredentialError.InvalidJson);
        ReportAssert.Is(await _world.VerifyAsync(await _world.JwtAsync(bytes)), CheckName.Document, CheckResult.Failed, CredentialError.InvalidJson);
    }

    [Fact]
    public async Task Size_and_depth_are_limited()
    {
        var large = await _world.VerifyAsync(new byte[10 * 1024 * 1024]);
        ReportAssert.Is(large, CheckName.Document, CheckResult.NotChecked, CredentialError.DocumentTooLarge);
        var deep = await _world.VerifyAsync(string.Concat(Enumerable.Repeat("{\"a\":", 100_000)));
        ReportAssert.Is(deep, CheckName.Document, CheckResult.NotChecked, CredentialError.NestedTooDeeply);
        ReportAssert.Is(await _world.VerifyAsync("{\"a\":\"" + new string('[', 1000) + "\"}"), CheckName.Document, CheckResult.Failed, CredentialError.InvalidMember);
    }

    [Fact]
    public async Task A_thousand_proofs_are_not_looked_at()
    {
        var signed = JsonNode.Parse(await _world.SignAsync(Unsigned))!;
        var proof = signed["proof"]!.ToJsonString();
        signed["proof"] = JsonNode.Parse($"[{string.Join(',', Enumerable.Repeat(proof, 1000))}]");
        var report = await _world.VerifyAsync(signed.ToJsonString());
        ReportAssert.Is(report, CheckName.Proof, CheckResult.NotChecked, CredentialError.TooManyProofs);
        ReportAssert.Is(report, CheckName.Issuer, CheckResult.NotChecked, CredentialError.UnknownKey);
    }

    [Theory]
    [InlineData("\"https://attacker.example/context\"", CredentialError.UnknownContext, CheckResult.NotChecked)]
    [InlineData("{\"name\":\"https://attacker.example/name\"}", CredentialError.InvalidContext, CheckResult.Failed)]
    [InlineData("null", CredentialError.InvalidMember, CheckResult.Failed)]
    [InlineData("{\"@import\":\"https://www.w3.org/ns/credentials/v2\"}", CredentialError.UnsupportedJsonLd, CheckResult.NotChecked)]
    [InlineData("{\"a\":{\"@id\":\"b:a\"},\"b\":{\"@id\":\"a:b\"}}", CredentialError.InvalidContext, CheckResult.Failed)]
    [InlineData("{\"a\":{\"@id\":\"urn:a\",\"@container\":[\"@list\",\"@set\"]}}", CredentialError.InvalidContext, CheckResult.Failed)]
    [InlineData("{\"a\":{\"@id\":\"urn:a\",\"@other\":1}}", CredentialError.InvalidContext, CheckResult.Failed)]
    [InlineData("{\"@vocab\":\"relative\"}", CredentialError.InvalidContext, CheckResult.Failed)]
    [InlineData("{\"@direction\":\"up\"}", CredentialError.InvalidContext, CheckResult.Failed)]
    [InlineData("{\"a\":{\"@id\":\"urn:a\",\"@direction\":true}}", CredentialError.InvalidContext, CheckResult.Failed)]
    public async Task Contexts_that_are_unknown_or_break_rules_are_told_apart(string context, CredentialError error, CheckResult result)
    {
        var signed = JsonNode.Parse(await _world.SignAsync(Unsigned))!;
        signed["@context"]!.AsArray().Add(JsonNode.Parse(context));
        var report = await _world.VerifyAsync(signed.ToJsonString());
        var check = report.Checks.First(static check => check.Error is not null);
        Assert.Equal((error, result), (check.Error!.Value, check.Result));
        Assert.Empty(_world.Asked);
    }

    [Theory]
    [InlineData("undefined", "1")]
    [InlineData("toString", "1")]
    [InlineData("@undefined", "1")]
    [InlineData("a:b c", "1")]
    public async Task A_term_that_nobody_defines_is_not_signed(string name, string value)
    {
        var document = JsonNode.Parse(Unsigned)!;
        document["credentialSubject"]![name] = JsonNode.Parse(value);
        Assert.Equal(CredentialError.UndefinedTerm, (await Assert.ThrowsAsync<CredentialException>(async () => await _world.SignAsync(Encoding.UTF8.GetBytes(document.ToJsonString())))).Code);
    }

    [Theory]
    [InlineData("""{"id":"relative"}""")]
    [InlineData("""{"id":"urn:a b"}""")]
    [InlineData("""{"id":"urn:a> <urn:b"}""")]
    [InlineData("""{"id":7}""")]
    [InlineData("""{"name":{"@value":"x","@language":"en> .\n<urn:x"}}""")]
    [InlineData("""{"name":{"@value":{"a":1}}}""")]
    [InlineData("""{"name":{"@value":"x","@type":"relative"}}""")]
    [InlineData("""{"name":{"@value":"x","@direction":"up"}}""")]
    [InlineData("""{"name":{"@value":"x","@type":"urn:t","@direction":"rtl"}}""")]
    [InlineData("""{"name":{"@value":7,"@direction":"rtl"}}""")]
    [InlineData("""{"name":{"@list":["x"],"description":"y"}}""")]
    [InlineData("""{"@id":"urn:a","id":"urn:b"}""")]
    [InlineData("""{"type":7}""")]
    public void What_JSON_LD_would_drop_or_break_is_refused(string subject)
    {
        var document = JsonElement.Parse($$"""{"@context":"https://www.w3.org/ns/credentials/v2","id":"urn:uuid:1","type":"VerifiableCredential","issuer":"did:web:a.example","credentialSubject":{{subject}}}""");
        Assert.Equal(CredentialError.InvalidJsonLd, Assert.Throws<CredentialException>(() => JsonLdReader.Read(document, 1000)).Code);
    }

    [Theory]
    [InlineData("""{"@reverse":{"urn:p":{"id":"urn:x"}}}""")]
    [InlineData("""{"@included":[{"id":"urn:x","type":"Other"}]}""")]
    public void What_is_not_read_is_said(string subject)
    {
        var document = JsonElement.Parse($$"""{"@context":"https://www.w3.org/ns/credentials/v2","id":"urn:uuid:1","type":"VerifiableCredential","issuer":"did:web:a.example","credentialSubject":{{subject}}}""");
        Assert.Equal(CredentialError.UnsupportedJsonLd, Assert.Throws<CredentialException>(() => JsonLdReader.Read(document, 1000)).Code);
    }

    /// <summary>Without the rules of JSON-LD, which has some of these of its own.</summary>
    [Theory]
    [InlineData("relatedResource", "\"https://example.org/a\"")]
    [InlineData("relatedResource", """{"digestSRI":"sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}""")]
    [InlineData("relatedResource", """{"id":"no URL","digestSRI":"sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}""")]
    [InlineData("relatedResource", """{"id":"https://example.org/a"}""")]
    [InlineData("relatedResource", """{"id":"https://example.org/a","digestSRI":7}""")]
    [InlineData("relatedResource", """{"id":"https://example.org/a","digestSRI":"sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=","mediaType":7}""")]
    [InlineData("relatedResource", """[{"id":"https://example.org/a","digestMultibase":"u47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"},{"id":"https://example.org/a","digestMultibase":"u47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"}]""")]
    [InlineData("name", """{"@value":"x","@type":"urn:t"}""")]
    [InlineData("name", """{"@value":"x","url":"https://example.org/"}""")]
    [InlineData("description", """{"@value":"x","@direction":"up"}""")]
    [InlineData("description", """["x",{"@value":"y","@language":"no language"}]""")]
    [InlineData("issuer", """{"id":"did:web:a.example","name":{"@value":"x","url":"https://example.org/"}}""")]
    [InlineData("issuer", """{"id":"did:web:a.example","description":7}""")]
    public async Task What_the_data_model_describes_otherwise_is_refused(string name, string value)
    {
        var document = JsonNode.Parse(CredentialDocument.Build(_world.Content, CredentialForm.UrlContexts))!;
        document[name] = JsonNode.Parse(value);
        var signed = await _world.SignAsync(Encoding.UTF8.GetBytes(document.ToJsonString()), Cryptosuite.EddsaJcs2022);
        ReportAssert.Is(await _world.VerifyAsync(signed), CheckName.Document, CheckResult.Failed, CredentialError.InvalidMember);
    }

    /// <summary>Digests of the context of the data model as the Recommendation has them (its appendix B.1), of something else, and of kinds that are not known here.</summary>
    [Theory]
    [InlineData("digestSRI", "sha256-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=", true)]
    [InlineData("digestSRI", "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU", true)]
    [InlineData("digestSRI", "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYV", false)]
    [InlineData("digestSRI", "sha3-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=", true)]
    [InlineData("digestMultibase", "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA", true)]
    [InlineData("digestMultibase", "zQmUNM6HqwZxuJ5k6cYRKAiqjUkx1qxWJe4WTqsg7ZJtEFm", true)]
    [InlineData("digestMultibase", "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ", true)]
    [InlineData("digestMultibase", "zQmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n", false)]
    [InlineData("digestMultibase", "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNQ", false)]
    [InlineData("digestMultibase", "uXZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ", false)]
    [InlineData("digestMultibase", "mWZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ", true)]
    public async Task A_context_that_a_credential_lists_is_the_one_that_is_read(string name, string digest, bool isRight)
    {
        var document = JsonNode.Parse(Unsigned)!;
        document["relatedResource"] = new JsonArray(new JsonObject { ["id"] = BundledContexts.CredentialsV2, ["mediaType"] = "application/ld+json", [name] = digest });
        var report = await _world.VerifyAsync(await _world.SignAsync(Encoding.UTF8.GetBytes(document.ToJsonString())));
        if (isRight) ReportAssert.Verified(report);
        else ReportAssert.Is(report, CheckName.Document, CheckResult.Failed, CredentialError.InvalidMember);
    }

    /// <summary>Blank nodes that all refer to each other look alike from everywhere.</summary>
    [Fact]
    public void A_poison_graph_is_given_up_after_a_bounded_number_of_steps()
    {
        const int Nodes = 12;
        var dataset = new RdfDataset(10_000);
        var nodes = Enumerable.Range(0, Nodes).Select(_ => dataset.NewBlank()).ToArray();
        foreach (var one in nodes)
        {
            foreach (var other in nodes.Where(other => other != one)) dataset.Add(one, "<urn:p>", other, null);
        }

        using var output = new PooledBuffer();
        var error = Assert.Throws<CredentialException>(() => Rdfc.Canonicalize(dataset, System.Security.Cryptography.HashAlgorithmName.SHA256, CredentialLimits.Default.MaxCanonicalizationWork, output));
        Assert.Equal(CredentialError.TooMuchWork, error.Code);
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public async Task A_poison_credential_could_not_be_checked()
    {
        var nodes = string.Join(',', Enumerable.Range(0, 12).Select(static one => $$"""{"id":"_:n{{one}}","urn:p:p":[{{string.Join(',', Enumerable.Range(0, 12).Where(other => other != one).Select(static other => $$"""{"id":"_:n{{other}}"}"""))}}]}"""));
        var signed = JsonNode.Parse(await _world.SignAsync(Unsigned))!;
        signed["credentialSubject"] = JsonNode.Parse($"[{nodes}]");
        foreach (var subject in signed["credentialSubject"]!.AsArray())
        {
            var id = subject!["id"]!.GetValue<string>();
            subject.AsObject().Remove("id");
            subject["@id"] = id;
            foreach (var other in subject["urn:p:p"]!.AsArray())
            {
                var target = other!["id"]!.GetValue<string>();
                other.AsObject().Remove("id");
                other["@id"] = target;
            }
        }

        ReportAssert.Is(await _world.VerifyAsync(signed.ToJsonString()), CheckName.Proof, CheckResult.NotChecked, CredentialError.TooMuchWork);
    }

    [Fact]
    public async Task Statements_are_counted()
    {
        var signed = JsonNode.Parse(await _world.SignAsync(Unsigned))!;
        signed["credentialSubject"]!["name"] = new JsonArray([.. Enumerable.Range(0, 20_000).Select(static one => (JsonNode)one.ToString(CultureInfo.InvariantCulture))]);
        ReportAssert.Is(await _world.VerifyAsync(signed.ToJsonString()), CheckName.Proof, CheckResult.NotChecked, CredentialError.TooManyStatements);
    }

    [Theory]
    [InlineData("proofValue", "\"u0123\"", CredentialError.InvalidProof)]
    [InlineData("proofValue", "\"z0OIl\"", CredentialError.InvalidProof)]
    [InlineData("proofValue", "\"zéé\"", CredentialError.InvalidProof)]
    [InlineData("proofValue", "\"z111111\"", CredentialError.SignatureMismatch)]
    [InlineData("proofValue", "7", CredentialError.InvalidProof)]
    [InlineData("type", "\"Ed25519Signature2018\"", CredentialError.UnsupportedProof)]
    [InlineData("cryptosuite", "\"bbs-2023\"", CredentialError.UnsupportedProof)]
    [InlineData("cryptosuite", "\"ecdsa-rdfc-2019\"", CredentialError.UnsupportedKey)]
    [InlineData("cryptosuite", "\"eddsa-jcs-2022\"", CredentialError.SignatureMismatch)]
    [InlineData("proofPurpose", "\"authentication\"", CredentialError.WrongProofPurpose)]
    [InlineData("created", "\"yesterday\"", CredentialError.InvalidProof)]
    [InlineData("created", "\"2026-06-01T12:00:01Z\"", CredentialError.SignatureMismatch)]
    [InlineData("created", "\"2026-06-02T12:00:00Z\"", CredentialError.ProofNotYetValid)]
    [InlineData("expires", "\"2026-05-31T12:00:00Z\"", CredentialError.ProofExpired)]
    [InlineData("expires", "\"2026-07-31T12:00:00Z\"", CredentialError.SignatureMismatch)]
    [InlineData("challenge", "\"c\"", CredentialError.SignatureMismatch)]
    [InlineData("previousProof", "\"urn:missing\"", CredentialError.InvalidProof)]
    [InlineData("verificationMethod", "\"https://example.org/key\"", CredentialError.UnsupportedDid)]
    [InlineData("verificationMethod", "\"did:example:x#key\"", CredentialError.UnsupportedDid)]
    [InlineData("verificationMethod", "\"did:key:z6Mk#z6Mk\"", CredentialError.InvalidKey)]
    [InlineData("verificationMethod", "\"did:web:127.0.0.1#key\"", CredentialError.ForbiddenDidHost)]
    [InlineData("verificationMethod", "\"did:web:nowhere.example#key\"", CredentialError.DidUnavailable)]
    public async Task A_proof_that_was_changed_never_passes(string name, string value, CredentialError error)
    {
        var signed = JsonNode.Parse(await _world.SignAsync(Unsigned))!;
        signed["proof"]![name] = JsonNode.Parse(value);
        var report = await _world.VerifyAsync(signed.ToJsonString());
        Assert.Equal(error, report.Checks.Single(static check => check.Name == CheckName.Proof).Error);
        Assert.NotEqual(VerificationOutcome.Verified, report.Outcome);
    }

    /// <summary>Signatures with a byte more or less, and with the order of the group added to their second half (RFC 8032, section 5.1.7).</summary>
    [Fact]
    public async Task Signatures_of_another_length_or_form_never_match()
    {
        var signed = JsonNode.Parse(await _world.SignAsync(Unsigned))!;
        var signature = DataIntegrityProof.AllOf(JsonElement.Parse(signed.ToJsonString()))[0].Value.ToArray();
        var order = System.Numerics.BigInteger.Pow(2, 252) + System.Numerics.BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);
        var second = (new System.Numerics.BigInteger(signature.AsSpan(32), isUnsigned: true) + order).ToByteArray(isUnsigned: true);
        byte[][] wrong = [signature[..63], [.. signature, 0], [.. signature[..32], .. second, .. new byte[32 - second.Length]], new byte[64], []];
        foreach (var bytes in wrong)
        {
            signed["proof"]!["proofValue"] = Keys.Base58Btc.Encode(bytes);
            var report = await _world.VerifyAsync(signed.ToJsonString());
            Assert.Equal(CheckResult.Failed, report.Checks.Single(static check => check.Name == CheckName.Proof).Result);
        }

        signed["proof"]!["proofValue"] = Keys.Base58Btc.Encode(signature);
        ReportAssert.Verified(await _world.VerifyAsync(signed.ToJsonString()));
    }

    [Fact]
    public async Task Too_many_credentials_in_a_presentation_are_not_looked_at()
    {
        var holder = _world.Issuer;
        var credential = Encoding.UTF8.GetString(await _world.SignAsync(Unsigned));
        var presentation = $$"""{"@context":["https://www.w3.org/ns/credentials/v2"],"type":"VerifiablePresentation","holder":"{{holder.Did}}","verifiableCredential":[{{string.Join(',', Enumerable.Repeat(credential, 17))}}]}""";
        var signed = await _world.SignAsync(Encoding.UTF8.GetBytes(presentation), change: static options => options with { Purpose = ProofPurposes.Authentication });
        var report = await _world.VerifyAsync(signed);
        ReportAssert.Is(report, CheckName.Credentials, CheckResult.NotChecked, CredentialError.TooManyCredentials);
        Assert.Empty(report.Credentials);
    }
}
