using System.Text;
using System.Text.Json;
using KubeCredential.VerifiableCredentials;
using KubeCredential.VerifiableCredentials.Credentials;
using KubeCredential.VerifiableCredentials.DataIntegrity;
using KubeCredential.VerifiableCredentials.Dids;
using KubeCredential.VerifiableCredentials.Jose;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.JsonLd;
using KubeCredential.VerifiableCredentials.Keys;
using KubeCredential.VerifiableCredentials.OpenBadges;
using KubeCredential.VerifiableCredentials.Rdf;
using KubeCredential.VerifiableCredentials.StatusLists;
using KubeCredential.VerifiableCredentials.Tests;
using KubeCredential.VerifiableCredentials.Verification;

namespace KubeCredential.Fuzz.Tests;

/// <summary>Credentials of any issuer: whatever comes, there is a report or an error with a code, and a changed credential is never verified.</summary>
public sealed class CredentialFuzzTests : IDidResolver, IStatusListSource, ISchemaSource
{
    private static readonly TestSigner s_issuer = new(KeyAlgorithm.Ed25519);
    private static readonly StatusEntry[] s_statuses = [new(StatusPurposes.Revocation, 7, "https://issuer.example/status/1"), new(StatusPurposes.Suspension, 8, "https://issuer.example/status/2")];

    private static readonly CredentialContent s_content = new(Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"), "BSc", s_issuer.Did, "UoL", "Zoë", DateTimeOffset.UnixEpoch)
    {
        Metadata = JsonElement.Parse("""{"grade":"First","list":["b",{"a":1.50}]}"""),
    };

    private static readonly string s_inline = Encoding.UTF8.GetString(CredentialDocument.Build(s_content, CredentialForm.InlineContext));
    private static readonly string s_withStatus = Encoding.UTF8.GetString(CredentialDocument.Build(s_content with { Statuses = s_statuses }, CredentialForm.UrlContexts));
    private static readonly string s_signed = Sign(s_inline, Cryptosuite.EddsaRdfc2022);
    private static readonly string s_signedWithStatus = Sign(s_withStatus, Cryptosuite.EddsaJcs2022);
    private static readonly string s_presentation = $$"""{"@context":["https://www.w3.org/ns/credentials/v2"],"type":"VerifiablePresentation","holder":"{{s_issuer.Did}}","verifiableCredential":[{{s_signed}}]}""";
    private static readonly string s_signedPresentation = Sign(s_presentation, Cryptosuite.EddsaRdfc2022, ProofPurposes.Authentication);
    private static readonly string s_jwt = Encoding.ASCII.GetString(JwtAsync().AsTask().GetAwaiter().GetResult());

    private readonly CredentialVerifier _verifier;

    public CredentialFuzzTests() => _verifier = new CredentialVerifier(new CredentialVerifierOptions { Dids = this, StatusLists = this, Schemas = this, Clock = TimeProvider.System });

    [Fact]
    public void A_changed_credential_is_never_verified() => Fuzz.Run(Hostile.Spoilt(s_signed), input => NeverOtherwise(input, s_signed));

    [Fact]
    public void A_credential_with_a_status_that_nobody_can_find_is_never_verified() => Fuzz.Run(Hostile.Spoilt(s_signedWithStatus), input =>
    {
        var report = Verify(input);
        if (report.Outcome == VerificationOutcome.Verified) Assert.DoesNotContain("credentialStatus", report.Content!.Document.ToString(), StringComparison.Ordinal);
    });

    [Fact]
    public void A_changed_presentation_is_never_verified() => Fuzz.Run(Hostile.Spoilt(s_signedPresentation), input => NeverOtherwise(input, s_signedPresentation));

    [Fact]
    public void A_changed_JWT_is_never_verified() => Fuzz.Run(Hostile.Plain(s_jwt), static input =>
    {
        var test = new CredentialFuzzTests();
        var report = test.Verify(input);
        if (report.Outcome == VerificationOutcome.Verified) Assert.Equal(s_jwt, input.Trim(' ', '\t', '\r', '\n'));
    });

    [Fact]
    public void Documents_are_canonicalized_or_refused() => Fuzz.Run(Hostile.Spoilt(s_inline, s_presentation), static input => OrRefused(() =>
    {
        var document = JsonDocuments.ParseObject(Encoding.UTF8.GetBytes(input), CredentialLimits.Default);
        var canonical = Jcs.Canonicalize(document);
        Assert.Equal(canonical, Jcs.Canonicalize(JsonElement.Parse(canonical)));
        using PooledBuffer one = new(), other = new();
        Canonicalize(document, one);
        Canonicalize(JsonElement.Parse(canonical), other);
        Assert.True(one.Written.SequenceEqual(other.Written)); // The order of members means nothing.
    }));

    [Fact]
    public void DIDs_keys_lists_and_images_are_read_or_refused() => Fuzz.Run(
        Hostile.Plain(s_issuer.Did, "did:web:example.org%3A8443:a", Encoding.UTF8.GetString(s_issuer.Document.ToJson()), new Bitstring(Bitstring.MinBits).Encode(), "<svg xmlns='http://www.w3.org/2000/svg' xmlns:o='https://purl.imsglobal.org/ob/v3p0'><o:credential verify='a'/></svg>"),
        static input =>
        {
            var bytes = Encoding.UTF8.GetBytes(input);
            OrRefused(() => Assert.Equal(input, DidKey.Of(DidKey.Resolve(input).VerificationMethods[0].Key!)));
            OrRefused(() => Assert.EndsWith("/did.json", DidWeb.AddressOf(input).AbsolutePath, StringComparison.Ordinal));
            OrRefused(() => DidDocument.Parse(bytes, s_issuer.Did));
            OrRefused(() => Multikey.Parse(input));
            OrRefused(() => Assert.InRange(Bitstring.Decode(input).Length, Bitstring.MinBits / 8, CredentialLimits.Default.MaxStatusListBytes));
            OrRefused(() => BadgeImage.Extract(bytes));
            OrRefused(() => BadgeImage.Extract((byte[])[0x89, .. "PNG\r\n\x1a\n"u8, .. Encoding.Latin1.GetBytes(input)]));
        });

    public ValueTask<DidDocument> ResolveAsync(string did, bool refresh, CancellationToken cancellationToken) => throw new CredentialException(CredentialError.DidUnavailable, "There are none.");

    ValueTask<ReadOnlyMemory<byte>> IStatusListSource.FetchAsync(string address, CancellationToken cancellationToken) => throw new CredentialException(CredentialError.StatusListUnavailable, "There are none.");

    ValueTask<ReadOnlyMemory<byte>> ISchemaSource.FetchAsync(string address, CancellationToken cancellationToken) => throw new CredentialException(CredentialError.SchemaUnavailable, "There are none.");

    /// <summary>A verified document says what was signed, however it is written.</summary>
    private void NeverOtherwise(string input, string signed)
    {
        if (Verify(input).Outcome == VerificationOutcome.Verified) Assert.Equal(Said(signed), Said(input));
    }

    /// <summary>What the document says in RDF, and the metadata as it is.</summary>
    private static string Said(string document)
    {
        using var output = new PooledBuffer();
        Canonicalize(JsonDocuments.Without(JsonElement.Parse(document), "proof"), output);
        return Encoding.UTF8.GetString(output.Written);
    }

    private VerificationReport Verify(string input)
    {
        var report = _verifier.VerifyAsync(Encoding.UTF8.GetBytes(input), VerificationRequest.Any, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        Assert.All(report.Checks, static check => Assert.Equal(check.Result is CheckResult.Failed or CheckResult.NotChecked, check.Error is not null));
        return report;
    }

    private static void Canonicalize(JsonElement document, PooledBuffer output) => Rdfc.Canonicalize(
        JsonLdReader.Read(document, CredentialLimits.Default.MaxStatements), System.Security.Cryptography.HashAlgorithmName.SHA256, CredentialLimits.Default.MaxCanonicalizationWork, output);

    private static void OrRefused(Action read)
    {
        try
        {
            read();
        }
        catch (CredentialException)
        {
            // Refused, with a code.
        }
    }

    private static string Sign(string document, Cryptosuite suite, string purpose = ProofPurposes.AssertionMethod) => Encoding.UTF8.GetString(DataIntegritySigner.SignAsync(
        Encoding.UTF8.GetBytes(document), new ProofOptions(suite, DateTimeOffset.UnixEpoch) { Purpose = purpose }, s_issuer.Key, CancellationToken.None).AsTask().GetAwaiter().GetResult());

    private static async ValueTask<byte[]> JwtAsync() => Encoding.ASCII.GetBytes(await CredentialJwt.SignAsync(Encoding.UTF8.GetBytes(s_inline), CredentialJwt.CredentialType, s_issuer.Key, CancellationToken.None));
}
