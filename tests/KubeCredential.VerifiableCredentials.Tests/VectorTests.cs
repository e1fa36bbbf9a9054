using System.Text;
using System.Text.Json;
using KubeCredential.VerifiableCredentials.DataIntegrity;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.JsonLd;
using KubeCredential.VerifiableCredentials.Keys;
using KubeCredential.VerifiableCredentials.Rdf;

namespace KubeCredential.VerifiableCredentials.Tests;

/// <summary>The specifications' own vectors; see Vectors/README.md.</summary>
public sealed class VectorTests
{
    private const string Examples = "\"https://www.w3.org/ns/credentials/examples/v2\"";

    [Theory]
    [InlineData("jcs-weird")]
    [InlineData("jcs-values")]
    [InlineData("jcs-structures")]
    public void Json_has_the_canonical_form_that_was_published(string name)
    {
        var lines = File.ReadAllLines(PathOf(name));
        Assert.Equal(lines[1], Encoding.UTF8.GetString(Jcs.Canonicalize(JsonElement.Parse(lines[0]))));
    }

    /// <summary>RFC 8785, appendix B.</summary>
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Numbers_are_written_as_the_RFC_has_them(ulong bits, string expected)
    {
        using var buffer = new PooledBuffer();
        Jcs.WriteNumber(BitConverter.UInt64BitsToDouble(bits), buffer);
        Assert.Equal(expected, Encoding.ASCII.GetString(buffer.Written));
    }

    [Theory]
    [InlineData("eddsa-rdfc-2022")]
    [InlineData("eddsa-jcs-2022")]
    [InlineData("ecdsa-rdfc-2019-p256")]
    [InlineData("ecdsa-rdfc-2019-p384")]
    [InlineData("ecdsa-jcs-2019-p256")]
    [InlineData("ecdsa-jcs-2019-p384")]
    [InlineData("eddsa-rdfc-2022-chain")]
    public void Proofs_that_were_published_match_and_do_not_once_the_document_is_changed(string name)
    {
        var text = File.ReadAllText(PathOf(name));
        // The context of examples is not bundled. What it says is written in its place; RDF does not tell the difference.
        if (name.Contains("rdfc", StringComparison.Ordinal)) text = text.Replace(Examples, """{"@vocab":"https://www.w3.org/ns/credentials/examples#"}""", StringComparison.Ordinal);
        var document = JsonElement.Parse(text);
        var changed = JsonElement.Parse(text.Replace("The School of Examples", "The School of Example", StringComparison.Ordinal));
        var proofs = DataIntegrityProof.AllOf(document);
        foreach (var proof in proofs)
        {
            var key = Multikey.Parse(proof.VerificationMethod[(proof.VerificationMethod.IndexOf('#', StringComparison.Ordinal) + 1)..]);
            Assert.True(proof.Matches(document, proofs, key), proof.VerificationMethod);
            Assert.False(proof.Matches(changed, proofs, key));
        }
    }

    /// <summary>The combined hash of the vector, so that a mistake in a stage is not made up for by another one.</summary>
    [Fact]
    public void What_is_signed_is_what_was_published()
    {
        var document = JsonElement.Parse(File.ReadAllText(PathOf("eddsa-rdfc-2022")).Replace(Examples, """{"@vocab":"https://www.w3.org/ns/credentials/examples#"}""", StringComparison.Ordinal));
        var options = JsonDocuments.Rewrite(JsonDocuments.Without(document.GetProperty("proof"), "proofValue"), "@context", document.GetProperty("@context").WriteTo);
        var data = Cryptosuite.EddsaRdfc2022.DataToSign(KeyAlgorithm.Ed25519, options, JsonDocuments.Without(document, "proof"), CredentialLimits.Default);
        Assert.Equal("4c4d3890a157f8d611b13c265c2c22f39aa0a567c7c7dd9ba3e45cd579784eeb517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017", Convert.ToHexStringLower(data));
    }

    /// <summary>JSON-LD 1.1, section 4.2.4.1: the direction of a context is that of plain texts. RDF has it as a datatype (JSON-LD 1.1 API, section 8.2.2).</summary>
    [Theory]
    [InlineData(""" "x" """, "\"x\"^^<https://www.w3.org/ns/i18n#en_rtl>")]
    [InlineData("""{"@value":"x","@language":"ar","@direction":"ltr"}""", "\"x\"^^<https://www.w3.org/ns/i18n#ar_ltr>")]
    [InlineData("""{"@value":"x","@direction":"ltr"}""", "\"x\"^^<https://www.w3.org/ns/i18n#_ltr>")]
    [InlineData("""{"@value":"x"}""", "\"x\"")]
    [InlineData("true", "\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean>")]
    [InlineData("""[{"@value":"x","@language":"ar"},{"@value":"x","@language":"ar","@direction":"rtl"}]""", "\"x\"@ar", "\"x\"^^<https://www.w3.org/ns/i18n#ar_rtl>")]
    public void A_direction_is_part_of_what_is_signed(string value, params string[] literals)
    {
        var document = JsonElement.Parse($$"""{"@context":["https://www.w3.org/ns/credentials/v2",{"@direction":"rtl","@language":"EN"}],"id":"urn:a","type":"VerifiableCredential","urn:p:p":{{value}}}""");
        using var output = new PooledBuffer();
        Rdfc.Canonicalize(JsonLdReader.Read(document, 1000), System.Security.Cryptography.HashAlgorithmName.SHA256, 1000, output);
        var lines = Encoding.UTF8.GetString(output.Written).Split('\n').Where(static line => line.Contains("<urn:p:p>", StringComparison.Ordinal));
        Assert.Equal(literals.Order(StringComparer.Ordinal).Select(static literal => $"<urn:a> <urn:p:p> {literal} ."), lines);
    }

    [Fact]
    public void The_bundled_contexts_are_those_that_were_published()
    {
        Assert.Equal(12, BundledContexts.Addresses.Count);
        Assert.All(BundledContexts.Addresses, static address => Assert.NotEmpty(BundledContexts.BytesOf(address)));
        // The hash in appendix B.1 of the Recommendation.
        Assert.Equal("59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(BundledContexts.BytesOf(BundledContexts.CredentialsV2))));
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Vectors", $"{name}.json");
}
