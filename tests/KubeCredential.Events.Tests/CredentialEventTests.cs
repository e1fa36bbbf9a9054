using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeCredential.Events.Tests;

public sealed class CredentialEventTests
{
    private static readonly string[] s_properties = ["eventType", "eventId", "timestamp", "version", "retryCount", "maxRetries", "correlationId", "credential"];

    [Fact]
    public void The_shape_is_exactly_the_documented_one()
    {
        var happened = new CredentialEvent(
            "CREDENTIAL_ISSUED", new Guid("01890a5d-ac96-774b-bcce-b302099a8057"), TestEvents.Time, 3, 1, 5, "corr \"ünïcode\" 資格",
            new Guid("01890a5d-ac96-774b-bcce-b302099a8058"), "{\"id\":\"01890a5d-ac96-774b-bcce-b302099a8058\",\"n\": 1.50}");

        Assert.Equal(
            """{"eventType":"CREDENTIAL_ISSUED","eventId":"01890a5d-ac96-774b-bcce-b302099a8057","timestamp":"2026-01-31T08:15:30.123Z","version":3,"credentialId":"01890a5d-ac96-774b-bcce-b302099a8058","retryCount":1,"maxRetries":5,"correlationId":"corr \"ünïcode\" 資格","status":{"state":"active","since":"2026-01-31T08:15:30.123Z"},"credential":{"id":"01890a5d-ac96-774b-bcce-b302099a8058","n": 1.50}}""",
            happened.ToJson());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"Größe":"1 m","emoji":"🎓","escaped":"\u0041\/\ud83c\udf93\u0000","number":1e400,"zero":-0,"long":0.10000000000000000000001,"list":[[],[[1]],{}]}""")]
    public void What_is_written_is_read_back_the_same_and_the_credential_to_the_letter(string metadata)
    {
        var happened = TestEvents.Issued(version: 7, holder: "Ælfgifu \"the\" 👩‍🎓", expiry: "2030-12-31", metadata: metadata, retryCount: 2, maxRetries: 9);

        var read = CredentialEvent.Parse(happened.ToJson());

        Assert.Equal(happened, read);
        Assert.Equal(happened.Credential, read.Credential);
    }

    [Fact]
    public void Properties_in_another_order_and_unknown_ones_are_fine()
    {
        var happened = TestEvents.Issued();
        var json = JsonNode.Parse(happened.ToJson())!.AsObject();
        var turned = new JsonObject { ["later"] = new JsonArray(1, 2) };
        foreach (var (name, value) in json.Reverse())
            turned[name] = value?.DeepClone();

        Assert.Equal(happened.EventId, CredentialEvent.Parse(turned.ToJsonString()).EventId);
    }

    public static TheoryData<string> Properties => [.. s_properties];

    [Theory]
    [MemberData(nameof(Properties))]
    public void A_missing_property_is_named(string property)
    {
        var json = JsonNode.Parse(TestEvents.Issued().ToJson())!.AsObject();
        json.Remove(property);

        var error = Assert.Throws<EventFormatException>(() => CredentialEvent.Parse(json.ToJsonString()));

        Assert.Contains($"'{property}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eventType", "\"\"")]
    [InlineData("eventType", "7")]
    [InlineData("eventId", "\"not-a-uuid\"")]
    [InlineData("eventId", "null")]
    [InlineData("timestamp", "\"yesterday\"")]
    [InlineData("timestamp", "1769847330123")]
    [InlineData("version", "0")]
    [InlineData("version", "-1")]
    [InlineData("version", "1.5")]
    [InlineData("version", "2147483648")]
    [InlineData("version", "\"1\"")]
    [InlineData("retryCount", "-1")]
    [InlineData("maxRetries", "-1")]
    [InlineData("maxRetries", "true")]
    [InlineData("correlationId", "{}")]
    [InlineData("credential", "[]")]
    [InlineData("credential", "\"{}\"")]
    [InlineData("credentialId", "\"not-a-uuid\"")]
    [InlineData("credentialId", "\"01890a5d-ac96-774b-bcce-b302099a8058\"")] // Not the ID inside the credential.
    [InlineData("contentHash", "\"00\"")]
    [InlineData("contentHash", "7")]
    [InlineData("contentHash", "\"000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F\"")]
    [InlineData("contentHash", "\"g00102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f\"")]
    [InlineData("contentSalt", "\"000102030405060708090a0b0c0d0e\"")]
    [InlineData("contentSalt", "\"000102030405060708090a0b0c0d0e0f10\"")]
    [InlineData("contentSalt", "\"000102030405060708090a0b0c0d0e0x\"")]
    [InlineData("contentSalt", "{}")]
    [InlineData("status", "[]")]
    [InlineData("status", "\"active\"")]
    public void A_wrong_property_is_named_and_its_value_is_not(string property, string value)
    {
        var json = JsonNode.Parse(TestEvents.Issued().ToJson())!.AsObject();
        json[property] = JsonNode.Parse(value);

        var error = Assert.Throws<EventFormatException>(() => CredentialEvent.Parse(json.ToJsonString()));

        Assert.Contains($"'{property}'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-a-uuid", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_content_the_event_itself_names_the_credential()
    {
        var happened = TestEvents.Issued().Then(EventTypes.CredentialErased, StatusReason.Withdrawn);
        var json = JsonNode.Parse(happened.ToJson())!.AsObject();

        Assert.Equal(happened, CredentialEvent.Parse(happened.ToJson()));
        json.Remove("credentialId");
        Assert.Contains("'credentialId'", Assert.Throws<EventFormatException>(() => CredentialEvent.Parse(json.ToJsonString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_erased_is_nowhere_in_the_event()
    {
        var happened = TestEvents.Issued();
        var erased = happened.WithoutContent().ToJson();

        Assert.DoesNotContain("Ada", erased, StringComparison.Ordinal);
        Assert.DoesNotContain(happened.ContentSalt!, erased, StringComparison.Ordinal);
        Assert.Equal((happened.ContentHash, null, null), CredentialEvent.Parse(erased) is var read ? (read.ContentHash, read.ContentSalt, read.Credential) : default);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void An_event_of_any_type_is_read_back_as_it_was_written(string type)
    {
        var happened = TestEvents.Issued(expiry: "2030-12-31").Then(type, StatusReason.Fraud, supersededBy: Guid.CreateVersion7());

        Assert.Equal(happened, CredentialEvent.Parse(happened.ToJson()));
        Assert.Equal(happened.WithoutContent(), CredentialEvent.Parse(happened.WithoutContent().ToJson()));
    }

    public static TheoryData<string> Types => [.. EventTypes.All];

    [Theory]
    [InlineData("")]
    [InlineData("000102030405060708090a0b0c0d0e")]
    [InlineData("000102030405060708090a0b0c0d0e0f10")]
    [InlineData("000102030405060708090a0b0c0d0e0x")]
    public void A_salt_that_is_none_has_no_hash(string salt) => Assert.Throws<FormatException>(() => ContentHash.Of(salt, "{}"));

    [Fact]
    public void Every_bit_of_salt_and_content_counts_for_the_hash()
    {
        const string Salt = "000102030405060708090a0b0c0d0e0f";

        // SHA-256 of 00 01 … 0f 7b 7d, by sha256sum.
        Assert.Equal("b5c1f9361eb9fbedd3e628a72d1c8fef46544361fd79fa6781baf6d932b1c3f6", ContentHash.Of(Salt, "{}"));
        Assert.NotEqual(ContentHash.Of(Salt, "{}"), ContentHash.Of(Salt, "{ }"));
        Assert.NotEqual(ContentHash.Of(Salt, "{}"), ContentHash.Of("000102030405060708090a0b0c0d0e0e", "{}"));
    }

    [Theory]
    [InlineData("eventType")]
    [InlineData("correlationId")]
    public void Texts_have_a_limit(string property)
    {
        var json = JsonNode.Parse(TestEvents.Issued().ToJson())!.AsObject();

        json[property] = new string('x', 200);
        CredentialEvent.Parse(json.ToJsonString());
        json[property] = new string('x', 201);
        Assert.Throws<EventFormatException>(() => CredentialEvent.Parse(json.ToJsonString()));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"id":null}""")]
    [InlineData("""{"id":"1"}""")]
    public void A_credential_needs_its_id(string credential)
    {
        var json = JsonNode.Parse(TestEvents.Issued().ToJson())!.AsObject();
        json["credential"] = JsonNode.Parse(credential);

        var error = Assert.Throws<EventFormatException>(() => CredentialEvent.Parse(json.ToJsonString()));

        Assert.Contains("'id'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubbish")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("""{"eventType":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    public void What_is_no_event_is_refused_as_such(string json) =>
        Assert.Throws<EventFormatException>(() => CredentialEvent.Parse(json));

    [Fact]
    public void A_repeated_property_is_refused_wherever_it_stands()
    {
        var json = TestEvents.Issued().ToJson();

        Assert.Throws<EventFormatException>(() => CredentialEvent.Parse(json.Replace("\"version\":1", "\"version\":1,\"version\":2", StringComparison.Ordinal)));
        Assert.Throws<EventFormatException>(
            () => CredentialEvent.Parse(json.Replace("\"holderName\":", "\"holderName\":\"Eve\",\"holderName\":", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_limit_of_the_length_counts_bytes()
    {
        var empty = TestEvents.Issued(metadata: "{\"a\":\"\"}").ToJson().Length;
        string Filled(int bytes) => TestEvents.Issued(metadata: $"{{\"a\":\"{new string('ü', bytes / 2)}{new string('x', bytes % 2)}\"}}").ToJson();

        CredentialEvent.Parse(Filled(CredentialEvent.MaxBytes - empty));
        var error = Assert.Throws<EventFormatException>(() => CredentialEvent.Parse(Filled(CredentialEvent.MaxBytes - empty + 1)));
        Assert.Contains("262,145", error.Message, StringComparison.Ordinal);
        Assert.Contains("262,144", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_as_deep_as_may_be_can_be_written_again_and_a_deeper_one_is_refused()
    {
        // The event and the credential are two levels of the 32.
        var deepest = TestEvents.Issued(metadata: TestEvents.Nested(30)).ToJson();

        Assert.Equal(deepest, CredentialEvent.Parse(deepest).ToJson());
        Assert.Throws<EventFormatException>(() => CredentialEvent.Parse(deepest.Replace("{}}", "{\"a\":{}}}", StringComparison.Ordinal)));
        Assert.Throws<EventFormatException>(() => CredentialEvent.Parse(TestEvents.Nested(5_000)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"a\":1}}")]
    [InlineData("Ada")]
    public void A_stored_credential_that_is_no_JSON_cannot_be_written_and_is_not_quoted(string credential)
    {
        var error = Assert.Throws<EventFormatException>(() => (TestEvents.Issued() with { Credential = credential }).ToJson());

        Assert.DoesNotContain("Ada", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_offsets_are_the_same_moment()
    {
        var json = TestEvents.Issued().ToJson().Replace(
            "\"timestamp\":\"2026-01-31T08:15:30.123Z\",\"version\"", "\"timestamp\":\"2026-01-31T10:15:30.123+02:00\",\"version\"", StringComparison.Ordinal);

        var read = CredentialEvent.Parse(json);

        Assert.Equal(TestEvents.Time, read.Timestamp);
        Assert.Equal("2026-01-31T08:15:30.123Z", JsonDocument.Parse(read.ToJson()).RootElement.GetProperty("timestamp").GetString());
    }
}
