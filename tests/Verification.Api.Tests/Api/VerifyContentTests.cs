using System.Net;
using System.Text.Json;

namespace Verification.Api.Tests.Api;

/// <summary>Verifying a whole credential, and the checks that a verdict is made of.</summary>
[Collection(SharedServiceTests.Name)]
public sealed class VerifyContentTests(SharedService shared)
{
    private static readonly string[] s_names = ["known", "content", "expiry", "issuer", "synchronised"];

    private ServiceSet Set => shared.Set;

    [Fact]
    public async Task An_id_alone_leaves_the_content_unchecked()
    {
        var happened = await ArrivedAsync();

        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync(happened.CredentialId), HttpStatusCode.OK);

        Assert.Equal(["pass", "unchecked", "pass", "pass", "pass"], StatusesOf(said));
        Assert.True(said.GetProperty("isValid").GetBoolean());
    }

    [Fact]
    public async Task The_credential_as_it_was_issued_passes_every_check()
    {
        var happened = await ArrivedAsync();

        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync($$"""{"credential":{{happened.Credential}}}"""), HttpStatusCode.OK);

        Assert.Equal(["pass", "pass", "pass", "pass", "pass"], StatusesOf(said));
        Assert.True(said.GetProperty("isValid").GetBoolean());
    }

    [Fact]
    public async Task A_credential_that_was_changed_is_not_valid_and_the_place_is_told()
    {
        var happened = await ArrivedAsync();
        var credential = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(happened.Credential)!;
        credential["holderName"] = JsonSerializer.SerializeToElement("Somebody else");
        credential["issuerName"] = JsonSerializer.SerializeToElement("Mill of diplomas");
        credential["rank"] = JsonSerializer.SerializeToElement(1);

        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync(JsonSerializer.Serialize(new { credential })), HttpStatusCode.OK);

        Assert.False(said.GetProperty("isValid").GetBoolean());
        Assert.Equal("This credential differs from what was issued here.", said.GetProperty("message").GetString());
        Assert.Equal(["pass", "fail", "pass", "fail", "pass"], StatusesOf(said));
        var differences = said.GetProperty("checks")[1].GetProperty("differences").EnumerateArray().ToArray();
        Assert.Equal(["holderName", "issuerName", "rank"], differences.Select(static one => one.GetProperty("field").GetString()));
        Assert.Equal("Somebody else", differences[0].GetProperty("shown").GetString());
        Assert.Equal(JsonElement.Parse(happened.Credential).GetProperty("holderName").GetString(), differences[0].GetProperty("issued").GetString());
        Assert.Equal(JsonValueKind.Null, differences[2].GetProperty("issued").ValueKind);
    }

    [Fact]
    public async Task Thirty_days_before_the_end_is_a_warning()
    {
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var (soon, later, past) = (await ArrivedAsync(today.AddDays(28)), await ArrivedAsync(today.AddDays(32)), await ArrivedAsync(today.AddDays(-2)));

        async Task<string?> ExpiryAsync(CredentialEvent happened) => StatusesOf(await ServiceSet.ReadAsync(await Set.VerifyAsync(happened.CredentialId), HttpStatusCode.OK))[2];

        Assert.Equal("warning", await ExpiryAsync(soon));
        Assert.Equal("pass", await ExpiryAsync(later));
        Assert.Equal("fail", await ExpiryAsync(past));
    }

    [Fact]
    public async Task An_unknown_credential_fails_the_first_check_and_the_rest_cannot_be_made()
    {
        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync("""{"credential":{"id":"01890a5d-ac96-774b-bcce-b302099a8057"}}"""), HttpStatusCode.NotFound);

        Assert.Equal(["fail", "unchecked", "unchecked", "unchecked", "unchecked"], StatusesOf(said));
        Assert.False(said.GetProperty("isValid").GetBoolean());
    }

    [Theory]
    [InlineData("""{"id":"01890a5d-ac96-774b-bcce-b302099a8057","credential":{"id":"01890a5d-ac96-774b-bcce-b302099a8057"}}""", "credential")]
    [InlineData("""{"id":null,"credential":null}""", "id")]
    [InlineData("""{"credential":"x"}""", "credential")]
    [InlineData("""{"credential":{}}""", "credential.id")]
    [InlineData("""{"credential":{"id":7}}""", "credential.id")]
    [InlineData("""{"credential":{"id":"x","holderName":"\ud800"}}""", "body")]
    [InlineData("""{"credential":{"id":"x","id":"y"}}""", "body")]
    public async Task A_body_that_is_wrong_is_told_the_field_and_the_rule(string body, string field)
    {
        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync(body), HttpStatusCode.BadRequest);

        Assert.False(said.GetProperty("isValid").GetBoolean());
        Assert.NotEmpty(said.GetProperty("errors").GetProperty(field)[0].GetString()!);
        Assert.StartsWith($"{field}: ", said.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static string?[] StatusesOf(JsonElement said)
    {
        var checks = said.GetProperty("checks").EnumerateArray().ToArray();
        Assert.Equal(s_names, checks.Select(static one => one.GetProperty("name").GetString()));
        Assert.All(checks, static one => Assert.NotEmpty(one.GetProperty("detail").GetString()!));
        return [.. checks.Select(static one => one.GetProperty("status").GetString())];
    }

    private async Task<CredentialEvent> ArrivedAsync(DateOnly? expiry = null)
    {
        var happened = TestEvents.Issued(expiry: expiry is { } day ? $"{day:yyyy-MM-dd}" : null, metadata: """{"grade":"First","score":1.50}""");
        await Set.PublishAsync(happened);
        await Set.ArrivedAsync(happened);
        return happened;
    }
}
