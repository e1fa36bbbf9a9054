using System.Net;
using System.Text.Json;
using KubeCredential.Events;
using KubeCredential.ServiceDefaults.Requests;

namespace Verification.Api.Tests.Api;

/// <summary>Verifying a whole credential, and the checks behind a verdict.</summary>
[Collection(SharedServiceTests.Name)]
public sealed class VerifyContentTests(SharedService shared)
{
    private static readonly string[] s_names = ["known", "authentic", "content", "validFrom", "expiry", "suspension", "revocation", "current", "issuer", "fresh"];

    private ServiceSet Set => shared.Set;

    [Fact]
    public async Task An_id_alone_leaves_the_content_unchecked()
    {
        var happened = await ArrivedAsync();

        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync(happened.CredentialId), HttpStatusCode.OK);

        Assert.Equal(["pass", "pass", "unchecked", "pass", "pass", "pass", "pass", "pass", "pass", "unchecked"], StatusesOf(said));
        Assert.True(said.GetProperty("isValid").GetBoolean());
    }

    [Fact]
    public async Task The_credential_as_it_was_issued_passes_every_check()
    {
        var happened = await ArrivedAsync();

        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync($$"""{"credential":{{happened.Credential}}}"""), HttpStatusCode.OK);

        Assert.Equal([.. Enumerable.Repeat("pass", 9), "unchecked"], StatusesOf(said));
        Assert.True(said.GetProperty("isValid").GetBoolean());
    }

    [Fact]
    public async Task A_credential_that_was_changed_is_not_valid_and_the_place_is_told()
    {
        var happened = await ArrivedAsync();
        var credential = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(happened.Credential!)!;
        credential["holderName"] = JsonSerializer.SerializeToElement("Somebody else");
        credential["issuerName"] = JsonSerializer.SerializeToElement("Mill of diplomas");
        credential["rank"] = JsonSerializer.SerializeToElement(1);

        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync(JsonSerializer.Serialize(new { credential })), HttpStatusCode.OK);

        Assert.False(said.GetProperty("isValid").GetBoolean());
        Assert.Equal("This credential does not match what was issued here.", said.GetProperty("message").GetString());
        Assert.Equal(["pass", "pass", "fail", "pass", "pass", "pass", "pass", "pass", "fail", "unchecked"], StatusesOf(said));
        var differences = said.GetProperty("checks")[2].GetProperty("differences").EnumerateArray().ToArray();
        Assert.Equal(["holderName", "issuerName", "rank"], differences.Select(static one => one.GetProperty("field").GetString()));
        Assert.Equal("Somebody else", differences[0].GetProperty("shown").GetString());
        Assert.Equal(JsonElement.Parse(happened.Credential!).GetProperty("holderName").GetString(), differences[0].GetProperty("issued").GetString());
        Assert.Equal(JsonValueKind.Null, differences[2].GetProperty("issued").ValueKind);
    }

    /// <summary>It was once read as a request with only an ID, and was then valid whatever name it contained.</summary>
    [Fact]
    public async Task A_credential_without_a_wrapping_is_compared_as_the_credential_that_it_is()
    {
        var happened = await ArrivedAsync();
        var genuine = await ServiceSet.ReadAsync(await Set.VerifyAsync(happened.Credential!), HttpStatusCode.OK);
        var credential = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(happened.Credential!)!;
        credential["holderName"] = JsonSerializer.SerializeToElement("Somebody else");
        var forged = await ServiceSet.ReadAsync(await Set.VerifyAsync(JsonSerializer.Serialize(credential)), HttpStatusCode.OK);
        var part = await ServiceSet.ReadAsync(await Set.VerifyAsync($$"""{"id":"{{happened.CredentialId}}","holderName":"Somebody else"}"""), HttpStatusCode.OK);

        Assert.Equal([.. Enumerable.Repeat("pass", 9), "unchecked"], StatusesOf(genuine));
        Assert.True(genuine.GetProperty("isValid").GetBoolean());
        foreach (var said in (JsonElement[])[forged, part])
        {
            Assert.Equal("fail", StatusesOf(said)[2]);
            Assert.False(said.GetProperty("isValid").GetBoolean());
        }

        Assert.Equal(["holderName"], forged.GetProperty("checks")[2].GetProperty("differences").EnumerateArray().Select(static one => one.GetProperty("field").GetString()));
    }

    [Theory]
    [InlineData("\"HolderName\":\"Somebody else\"", "HolderName")]
    [InlineData("\"holder_name\":\"Somebody else\"", "holder_name")]
    [InlineData("\"Credential\":{\"holderName\":\"Somebody else\"}", "Credential")]
    [InlineData("\"vc\":{},\"proof\":null", "vc", "proof")]
    public async Task What_a_question_does_not_have_is_named_and_no_verdict_is_given(string more, params string[] fields)
    {
        var happened = await ArrivedAsync();

        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync($$"""{"id":"{{happened.CredentialId}}",{{more}}}"""), HttpStatusCode.BadRequest);

        Assert.False(said.GetProperty("isValid").GetBoolean());
        Assert.Equal(fields, said.GetProperty("errors").EnumerateObject().Select(static one => one.Name));
        Assert.All(fields, field => Assert.Contains(field, said.GetProperty("message").GetString(), StringComparison.Ordinal));
    }

    /// <summary>A typed client parses the timestamp and writes it in its language's own format.</summary>
    [Theory]
    [InlineData("30.123Z", "30.123+00:00")]
    [InlineData("30.123Z", "30.1230000Z")]
    [InlineData("T08:15:30.123Z", "T10:15:30.123+02:00")]
    [InlineData("\"2026-01-31\"", "\"2026-01-31T00:00:00Z\"")]
    public async Task A_moment_that_a_typed_client_has_written_is_the_same_moment(string from, string to)
    {
        var happened = await ArrivedAsync();
        Assert.Contains(from, happened.Credential!, StringComparison.Ordinal);

        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync($$"""{"credential":{{happened.Credential!.Replace(from, to, StringComparison.Ordinal)}}}"""), HttpStatusCode.OK);

        Assert.True(said.GetProperty("isValid").GetBoolean());
    }

    /// <summary>The message used to say that the credential would become valid automatically, and kept saying so for ever.</summary>
    [Fact]
    public async Task Nobody_is_told_to_rely_on_what_is_not_known()
    {
        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync(Guid.NewGuid()), HttpStatusCode.NotFound);

        foreach (var text in (string?[])[said.GetProperty("message").GetString(), said.GetProperty("checks")[0].GetProperty("detail").GetString()])
            Assert.Equal("No credential with this ID was found here. Do not rely on it.", text);
    }

    [Fact]
    public async Task A_credential_with_more_values_than_any_has_is_refused()
    {
        var many = string.Join(',', Enumerable.Repeat("1", 10_000));

        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync($$$"""{"credential":{"id":"01890a5d-ac96-774b-bcce-b302099a8057","metadata":{"a":[{{{many}}}]} } }"""), HttpStatusCode.BadRequest);

        Assert.Equal(["credential"], said.GetProperty("errors").EnumerateObject().Select(static one => one.Name));
    }

    /// <summary>Answers show what differs below five levels of their own; many programs read no more than 64.</summary>
    [Fact]
    public async Task What_is_nested_too_deeply_to_be_shown_in_an_answer_is_refused()
    {
        var id = (await ArrivedAsync()).CredentialId;
        string Nested(int levels) => $$$"""{"credential":{"id":"{{{id}}}","metadata":{{{new string('[', levels - 2)}}}{{{new string(']', levels - 2)}}} } }""";

        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync(Nested(RequestJson.MaxDepth)), HttpStatusCode.OK);
        var refused = await ServiceSet.ReadAsync(await Set.VerifyAsync(Nested(RequestJson.MaxDepth + 1)), HttpStatusCode.BadRequest);

        Assert.Equal("different", said.GetProperty("result").GetString());
        Assert.Contains("48 levels", refused.GetProperty("errors").GetProperty("body")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thirty_days_before_the_end_is_a_warning()
    {
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var (soon, later, past) = (await ArrivedAsync(today.AddDays(28)), await ArrivedAsync(today.AddDays(32)), await ArrivedAsync(today.AddDays(-2)));

        async Task<string?> ExpiryAsync(CredentialEvent happened) => StatusesOf(await ServiceSet.ReadAsync(await Set.VerifyAsync(happened.CredentialId), HttpStatusCode.OK))[4];

        Assert.Equal("warning", await ExpiryAsync(soon));
        Assert.Equal("pass", await ExpiryAsync(later));
        Assert.Equal("fail", await ExpiryAsync(past));
    }

    [Fact]
    public async Task An_unknown_credential_fails_the_first_check_and_the_rest_cannot_be_made()
    {
        var said = await ServiceSet.ReadAsync(await Set.VerifyAsync("""{"credential":{"id":"01890a5d-ac96-774b-bcce-b302099a8057"}}"""), HttpStatusCode.NotFound);

        Assert.Equal(["fail", .. Enumerable.Repeat("unchecked", 9)], StatusesOf(said));
        Assert.False(said.GetProperty("isValid").GetBoolean());
    }

    [Theory]
    [InlineData("""{"id":"01890a5d-ac96-774b-bcce-b302099a8057","credential":{"id":"01890a5d-ac96-774b-bcce-b302099a8057"}}""", "credential")]
    [InlineData("""{"id":null,"credential":null}""", "id")]
    [InlineData("""{"credential":"x"}""", "credential")]
    [InlineData("""{"credential":{}}""", "credential.id")]
    [InlineData("""{"credential":{"id":7}}""", "credential.id")]
    [InlineData("""{"credential":{"id":"x","holderName":"\ud800"}}""", "body")]
    [InlineData("""{"credential":{"id":"x","id":"y"}}""", "credential.id")]
    [InlineData("""{"holderName":"Ada"}""", "id")]
    [InlineData("""{"id":7,"holderName":"Ada"}""", "id")]
    [InlineData("""{"credential":{"id":"x"},"holderName":"Ada"}""", "holderName")]
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
