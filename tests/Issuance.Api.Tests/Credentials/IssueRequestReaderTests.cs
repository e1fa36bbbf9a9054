using System.Text;
using Issuance.Api.Credentials;

namespace Issuance.Api.Tests.Credentials;

public sealed class IssueRequestReaderTests
{
    private const int KiB = 1024;
    private static readonly DateOnly s_today = new(2026, 3, 14);

    [Fact]
    public void A_full_request_is_read()
    {
        var result = Read(Body(expiryDate: "\"2030-12-31\"", metadata: """{"gpa": 3.9}"""));

        Assert.Empty(result.Errors);
        Assert.Equal("Ada Lovelace", result.HolderName);
        Assert.Equal("Bachelor of Science", result.CredentialType);
        Assert.Equal("University of London", result.IssuerName);
        Assert.Equal(new DateOnly(2030, 12, 31), result.ExpiryDate);
        Assert.Equal("""{"gpa": 3.9}""", result.Metadata?.GetRawText());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    public void Expiry_and_metadata_may_be_left_out_or_null(string? value)
    {
        var result = Read(Body(expiryDate: value, metadata: value));

        Assert.Empty(result.Errors);
        Assert.Null(result.ExpiryDate);
        Assert.Null(result.Metadata);
    }

    [Theory]
    [InlineData("  Ada  King ", "Ada  King")]
    [InlineData("\u00a0\u3000Ada\u2003\u2028", "Ada")]
    public void Texts_are_trimmed_of_every_kind_of_space(string sent, string kept)
    {
        var result = Read(Body(Quote(sent), Quote(sent), Quote(sent)));

        Assert.Empty(result.Errors);
        Assert.Equal((kept, kept, kept), (result.HolderName, result.CredentialType, result.IssuerName));
    }

    [Theory]
    [InlineData("山田 太郎")]
    [InlineData("علي بن أبي طالب")]
    [InlineData("\u200fright to left\u200e and \u05d0\u05d1\u05d2")]
    [InlineData("👩‍🔬 Dr. José Ñandú 🇩🇪")]
    [InlineData("O'Brien \"Bobby\" <script>alert(1)</script> &amp; \\ / ; DROP TABLE credentials; --")]
    [InlineData("\ufeffzero\u200bwidth\u200d")]
    [InlineData("\ufffe\uffff noncharacters")]
    public void Unicode_is_kept_as_sent_written_out_or_escaped(string text)
    {
        foreach (var quoted in (string[])[Quote(text), Escape(text)])
        {
            var result = Read(Body(quoted, quoted, quoted));

            Assert.Empty(result.Errors);
            Assert.Equal((text, text, text), (result.HolderName, result.CredentialType, result.IssuerName));
        }
    }

    [Theory]
    [InlineData("Zoe\u0308 Ångström", "Zoë Ångström")]
    [InlineData("\u1100\u1161\u11a8", "\uac01")]
    [InlineData("a\u0323\u0307", "\u1ea1\u0307")]
    [InlineData("a\u0307\u0323", "\u1ea1\u0307")]
    public void Names_are_kept_in_one_form_however_they_were_typed(string sent, string kept)
    {
        var result = Read(Body(Quote(sent), Quote(sent), Quote(sent)));

        Assert.Empty(result.Errors);
        Assert.Equal((kept, kept, kept), (result.HolderName, result.CredentialType, result.IssuerName));
    }

    [Fact]
    public void A_limit_counts_the_form_that_is_kept()
    {
        Assert.Empty(Read(Body(holderName: Quote(string.Concat(Enumerable.Repeat("e\u0301", 200))))).Errors);
        AssertOnly("holderName", Read(Body(holderName: Quote(string.Concat(Enumerable.Repeat("e\u0301", 201))))), "201 characters");
    }

    [Theory]
    [MemberData(nameof(TextFields))]
    public void Names_that_turn_the_text_around_them_or_show_nothing_are_refused_and_the_code_point_is_named(string field, int _)
    {
        foreach (var code in Enumerable.Range(0x202A, 5).Concat(Enumerable.Range(0x2066, 4)))
        {
            foreach (var text in (string[])[$"{(char)code}Ada", $"A{(char)code}da", $"Ada{(char)code}"])
                AssertOnly(field, Read(BodyWith(field, Quote(text))), $"U+{code:X4}", "direction");
        }

        foreach (var code in (int[])[0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0x2064, 0xFEFF, 0x00AD, 0x034F, 0x061C, 0x180E, 0x17B4, 0xFE0F, 0x0301, 0xE0020, 0xE0100])
        {
            var character = char.ConvertFromUtf32(code);
            foreach (var text in (string[])[character, $"{character}{character}", $" {character} \u200d"])
                AssertOnly(field, Read(BodyWith(field, Quote(text))), $"U+{code:X4}", "no visible characters");
            Assert.Empty(Read(BodyWith(field, Quote($"A{character}da"))).Errors);
        }
    }

    [Theory]
    [MemberData(nameof(TextFields))]
    public void Control_characters_are_refused_wherever_they_stand(string field, int _)
    {
        var controls = Enumerable.Range(0, 0x100).Select(static code => (char)code).Where(char.IsControl).ToArray();
        Assert.Equal(65, controls.Length);
        foreach (var control in controls)
        {
            foreach (var text in (string[])[$"{control}Ada", $"A{control}da", $"Ada{control}"])
                AssertOnly(field, Read(BodyWith(field, Escape(text))), "control characters");
        }
    }

    [Theory]
    [MemberData(nameof(TextFields))]
    public void Empty_texts_and_those_of_spaces_only_are_refused(string field, int _)
    {
        foreach (var text in (string[])["", " ", "   ", "\u00a0\u2003\u3000", "\u2028\u2029"])
            AssertOnly(field, Read(BodyWith(field, Quote(text))), "must not be empty");
    }

    [Theory]
    [MemberData(nameof(TextFields))]
    public void The_limit_counts_code_points_after_trimming(string field, int limit)
    {
        foreach (var character in (string[])["a", "é", "漢", "😀", "\U00020000"])
        {
            var longest = string.Concat(Enumerable.Repeat(character, limit));
            Assert.Empty(Read(BodyWith(field, Quote(longest))).Errors);
            Assert.Empty(Read(BodyWith(field, Quote($"   {longest}   "))).Errors);
            AssertOnly(field, Read(BodyWith(field, Quote(longest + character))), $"{limit + 1} characters", $"at most {limit}");
        }
    }

    [Theory]
    [MemberData(nameof(TextFields))]
    public void What_is_not_text_is_refused_and_what_is_missing_too(string field, int _)
    {
        foreach (var value in (string[])["1", "0.5", "true", "false", "{}", "[]", "[\"Ada\"]", "{\"name\":\"Ada\"}"])
            AssertOnly(field, Read(BodyWith(field, value)), "must be text");
        AssertOnly(field, Read(BodyWith(field, "null")), "required");
        AssertOnly(field, Read(BodyWith(field, null)), "required");
    }

    [Theory]
    [MemberData(nameof(TextFields))]
    public void Half_a_surrogate_pair_is_refused(string field, int _)
    {
        foreach (var text in (string[])["\"\\ud800\"", "\"Ada \\udc00\"", "\"\\udc00\\ud800\"", "\"\\uD83D Ada\""])
            AssertOnly(field, Read(BodyWith(field, text)), "surrogate");
    }

    [Theory]
    [InlineData("2026-03-14")]
    [InlineData("2026-03-15")]
    [InlineData("2028-02-29")]
    [InlineData("9999-12-31")]
    public void An_expiry_date_from_today_on_is_taken(string day)
    {
        var result = Read(Body(expiryDate: Quote(day)));

        Assert.Empty(result.Errors);
        Assert.Equal(day, result.ExpiryDate?.ToString("yyyy-MM-dd", null));
    }

    [Theory]
    [InlineData("2026-03-13")]
    [InlineData("2025-12-31")]
    [InlineData("0001-01-01")]
    public void An_expiry_date_before_today_is_refused(string day) =>
        AssertOnly("expiryDate", Read(Body(expiryDate: Quote(day))), "before today", "2026-03-14");

    [Theory]
    [InlineData("\"2027-02-29\"")]
    [InlineData("\"2026-04-31\"")]
    [InlineData("\"2026-13-01\"")]
    [InlineData("\"2026-00-10\"")]
    [InlineData("\"2026-05-00\"")]
    [InlineData("\"0000-01-01\"")]
    [InlineData("\"2026-5-01\"")]
    [InlineData("\"2026-05-1\"")]
    [InlineData("\"26-05-01\"")]
    [InlineData("\"12026-05-01\"")]
    [InlineData("\"+2026-05-01\"")]
    [InlineData("\"2026/05/01\"")]
    [InlineData("\"20260501\"")]
    [InlineData("\"01.05.2026\"")]
    [InlineData("\"2026-05-01T00:00:00Z\"")]
    [InlineData("\" 2026-05-01\"")]
    [InlineData("\"2026-05-01 \"")]
    [InlineData("\"2026-05-01\\u0000\"")]
    [InlineData("\"2026\\u201105\\u201101\"")]
    [InlineData("\"\\u0662\\u0660\\u0662\\u0667-05-01\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\"")]
    [InlineData("\"never\"")]
    [InlineData("20260501")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[\"2026-05-01\"]")]
    public void An_expiry_date_that_is_no_day_or_written_otherwise_is_refused(string value) =>
        AssertOnly("expiryDate", Read(Body(expiryDate: value)), "real calendar day", "YYYY-MM-DD");

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"": null, " ": "", "\u0000": "\u0000"}""")]
    [InlineData("""{ "n": [1e400, -0, 1.0, 1E+2, 12345678901234567890123, 0.1000], "text": "\u00e4\ud83d\ude00\/😀" }""")]
    [InlineData("""{"A":1,"a":2}""")]
    public void Metadata_is_kept_as_it_was_sent(string metadata) =>
        Assert.Equal(metadata, Read(Body(metadata: metadata)).Metadata?.GetRawText());

    [Theory]
    [InlineData("\"text\"")]
    [InlineData("1")]
    [InlineData("true")]
    [InlineData("[]")]
    [InlineData("[{}]")]
    public void Metadata_that_is_no_object_is_refused(string value) =>
        AssertOnly("metadata", Read(Body(metadata: value)), "must be a JSON object");

    [Fact]
    public void Metadata_may_have_16_KiB_of_UTF8_as_sent_and_not_a_byte_more()
    {
        foreach (var (character, bytes) in ((string, int)[])[("a", 1), ("é", 2), ("漢", 3), ("😀", 4), (" ", 1), ("\\u00e9", 6)])
        {
            var room = (16 * KiB) - """{"x":""}""".Length;
            var filling = string.Concat(Enumerable.Repeat(character, room / bytes)) + new string('a', room % bytes);
            Assert.Empty(Read(Body(metadata: $$"""{"x":"{{filling}}"}""")).Errors);
            AssertOnly("metadata", Read(Body(metadata: $$"""{"x":"{{filling}}a"}""")), "16,384");
        }

        var spaces = new string(' ', (16 * KiB) - 2);
        Assert.Empty(Read(Body(metadata: $$"""{{{spaces}}}""")).Errors);
        AssertOnly("metadata", Read(Body(metadata: $$"""{{{spaces}} }""")), "16,384");
    }

    [Theory]
    [InlineData("{\"a\":", "}")]
    [InlineData("[", "]")]
    public void Metadata_may_have_8_levels_itself_included(string open, string close)
    {
        foreach (var core in (string[])["1", "\"text\"", "null"])
        {
            Assert.Empty(Read(Body(metadata: $"{{\"m\":{Nest(open, close, 7, core)}}}")).Errors);
            AssertOnly("metadata", Read(Body(metadata: $"{{\"m\":{Nest(open, close, 8, core)}}}")), "8 levels");
            AssertOnly("metadata", Read(Body(metadata: $"{{\"first\":1,\"m\":[{Nest(open, close, 40, core)}]}}")), "8 levels");
        }
    }

    [Theory]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"a":[{"b":"x\udfff"}]}""")]
    public void Half_a_surrogate_pair_in_metadata_is_refused(string metadata) =>
        AssertOnly("metadata", Read(Body(metadata: metadata)), "surrogate");

    [Theory]
    [InlineData("""{"holderName":"Ada","holderName":"Eve","credentialType":"B","issuerName":"U"}""", "holderName")]
    [InlineData("""{"holderName":"Ada","holder\u004eame":"Ada","credentialType":"B","issuerName":"U"}""", "holderName")]
    [InlineData("""{"holderName":"Ada","credentialType":"B","issuerName":"U","expiryDate":"2026-05-01","expiryDate":null}""", "expiryDate")]
    [InlineData("""{"holderName":"Ada","credentialType":"B","issuerName":"U","metadata":{"a":1,"a":2}}""", "metadata.a")]
    [InlineData("""{"holderName":"Ada","credentialType":"B","issuerName":"U","metadata":{"list":[{"b":{"c":1,"\u0063":1}}]}}""", "metadata.list[0].b.c")]
    [InlineData("""{"unknown":1,"unknown":2}""", "unknown")]
    public void A_member_that_comes_twice_is_named_at_every_level(string body, string place) => AssertOnly(place, Read(body), "more than once");

    [Fact]
    public void A_byte_order_mark_is_passed_over()
    {
        Assert.Empty(Read("\ufeff" + Body()).Errors);
        AssertOnly("body", Read("\ufeff"), "empty");
        AssertOnly("body", Read("\ufeff\ufeff" + Body()));
    }

    [Theory]
    [InlineData("""{"\ud800":1,"holderName":"Ada","credentialType":"B","issuerName":"U"}""")]
    [InlineData("""{"\ud800":1,"\ud800":2,"holderName":"Ada","credentialType":"B","issuerName":"U"}""")]
    [InlineData("""{"holderName":"Ada","credentialType":"B","issuerName":"U","metadata":{"\ud83d":1}}""")]
    [InlineData("""{"holderName":"Ada","credentialType":"B","issuerName":"U","metadata":{"a":[{"\udc00":{}, "\udc00":{}}]}}""")]
    public void Half_a_surrogate_pair_in_a_name_is_refused_at_every_level(string body) => AssertOnly("body", Read(body), "surrogate");

    [Fact]
    public void A_property_that_is_not_known_is_an_error_that_names_it_and_the_known_ones()
    {
        AssertOnly("expiresOn", Read("""{"holderName":"Ada","credentialType":"B","issuerName":"U","expiresOn":"2030-01-01"}"""), "Unknown member", "expiryDate");
        AssertOnly("", Read("""{"holderName":"Ada","credentialType":"B","issuerName":"U","":1}"""), "Unknown member");
        Assert.Equal(["HolderName", "holderName"], Read("""{"HolderName":"Ada","credentialType":"B","issuerName":"U"}""").Errors.Keys.Order(StringComparer.Ordinal));

        var shortened = Read($$"""{"holderName":"Ada","credentialType":"B","issuerName":"U","{{new string('x', 30_000)}}":1}""").Errors;
        Assert.InRange(Assert.Single(shortened).Key.Length, 10, 100);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\n\n")]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("Ada")]
    [InlineData("holderName=Ada&credentialType=B")]
    [InlineData("{'holderName':'Ada'}")]
    [InlineData("{\"holderName\":\"Ada\",}")]
    [InlineData("{\"holderName\":\"Ada\"} {}")]
    [InlineData("{\"holderName\":\"Ada\"}x")]
    [InlineData("// comment\n{}")]
    [InlineData("{\"metadata\":{\"n\":NaN}}")]
    [InlineData("{\"metadata\":{\"n\":01}}")]
    [InlineData("{\"holderName\":\"line\nbreak\"}")]
    [InlineData("[]")]
    [InlineData("[{}]")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("12")]
    [InlineData("\"text\"")]
    public void A_body_that_is_no_JSON_object_is_refused(string body) => AssertOnly("body", Read(body));

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    [InlineData("[", "")]
    public void A_body_of_5000_levels_is_refused(string open, string close)
    {
        AssertOnly("body", Read(Nest(open, close, 5_000, "1")));
        AssertOnly("body", Read(Body(metadata: $"{{\"m\":{Nest(open, close, 5_000, "1")}}}")));
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xc3 })]
    [InlineData(new byte[] { 0xc0, 0xaf })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0xf4, 0x90, 0x80, 0x80 })]
    public void Invalid_UTF8_is_refused_wherever_it_stands(byte[] invalid)
    {
        var body = Encoding.UTF8.GetBytes(Body(holderName: "\"Ada #\"", metadata: """{"a":"#"}"""));
        for (var hash = Array.IndexOf(body, (byte)'#'); hash >= 0; hash = Array.IndexOf(body, (byte)'#', hash + 1))
            AssertOnly("body", IssueRequestReader.Read((byte[])[.. body[..hash], .. invalid, .. body[(hash + 1)..]], s_today), "UTF-8");
        AssertOnly("body", IssueRequestReader.Read(invalid, s_today));
        AssertOnly("body", IssueRequestReader.Read(Encoding.Unicode.GetBytes(Body()), s_today));
    }

    [Fact]
    public void Every_fault_is_told_at_once_with_its_field()
    {
        var result = Read("""{"holderName":"","credentialType":5,"expiryDate":"soon","metadata":[],"extra":1}""");

        Assert.Equal(
            ["credentialType", "expiryDate", "extra", "holderName", "issuerName", "metadata"], result.Errors.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_fault_never_quotes_what_was_sent_as_a_value()
    {
        string[] bodies =
        [
            """{"holderName":"Marker """, """{"holderName":"Marker" "Marker"}""", """{"holderName":["Marker"],"expiryDate":"Marker","metadata":"Marker"}""",
            Body(holderName: Quote("Marker" + new string('x', 300)), expiryDate: "\"Marker\"", metadata: """{"a":"Marker\ud800"}"""),
        ];
        foreach (var body in bodies)
        {
            var errors = Read(body).Errors;
            Assert.NotEmpty(errors);
            Assert.DoesNotContain("Marker", string.Concat(errors.SelectMany(static error => error.Value)), StringComparison.Ordinal);
        }
    }

    public static TheoryData<string, int> TextFields() => new()
    {
        { "holderName", 200 },
        { "credentialType", 100 },
        { "issuerName", 200 },
    };

    private static IssueRequestReader.Result Read(string body) => IssueRequestReader.Read(Encoding.UTF8.GetBytes(body), s_today);

    /// <summary>A body with these JSON values; null omits the property.</summary>
    private static string Body(
        string? holderName = "\"Ada Lovelace\"",
        string? credentialType = "\"Bachelor of Science\"",
        string? issuerName = "\"University of London\"",
        string? expiryDate = null,
        string? metadata = null)
    {
        (string Name, string? Value)[] properties =
            [("holderName", holderName), ("credentialType", credentialType), ("issuerName", issuerName), ("expiryDate", expiryDate), ("metadata", metadata)];
        return $"{{{string.Join(',', properties.Where(static one => one.Value is not null).Select(static one => $"\"{one.Name}\":{one.Value}"))}}}";
    }

    private static string BodyWith(string field, string? value) => field switch
    {
        "holderName" => Body(holderName: value),
        "credentialType" => Body(credentialType: value),
        _ => Body(issuerName: value),
    };

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Escape(string text) => $"\"{string.Concat(text.Select(static c => $"\\u{(int)c:x4}"))}\"";

    private static string Nest(string open, string close, int levels, string core) =>
        string.Concat(Enumerable.Repeat(open, levels)) + core + string.Concat(Enumerable.Repeat(close, levels));

    private static void AssertOnly(string field, IssueRequestReader.Result result, params string[] said)
    {
        var (name, rules) = Assert.Single(result.Errors);
        Assert.Equal(field, name);
        var rule = Assert.Single(rules);
        Assert.All(said, part => Assert.Contains(part, rule, StringComparison.Ordinal));
    }
}
