using System.Text;
using System.Text.Json;
using CsCheck;
using KubeCredential.VerifiableCredentials.Credentials;
using KubeCredential.VerifiableCredentials.DataIntegrity;
using KubeCredential.VerifiableCredentials.Dids;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.Keys;
using KubeCredential.VerifiableCredentials.OpenBadges;
using KubeCredential.VerifiableCredentials.StatusLists;
using KubeCredential.VerifiableCredentials.Verification;

namespace KubeCredential.VerifiableCredentials.Tests;

/// <summary>What the library makes, it verifies, and not once anything of it has changed.</summary>
public sealed class RoundTripTests
{
    private readonly TestWorld _world = new();

    public static TheoryData<Cryptosuite, KeyAlgorithm> Suites => new()
    {
        { Cryptosuite.EddsaRdfc2022, KeyAlgorithm.Ed25519 },
        { Cryptosuite.EddsaJcs2022, KeyAlgorithm.Ed25519 },
        { Cryptosuite.EcdsaRdfc2019, KeyAlgorithm.P256 },
        { Cryptosuite.EcdsaRdfc2019, KeyAlgorithm.P384 },
        { Cryptosuite.EcdsaJcs2019, KeyAlgorithm.P256 },
        { Cryptosuite.EcdsaJcs2019, KeyAlgorithm.P384 },
    };

    [Theory]
    [MemberData(nameof(Suites))]
    public async Task A_credential_of_ours_is_verified_and_a_changed_one_is_not(Cryptosuite suite, KeyAlgorithm algorithm)
    {
        var signer = new TestSigner(algorithm, did: "did:web:issuer.example");
        _world.Dids[signer.Did] = DidDocument.Parse(signer.Document.ToJson(), signer.Did);
        var form = suite.IsJcs() ? CredentialForm.UrlContexts : CredentialForm.InlineContext;
        var signed = await _world.SignAsync(CredentialDocument.Build(_world.Content with { Issuer = signer.Did }, form), suite, signer);
        var report = await _world.VerifyAsync(signed);
        ReportAssert.Verified(report);
        Assert.Equal((DocumentKind.Credential, DocumentFormat.DataIntegrity, signer.Did, "University of Examples"), (report.Kind!.Value, report.Format!.Value, report.Content!.Issuer, report.Content.IssuerName));
        Assert.Equal([signer.Key.VerificationMethod], report.Content.VerificationMethods);
        ReportAssert.Is(report, CheckName.Revocation, CheckResult.NotApplicable, null);

        foreach (var (before, after) in ((string, string)[])[("First", "Third"), ("\"b\",\"a\"", "\"a\",\"b\""), ("Zoë", "Zoe"), ("BSc", "MSc"), ("2027", "2028"), ("\"id\":7", "\"id\":8")])
        {
            var text = Encoding.UTF8.GetString(signed);
            Assert.Contains(before, text, StringComparison.Ordinal);
            ReportAssert.Is(await _world.VerifyAsync(text.Replace(before, after, StringComparison.Ordinal)), CheckName.Proof, CheckResult.Failed, CredentialError.SignatureMismatch);
        }
    }

    [Theory]
    [InlineData(KeyAlgorithm.Ed25519)]
    [InlineData(KeyAlgorithm.P256)]
    [InlineData(KeyAlgorithm.P384)]
    public async Task A_jwt_of_ours_is_verified_and_a_changed_one_is_not(KeyAlgorithm algorithm)
    {
        var signer = new TestSigner(algorithm);
        var jwt = await _world.JwtAsync(CredentialDocument.Build(_world.Content with { Issuer = signer.Did }, CredentialForm.InlineContext), signer);
        var report = await _world.VerifyAsync(jwt);
        ReportAssert.Verified(report);
        Assert.Equal(DocumentFormat.Jwt, report.Format);
        var parts = Encoding.ASCII.GetString(jwt).Split('.');
        var payload = System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])).Replace("First", "Third", StringComparison.Ordinal)));
        ReportAssert.Is(await _world.VerifyAsync($"{parts[0]}.{payload}.{parts[2]}"), CheckName.Proof, CheckResult.Failed, CredentialError.SignatureMismatch);
    }

    [Fact]
    public async Task A_badge_of_ours_is_verified_also_out_of_an_image()
    {
        var badge = new OpenBadge(_world.Issuer.Did, "University of Examples", new BadgeAchievement("urn:uuid:01890a5d-ac96-774b-bcce-b302099a8051", "BSc Physics", "A degree.", "Pass all courses.") { Image = "https://uni.example/badge.png", Tags = ["physics", "degree"] }, TestWorld.Start)
        {
            Identities = [BadgeIdentity.Named("Zoë"), BadgeIdentity.Email("zoe@example.org", "salt")],
        };
        var signed = await _world.SignAsync(badge.Build(Guid.NewGuid()));
        var report = await _world.VerifyAsync(signed);
        ReportAssert.Verified(report);
        var read = OpenBadge.Read(report.Content!.Document);
        Assert.Equal((badge.Achievement, badge.Issuer, badge.ValidFrom), (read.Achievement with { Tags = badge.Achievement.Tags }, read.Issuer, read.ValidFrom));
        Assert.Equal(badge.Achievement.Tags, read.Achievement.Tags);
        Assert.True(read.Identities[1].Is("zoe@example.org"));
        Assert.False(read.Identities[1].Is("joe@example.org"));
        foreach (var image in (byte[][])[TestImages.Png, TestImages.Svg])
        {
            var baked = BadgeImage.Bake(BadgeImage.Bake(image, "{}"u8.ToArray()), signed);
            Assert.True(BadgeImage.IsImage(baked));
            Assert.Equal(Encoding.UTF8.GetString(signed), Encoding.UTF8.GetString(BadgeImage.Extract(baked)));
        }

        Assert.Equal("ey.x.y", Encoding.UTF8.GetString(BadgeImage.Extract(BadgeImage.Bake(TestImages.Svg, "ey.x.y"u8.ToArray()))));
    }

    [Fact]
    public async Task A_presentation_is_verified_with_its_credentials_its_challenge_and_its_domain()
    {
        var holder = new TestSigner(KeyAlgorithm.P256);
        var credential = Encoding.UTF8.GetString(await _world.SignAsync(CredentialDocument.Build(_world.Content, CredentialForm.InlineContext)));
        var jwt = Encoding.ASCII.GetString(await _world.JwtAsync(CredentialDocument.Build(_world.Content, CredentialForm.InlineContext)));
        var presentation = Encoding.UTF8.GetBytes($$"""
            {"@context":["https://www.w3.org/ns/credentials/v2"],"type":"VerifiablePresentation","holder":"{{holder.Did}}","verifiableCredential":[{{credential}},
             {"@context":"https://www.w3.org/ns/credentials/v2","id":"data:application/vc+jwt,{{jwt}}","type":"EnvelopedVerifiableCredential"}]}
            """);
        var signed = await _world.SignAsync(presentation, Cryptosuite.EcdsaRdfc2019, holder, static options => options with { Purpose = ProofPurposes.Authentication, Challenge = "c-1", Domain = "verifier.example" });
        var request = new VerificationRequest { Challenge = "c-1", Domain = "verifier.example", Kind = DocumentKind.Presentation };
        var report = await _world.VerifyAsync(signed, request);
        ReportAssert.Verified(report);
        Assert.Equal([DocumentFormat.DataIntegrity, DocumentFormat.Jwt], report.Credentials.Select(static one => one.Format!.Value));

        ReportAssert.Is(await _world.VerifyAsync(signed, request with { Challenge = "c-2" }), CheckName.Challenge, CheckResult.Failed, CredentialError.WrongChallenge);
        ReportAssert.Is(await _world.VerifyAsync(signed, request with { Domain = "other.example" }), CheckName.Domain, CheckResult.Failed, CredentialError.WrongDomain);
        ReportAssert.Is(await _world.VerifyAsync(signed, request with { Kind = DocumentKind.Credential }), CheckName.Document, CheckResult.Failed, CredentialError.InvalidMember);
        ReportAssert.Is(await _world.VerifyAsync(await _world.SignAsync(presentation, change: static options => options with { Purpose = ProofPurposes.Authentication })), CheckName.Holder, CheckResult.Failed, CredentialError.WrongHolder);
        ReportAssert.Is(await _world.VerifyAsync(await _world.SignAsync(presentation, Cryptosuite.EcdsaRdfc2019, holder)), CheckName.Proof, CheckResult.Failed, CredentialError.WrongProofPurpose);
        var changed = Encoding.UTF8.GetString(signed).Replace("First", "Third", StringComparison.Ordinal);
        var broken = await _world.VerifyAsync(changed, request);
        ReportAssert.Is(broken, CheckName.Credentials, CheckResult.Failed, CredentialError.CredentialInPresentation);
        ReportAssert.Is(broken.Credentials[0], CheckName.Proof, CheckResult.Failed, CredentialError.SignatureMismatch);
    }

    /// <summary>Who sets a challenge wants an answer to it, and a credential that somebody got hold of is none (W3C Data Integrity 1.0, section 4.4).</summary>
    [Theory]
    [InlineData(DocumentKind.Credential)]
    [InlineData(null)]
    public async Task A_challenge_or_a_domain_is_never_ignored_for_want_of_a_presentation(DocumentKind? kind)
    {
        var unsigned = CredentialDocument.Build(_world.Content, CredentialForm.InlineContext);
        foreach (var credential in (byte[][])[await _world.SignAsync(unsigned), await _world.JwtAsync(unsigned)])
        {
            ReportAssert.Is(await _world.VerifyAsync(credential, new VerificationRequest { Kind = kind, Challenge = "c-1" }), CheckName.Challenge, CheckResult.Failed, CredentialError.WrongChallenge);
            ReportAssert.Is(await _world.VerifyAsync(credential, new VerificationRequest { Kind = kind, Domain = "verifier.example" }), CheckName.Domain, CheckResult.Failed, CredentialError.WrongDomain);
            Assert.DoesNotContain((await _world.VerifyAsync(credential, new VerificationRequest { Kind = kind })).Checks, static check => check.Name is CheckName.Challenge or CheckName.Domain);
        }

        var answer = await _world.SignAsync(unsigned, change: static options => options with { Challenge = "c-1", Domain = "verifier.example" });
        ReportAssert.Verified(await _world.VerifyAsync(answer, new VerificationRequest { Kind = kind, Challenge = "c-1", Domain = "verifier.example" }));
        ReportAssert.Is(await _world.VerifyAsync(answer, new VerificationRequest { Kind = kind, Challenge = "c-2", Domain = "verifier.example" }), CheckName.Challenge, CheckResult.Failed, CredentialError.WrongChallenge);
    }

    [Fact]
    public async Task A_proof_may_follow_another_one_and_covers_it()
    {
        var other = new TestSigner(KeyAlgorithm.P384);
        var first = await _world.SignAsync(CredentialDocument.Build(_world.Content, CredentialForm.InlineContext), change: static options => options with { Id = "urn:uuid:01890a5d-ac96-774b-bcce-b302099a8001" });
        var both = await _world.SignAsync(first, Cryptosuite.EcdsaRdfc2019, other, static options => options with { PreviousProof = "urn:uuid:01890a5d-ac96-774b-bcce-b302099a8001" });
        ReportAssert.Verified(await _world.VerifyAsync(both));
        var text = Encoding.UTF8.GetString(both);
        var value = JsonElement.Parse(text).GetProperty("proof")[0].GetProperty("proofValue").GetString()!;
        ReportAssert.Is(await _world.VerifyAsync(text.Replace(value, value[..^1] + (value[^1] == '2' ? '3' : '2'), StringComparison.Ordinal)), CheckName.Proof, CheckResult.Failed, CredentialError.SignatureMismatch);
    }

    [Fact]
    public void Bits_are_where_they_were_set_after_packing_and_unpacking() => Gen.Int[0, Bitstring.MinBits - 1].HashSet[0, 200].Sample(
        static set =>
        {
            var bits = new Bitstring(Bitstring.MinBits);
            foreach (var index in set) bits[index] = true;
            var read = Bitstring.Decode(bits.Encode());
            Assert.Equal(set.Order(), Enumerable.Range(0, Bitstring.MinBits).Where(index => Bitstring.Read(read, index)!.Value));
        },
        iter: 40);

    [Fact]
    public void The_first_bit_is_the_leftmost_of_the_first_byte()
    {
        var bits = new Bitstring(Bitstring.MinBits) { [0] = true };
        Assert.Equal(0x80, bits.Bytes.Span[0]);
        bits[0] = false;
        Assert.Equal(0, bits.Bytes.Span[0]);
    }

    [Fact]
    public void A_canonical_form_is_its_own_canonical_form() => Gen.Recursive<string>((depth, inner) => depth > 3
        ? Gen.OneOf(Gen.Double.Where(double.IsFinite).Select(static number => JsonSerializer.Serialize(number)), Gen.String.AlphaNumeric.Select(static text => JsonSerializer.Serialize(text)), Gen.Const("null"))
        : Gen.OneOf(inner.List[0, 4].Select(static items => $"[{string.Join(',', items)}]"), Gen.Dictionary(Gen.String.AlphaNumeric, inner)[0, 4].Select(static members => $"{{{string.Join(',', members.Select(static member => $"{JsonSerializer.Serialize(member.Key)}:{member.Value}"))}}}"))).Sample(
        static text =>
        {
            var value = JsonElement.Parse(text);
            var canonical = Jcs.Canonicalize(value);
            Assert.Equal(canonical, Jcs.Canonicalize(JsonElement.Parse(canonical)));
            Assert.True(JsonElement.DeepEquals(value, JsonElement.Parse(canonical)));
        },
        iter: 500);

    [Fact]
    public void Keys_are_the_same_in_every_form()
    {
        foreach (var algorithm in (KeyAlgorithm[])[KeyAlgorithm.Ed25519, KeyAlgorithm.P256, KeyAlgorithm.P384])
        {
            for (var round = 0; round < 10; round++)
            {
                var key = new TestSigner(algorithm, $"{round}").Public;
                Assert.Equal(key, Multikey.Parse(Multikey.Format(key)));
                using var stream = new MemoryStream();
                using (var json = new Utf8JsonWriter(stream)) JsonWebKey.Write(json, key);
                Assert.Equal(key, JsonWebKey.Parse(JsonElement.Parse(stream.ToArray())));
                Assert.Equal(key, DidKey.Resolve(DidKey.Of(key)).VerificationMethods[0].Key);
            }
        }
    }
}
