using System.Text;
using System.Text.Json.Nodes;
using KubeCredential.VerifiableCredentials.Credentials;
using KubeCredential.VerifiableCredentials.DataIntegrity;
using KubeCredential.VerifiableCredentials.Verification;

namespace KubeCredential.VerifiableCredentials.Tests;

public sealed class TimeAndSchemaTests
{
    private const string Schema = "https://issuer.example/schema.json";

    private readonly TestWorld _world = new();

    [Theory]
    [InlineData(-60, CheckResult.Passed, null)]
    [InlineData(-61, CheckResult.Failed, CredentialError.NotYetValid)]
    [InlineData(60 * 60, CheckResult.Passed, null)]
    [InlineData((60 * 60) + 60, CheckResult.Passed, null)]
    [InlineData((60 * 60) + 61, CheckResult.Failed, CredentialError.Expired)]
    public async Task A_credential_is_valid_between_its_times_and_a_minute_beyond(int seconds, CheckResult result, CredentialError? error)
    {
        var signed = await _world.SignAsync(
            CredentialDocument.Build(_world.Content with { ValidFrom = TestWorld.Start.AddHours(1), ValidUntil = TestWorld.Start.AddHours(2) }, CredentialForm.InlineContext));
        _world.Clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(seconds));
        var report = await _world.VerifyAsync(signed);
        ReportAssert.Is(report, CheckName.Validity, result, error);
        Assert.Equal(result == CheckResult.Passed && seconds is < 0 or > 3600, report.Warnings.Any(static warning => warning.Code == WarningCode.WithinClockSkew) && result == CheckResult.Passed);
    }

    [Theory]
    [InlineData("""{"properties":{"credentialSubject":{"required":["name"]}}}""", CheckResult.Passed, null)]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://x.example/s","properties":{"credentialSubject":{"required":["other"]}}}""", CheckResult.Failed, CredentialError.SchemaViolation)]
    [InlineData("""{"properties":{"credentialSubject":{"properties":{"name":{"pattern":"^Z"}}}}}""", CheckResult.Passed, null)]
    [InlineData("""{"properties":{"credentialSubject":{"properties":{"name":{"pattern":"^(a+)+$"}}}}}""", CheckResult.Failed, CredentialError.SchemaViolation)]
    [InlineData("""{"properties":{"credentialSubject":{"$ref":"#/$defs/s"}},"$defs":{"s":{"required":["other"]}}}""", CheckResult.Failed, CredentialError.SchemaViolation)]
    [InlineData("""{"properties":{"a":{"pattern":"(?=a)"}}}""", CheckResult.NotChecked, CredentialError.UnsupportedSchema)]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#"}""", CheckResult.NotChecked, CredentialError.UnsupportedSchema)]
    [InlineData("""{"$ref":"https://attacker.example/schema"}""", CheckResult.NotChecked, CredentialError.UnsupportedSchema)]
    [InlineData("""{"$ref":"#"}""", CheckResult.NotChecked, CredentialError.UnsupportedSchema)]
    [InlineData("""{"$defs":{"a":{"anyOf":[{"$ref":"#/$defs/b"}]},"b":{"not":{"$ref":"#/$defs/a"}}},"$ref":"#/$defs/a"}""", CheckResult.NotChecked, CredentialError.UnsupportedSchema)]
    [InlineData("""{"$ref":"#/nowhere"}""", CheckResult.NotChecked, CredentialError.UnsupportedSchema)]
    [InlineData("""{"$dynamicRef":"#a"}""", CheckResult.NotChecked, CredentialError.UnsupportedSchema)]
    [InlineData("""{"type":7}""", CheckResult.NotChecked, CredentialError.UnsupportedSchema)]
    [InlineData("<html>", CheckResult.Failed, CredentialError.InvalidJson)]
    public async Task A_credential_follows_its_schema_or_it_is_said_why_not(string schema, CheckResult result, CredentialError? error)
    {
        _world.Files[Schema] = Encoding.UTF8.GetBytes(schema);
        ReportAssert.Is(await _world.VerifyAsync(await SignedAsync()), CheckName.Schema, result, error);
    }

    /// <summary>Each definition refers twice to the one before it: written out, the schema is larger than anything.</summary>
    [Fact]
    public async Task A_schema_that_grows_without_end_is_not_used()
    {
        var definitions = string.Join(',', Enumerable.Range(1, 60).Select(static level => $$"""
            "d{{level}}":{"allOf":[{"$ref":"#/$defs/d{{level - 1}}"},{"$ref":"#/$defs/d{{level - 1}}"}]}
            """));
        _world.Files[Schema] = Encoding.UTF8.GetBytes($$"""{"$defs":{"d0":{"type":"object"},{{definitions}}},"$ref":"#/$defs/d60"}""");
        ReportAssert.Is(await _world.VerifyAsync(await SignedAsync()), CheckName.Schema, CheckResult.NotChecked, CredentialError.TooMuchWork);
    }

    [Fact]
    public async Task A_schema_that_does_not_answer_or_is_another_one_was_not_checked()
    {
        ReportAssert.Is(await _world.VerifyAsync(await SignedAsync()), CheckName.Schema, CheckResult.NotChecked, CredentialError.SchemaUnavailable);
        _world.Files[Schema] = "{}"u8.ToArray();
        ReportAssert.Is(await _world.VerifyAsync(await SignedAsync("sha256-RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=")), CheckName.Schema, CheckResult.Passed, null);
        ReportAssert.Is(await _world.VerifyAsync(await SignedAsync("sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")), CheckName.Schema, CheckResult.NotChecked, CredentialError.SchemaUnavailable);
    }

    /// <summary>Of a kind that nobody knows, or not of the form: nobody knows what the issuer had before it.</summary>
    [Theory]
    [InlineData("sha256")]
    [InlineData("sha256-")]
    [InlineData("md5-mZFLkyvTelC5g8XnyQrpOw==")]
    [InlineData("")]
    public async Task A_schema_with_a_digest_that_says_nothing_was_not_checked(string digest)
    {
        _world.Files[Schema] = "{}"u8.ToArray();
        ReportAssert.Is(await _world.VerifyAsync(await SignedAsync(digest)), CheckName.Schema, CheckResult.NotChecked, CredentialError.SchemaUnavailable);
    }

    [Theory]
    [InlineData("digestMultibase", "uEiBEE2-jVbNnihFGrRb36GSelPtPwh_nfoMQwGD2HKr_ig", CheckResult.Passed, null)]
    [InlineData("digestMultibase", "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA", CheckResult.NotChecked, CredentialError.SchemaUnavailable)]
    [InlineData("digestSRI", "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", CheckResult.NotChecked, CredentialError.SchemaUnavailable)]
    public async Task A_schema_is_the_one_that_the_credential_lists_among_its_resources(string name, string digest, CheckResult result, CredentialError? error)
    {
        _world.Files[Schema] = "{}"u8.ToArray();
        var document = JsonNode.Parse(CredentialDocument.Build(_world.Content, CredentialForm.UrlContexts))!;
        document["credentialSchema"] = new JsonObject { ["id"] = Schema, ["type"] = "JsonSchema" };
        document["relatedResource"] = new JsonObject { ["id"] = Schema, [name] = digest };
        ReportAssert.Is(await _world.VerifyAsync(await _world.SignAsync(Encoding.UTF8.GetBytes(document.ToJsonString()), Cryptosuite.EddsaJcs2022)), CheckName.Schema, result, error);
    }

    private async Task<byte[]> SignedAsync(string? digest = null)
    {
        var document = JsonNode.Parse(CredentialDocument.Build(_world.Content, CredentialForm.UrlContexts))!;
        document["credentialSchema"] = new JsonObject { ["id"] = Schema, ["type"] = "JsonSchema" };
        if (digest is not null) document["credentialSchema"]!["digestSRI"] = digest;
        return await _world.SignAsync(Encoding.UTF8.GetBytes(document.ToJsonString()), Cryptosuite.EddsaJcs2022);
    }
}
