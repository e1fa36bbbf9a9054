using System.Text;
using KubeCredential.VerifiableCredentials.Credentials;
using KubeCredential.VerifiableCredentials.Dids;
using KubeCredential.VerifiableCredentials.Keys;
using KubeCredential.VerifiableCredentials.Verification;

namespace KubeCredential.VerifiableCredentials.Tests;

public sealed class DidTests
{
    private readonly TestWorld _world = new();
    private readonly TestSigner _issuer = new(KeyAlgorithm.Ed25519, did: "did:web:issuer.example");

    [Theory]
    [InlineData("did:web:example.org", "https://example.org/.well-known/did.json")]
    [InlineData("did:web:example.org:issuers:7", "https://example.org/issuers/7/did.json")]
    [InlineData("did:web:example.org%3A8443:t", "https://example.org:8443/t/did.json")]
    [InlineData("did:web:localhost%3A3000:t", "http://localhost:3000/t/did.json")]
    public void An_address_follows_from_the_DID_and_back(string did, string address)
    {
        Assert.Equal(address, DidWeb.AddressOf(did).ToString());
        if (!address.Contains(".well-known", StringComparison.Ordinal)) Assert.Equal(did, DidWeb.Of(new Uri(address[..^"/did.json".Length])));
    }

    [Theory]
    [InlineData("did:web:127.0.0.1", CredentialError.ForbiddenDidHost)]
    [InlineData("did:web:10.0.0.1%3A80", CredentialError.ForbiddenDidHost)]
    [InlineData("did:web:127.1", CredentialError.ForbiddenDidHost)]
    [InlineData("did:web:2130706433", CredentialError.ForbiddenDidHost)]
    [InlineData("did:web:0x7f000001", CredentialError.ForbiddenDidHost)]
    [InlineData("did:web:example.0x7f", CredentialError.ForbiddenDidHost)]
    [InlineData("did:web:%5B%3A%3A1%5D", CredentialError.InvalidDid)]
    [InlineData("did:web:example.org%3A0", CredentialError.InvalidDid)]
    [InlineData("did:web:example.org%3A99999", CredentialError.InvalidDid)]
    [InlineData("did:web:example.org%2Fpath", CredentialError.InvalidDid)]
    [InlineData("did:web:example.org%40evil.example", CredentialError.InvalidDid)]
    [InlineData("did:web:example.org:..:admin", CredentialError.InvalidDid)]
    [InlineData("did:web:example.org:%2e%2e", CredentialError.InvalidDid)]
    [InlineData("did:web:example.org:a%2Fb", CredentialError.InvalidDid)]
    [InlineData("did:web:example.org:", CredentialError.InvalidDid)]
    [InlineData("did:web:", CredentialError.InvalidDid)]
    [InlineData("did:key:z6Mk", CredentialError.InvalidDid)]
    public void An_address_that_must_not_be_asked_is_refused(string did, CredentialError error) => Assert.Equal(error, Assert.Throws<CredentialException>(() => DidWeb.AddressOf(did)).Code);

    [Fact]
    public async Task An_unknown_key_is_asked_for_once_more()
    {
        var signed = await SignedAsync();
        _world.Dids[_issuer.Did] = _issuer.Document with { VerificationMethods = [] };
        ReportAssert.Is(await _world.VerifyAsync(signed), CheckName.Proof, CheckResult.Failed, CredentialError.UnknownKey);
        Assert.Equal(["did:web:issuer.example", "did:web:issuer.example again"], _world.Asked);
    }

    [Fact]
    public async Task The_issuer_must_control_the_key_and_allow_its_use()
    {
        var signed = await SignedAsync();
        var method = _issuer.Document.VerificationMethods[0];
        await IsAsync(_issuer.Document with { AssertionMethods = [] }, CheckResult.Failed, CredentialError.KeyNotAuthorized);
        await IsAsync(_issuer.Document with { VerificationMethods = [method with { Revoked = TestWorld.Start }] }, CheckResult.Failed, CredentialError.KeyRevoked);
        await IsAsync(_issuer.Document with { VerificationMethods = [method with { Expires = TestWorld.Start }] }, CheckResult.Failed, CredentialError.KeyExpired);
        await IsAsync(_issuer.Document with { VerificationMethods = [method with { Expires = TestWorld.Start.AddDays(1) }] }, CheckResult.Passed, null);
        await IsAsync(_issuer.Document with { VerificationMethods = [method with { Controller = "did:web:other.example" }] }, CheckResult.Failed, CredentialError.NotTheController);

        async Task IsAsync(DidDocument document, CheckResult result, CredentialError? error)
        {
            _world.Dids[_issuer.Did] = document;
            ReportAssert.Is(await _world.VerifyAsync(signed), CheckName.Issuer, result, error);
        }
    }

    [Fact]
    public async Task Somebody_elses_key_does_not_make_a_credential_of_the_issuer()
    {
        _world.Dids[_issuer.Did] = _issuer.Document;
        var other = new TestSigner(KeyAlgorithm.Ed25519, "other");
        var report = await _world.VerifyAsync(await _world.SignAsync(CredentialDocument.Build(_world.Content with { Issuer = _issuer.Did }, CredentialForm.InlineContext), signer: other));
        ReportAssert.Is(report, CheckName.Proof, CheckResult.Passed, null);
        ReportAssert.Is(report, CheckName.Issuer, CheckResult.Failed, CredentialError.NotTheController);
    }

    /// <summary>Each document names another one as the controller of its key: only so many are asked for.</summary>
    [Fact]
    public async Task Documents_that_refer_to_each_other_are_not_followed()
    {
        var signed = await SignedAsync();
        _world.Dids[_issuer.Did] = _issuer.Document with { VerificationMethods = [_issuer.Document.VerificationMethods[0] with { Controller = "did:web:b.example" }] };
        _world.Dids["did:web:b.example"] = new DidDocument("did:web:b.example", [new VerificationMethod("did:web:b.example#key-1", "Multikey", _issuer.Did)], [], []);
        ReportAssert.Is(await _world.VerifyAsync(signed), CheckName.Issuer, CheckResult.Failed, CredentialError.NotTheController);
        Assert.Single(_world.Asked);
    }

    [Fact]
    public void Keys_of_every_type_are_read_and_relative_IDs_belong_to_the_document()
    {
        var document = DidDocument.Parse(
            """
            {"@context":["https://www.w3.org/ns/did/v1"],"id":"did:web:a.example","verificationMethod":[
             {"id":"#k1","type":"Ed25519VerificationKey2020","controller":"did:web:a.example","publicKeyMultibase":"z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"},
             {"id":"did:web:a.example#k2","type":"JsonWebKey2020","controller":"did:web:a.example","publicKeyJwk":{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}},
             {"id":"#k3","type":"JsonWebKey","controller":"did:web:a.example","publicKeyJwk":{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}},
             {"id":"#k4","type":"X","controller":"did:web:a.example"}],
             "assertionMethod":["#k1",{"id":"#k5","type":"Multikey","controller":"did:web:a.example","publicKeyMultibase":"zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"}],"authentication":"did:web:a.example#k2"}
            """u8, "did:web:a.example");
        Assert.Equal(KeyAlgorithm.Ed25519, document.Find("did:web:a.example#k1")!.Key!.Algorithm);
        Assert.Equal(KeyAlgorithm.P256, document.Find("did:web:a.example#k2")!.Key!.Algorithm);
        Assert.Equal(CredentialError.UnsupportedKey, document.Find("did:web:a.example#k3")!.KeyError!.Code);
        Assert.Equal(CredentialError.UnsupportedKey, document.Find("did:web:a.example#k4")!.KeyError!.Code);
        Assert.Null(document.Find("k1"));
        Assert.Equal(["did:web:a.example#k1", "did:web:a.example#k5"], document.AssertionMethods);
        Assert.Equal(["did:web:a.example#k2"], document.Authentications);
    }

    [Theory]
    [InlineData("""{"id":"did:web:b.example"}""")]
    [InlineData("""{"id":"did:web:a.example","verificationMethod":[{"id":"#k"}]}""")]
    [InlineData("""{"id":"did:web:a.example","verificationMethod":[{"id":"#k","type":"Multikey","controller":"did:web:a.example"},{"id":"did:web:a.example#k","type":"Multikey","controller":"did:web:a.example"}]}""")]
    [InlineData("""{"id":"did:web:a.example","verificationMethod":[{"id":"#k","type":"Multikey","controller":"did:web:a.example","revoked":"yes"}]}""")]
    public void A_document_that_is_wrong_is_refused(string document) =>
        Assert.Equal(CredentialError.InvalidDidDocument, Assert.Throws<CredentialException>(() => DidDocument.Parse(Encoding.UTF8.GetBytes(document), "did:web:a.example")).Code);

    [Fact]
    public void Keys_in_a_document_are_counted()
    {
        var ids = string.Join(',', Enumerable.Repeat("\"#k\"", 100_000));
        Assert.Equal(CredentialError.InvalidDidDocument, Assert.Throws<CredentialException>(() => DidDocument.Parse(Encoding.UTF8.GetBytes($$"""{"id":"did:web:a.example","assertionMethod":[{{ids}}]}"""), "did:web:a.example")).Code);
    }

    private async Task<byte[]> SignedAsync() => await _world.SignAsync(CredentialDocument.Build(_world.Content with { Issuer = _issuer.Did }, CredentialForm.InlineContext), signer: _issuer);
}
