using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using KubeCredential.VerifiableCredentials.Credentials;
using KubeCredential.VerifiableCredentials.StatusLists;
using KubeCredential.VerifiableCredentials.Verification;

namespace KubeCredential.VerifiableCredentials.Tests;

public sealed class StatusTests
{
    private readonly TestWorld _world = new();

    private byte[] Unsigned => CredentialDocument.Build(_world.Content with { Statuses = TestWorld.BothEntries }, CredentialForm.InlineContext);

    [Fact]
    public async Task A_bit_says_whether_a_credential_is_revoked_or_suspended()
    {
        var signed = await _world.SignAsync(Unsigned);
        await _world.PublishAsync([94_566, 94_568], [94_567]);
        ReportAssert.Verified(await _world.VerifyAsync(signed));
        await _world.PublishAsync(revoked: [94_567]);
        var revoked = await _world.VerifyAsync(signed);
        ReportAssert.Is(revoked, CheckName.Revocation, CheckResult.Failed, CredentialError.Revoked);
        ReportAssert.Is(revoked, CheckName.Suspension, CheckResult.Passed, null);
        await _world.PublishAsync(suspended: [12]);
        ReportAssert.Is(await _world.VerifyAsync(signed), CheckName.Suspension, CheckResult.Failed, CredentialError.Suspended);
    }

    [Fact]
    public async Task What_cannot_be_found_out_is_never_taken_for_a_good_answer()
    {
        var signed = await _world.SignAsync(Unsigned);
        await _world.PublishAsync();
        await IsAsync(CredentialError.StatusListUnavailable, () => _world.Files.Remove(TestWorld.RevocationAddress));
        await IsAsync(CredentialError.InvalidStatusList, () => _world.Files[TestWorld.RevocationAddress] = "<html>"u8.ToArray());
        await IsAsync(CredentialError.InvalidStatusList, () => _world.Files[TestWorld.RevocationAddress] = _world.Files[TestWorld.SuspensionAddress]);
        await IsAsync(CredentialError.StatusListUntrusted, () => Change("statusPurpose", "message"));
        await _world.PublishAsync();
        _world.Clock.Advance(TimeSpan.FromHours(13));
        await IsAsync(CredentialError.StatusListExpired, static () => { });

        async Task IsAsync(CredentialError error, Action before)
        {
            before();
            var report = await _world.VerifyAsync(signed);
            ReportAssert.Is(report, CheckName.Revocation, CheckResult.NotChecked, error);
            Assert.Equal(VerificationOutcome.Undetermined, report.Outcome);
        }

        void Change(string name, string value)
        {
            _world.PublishAsync().GetAwaiter().GetResult();
            var list = JsonNode.Parse(_world.Files[TestWorld.RevocationAddress])!;
            list["credentialSubject"]![name] = value;
            _world.Files[TestWorld.RevocationAddress] = Encoding.UTF8.GetBytes(list.ToJsonString());
        }
    }

    [Fact]
    public async Task A_list_of_somebody_else_says_nothing()
    {
        var other = new TestSigner(Keys.KeyAlgorithm.Ed25519, "other");
        await _world.PublishAsync();
        await _world.PublishAsync(TestWorld.RevocationAddress, StatusPurposes.Revocation, [], other);
        ReportAssert.Is(await _world.VerifyAsync(await _world.SignAsync(Unsigned)), CheckName.Revocation, CheckResult.NotChecked, CredentialError.StatusListUntrusted);
    }

    [Theory]
    [InlineData("statusListIndex", "\"131072\"", CheckResult.Failed, CredentialError.StatusIndexOutOfRange)]
    [InlineData("statusListIndex", "\"9999999999999999999999\"", CheckResult.Failed, CredentialError.StatusIndexOutOfRange)]
    [InlineData("statusListIndex", "\"-1\"", CheckResult.Failed, CredentialError.InvalidStatusEntry)]
    [InlineData("statusListIndex", "\" 1\"", CheckResult.Failed, CredentialError.InvalidStatusEntry)]
    [InlineData("statusListIndex", "1.5", CheckResult.Failed, CredentialError.InvalidStatusEntry)]
    [InlineData("statusListCredential", "\"relative\"", CheckResult.Failed, CredentialError.InvalidStatusEntry)]
    [InlineData("statusListCredential", "\"https://issuer.example/status/suspension/1\"", CheckResult.Failed, CredentialError.WrongStatusPurpose)]
    [InlineData("type", "\"StatusList2021Entry\"", CheckResult.NotChecked, CredentialError.UnsupportedStatus)]
    [InlineData("statusSize", "2", CheckResult.NotChecked, CredentialError.UnsupportedStatus)]
    [InlineData("statusSize", "99999999999999999999", CheckResult.NotChecked, CredentialError.UnsupportedStatus)]
    [InlineData("statusSize", "0", CheckResult.Failed, CredentialError.InvalidStatusEntry)]
    [InlineData("statusSize", "-1", CheckResult.Failed, CredentialError.InvalidStatusEntry)]
    [InlineData("statusSize", "\"1\"", CheckResult.Failed, CredentialError.InvalidStatusEntry)]
    public async Task An_entry_that_is_wrong_has_its_code(string name, string value, CheckResult result, CredentialError error)
    {
        await _world.PublishAsync();
        var document = JsonNode.Parse(CredentialDocument.Build(_world.Content with { Statuses = TestWorld.BothEntries }, CredentialForm.UrlContexts))!;
        document["credentialStatus"]![0]![name] = JsonNode.Parse(value);
        var report = await _world.VerifyAsync(await _world.SignAsync(Encoding.UTF8.GetBytes(document.ToJsonString()), DataIntegrity.Cryptosuite.EddsaJcs2022));
        ReportAssert.Is(report, CheckName.Revocation, result, error);
    }

    /// <summary>What the specifications call a malformed entry, and what it is called when a list cannot be read or believed.</summary>
    [Theory]
    [InlineData(CredentialError.InvalidStatusEntry, "MALFORMED_VALUE_ERROR")]
    [InlineData(CredentialError.StatusIndexOutOfRange, "RANGE_ERROR")]
    [InlineData(CredentialError.StatusListTooShort, "STATUS_LIST_LENGTH_ERROR")]
    [InlineData(CredentialError.StatusListUnavailable, "STATUS_RETRIEVAL_ERROR")]
    [InlineData(CredentialError.WrongStatusPurpose, "STATUS_VERIFICATION_ERROR")]
    [InlineData(CredentialError.StatusListUntrusted, "STATUS_VERIFICATION_ERROR")]
    public void Problems_of_a_status_have_the_types_of_the_specification(CredentialError error, string type) => Assert.Equal(type, error.ProblemType());

    [Fact]
    public async Task An_index_that_is_a_number_is_warned_of_and_read()
    {
        await _world.PublishAsync(revoked: [94_567]);
        var document = JsonNode.Parse(CredentialDocument.Build(_world.Content with { Statuses = TestWorld.BothEntries }, CredentialForm.UrlContexts))!;
        document["credentialStatus"]![0]!["statusListIndex"] = 94_567;
        var report = await _world.VerifyAsync(await _world.SignAsync(Encoding.UTF8.GetBytes(document.ToJsonString()), DataIntegrity.Cryptosuite.EddsaJcs2022));
        ReportAssert.Is(report, CheckName.Revocation, CheckResult.Failed, CredentialError.Revoked);
        Assert.Contains(report.Warnings, static warning => warning.Code == WarningCode.StatusIndexIsNumber);
    }

    [Fact]
    public async Task A_list_is_kept_for_as_long_as_its_ttl()
    {
        var world = new TestWorld { Caches = true };
        await world.PublishAsync();
        var signed = await world.SignAsync(CredentialDocument.Build(world.Content with { Statuses = TestWorld.BothEntries }, CredentialForm.InlineContext));
        ReportAssert.Verified(await world.VerifyAsync(signed));
        await world.PublishAsync(revoked: [94_567]);
        ReportAssert.Verified(await world.VerifyAsync(signed));
        Assert.Equal(2, world.Asked.Count);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        ReportAssert.Is(await world.VerifyAsync(signed), CheckName.Revocation, CheckResult.Failed, CredentialError.Revoked);
        Assert.Equal(4, world.Asked.Count);
    }

    [Fact]
    public void A_list_that_is_packed_too_well_is_given_up()
    {
        Assert.Equal(CredentialError.StatusListTooLarge, ErrorOf("u" + Base64Url.EncodeToString(Packed(64 * 1024 * 1024))));
        Assert.Equal(CredentialError.StatusListTooShort, ErrorOf("u" + Base64Url.EncodeToString(Packed(1024))));
        Assert.Equal(CredentialError.InvalidStatusList, ErrorOf("uu" + Base64Url.EncodeToString(Packed(Bitstring.MinBits / 8))));
        Assert.Equal(CredentialError.InvalidStatusList, ErrorOf(Base64Url.EncodeToString(Packed(Bitstring.MinBits / 8))));
        Assert.Equal(CredentialError.InvalidStatusList, ErrorOf("u" + Base64Url.EncodeToString(new byte[100])));
        Assert.Equal(CredentialError.InvalidStatusList, ErrorOf("u!"));
        Assert.Equal(Bitstring.MinBits / 8, Bitstring.Decode("u" + Base64Url.EncodeToString(Packed(Bitstring.MinBits / 8))).Length);
    }

    private static CredentialError ErrorOf(string list) => Assert.Throws<CredentialException>(() => Bitstring.Decode(list)).Code;

    private static byte[] Packed(int bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) gzip.Write(new byte[bytes]);
        return packed.ToArray();
    }
}
