using KubeCredential.Events;
using System.Text.Json;
using CsCheck;

namespace KubeCredential.Fuzz.Tests;

/// <summary>Inputs as somebody might send who wants to do harm: nearly right ones, spoilt ones, and rubbish.</summary>
internal static class Hostile
{
    /// <summary>The text of a known credential.</summary>
    public const string Credential =
        """
        {"id":"01890a5d-ac96-774b-bcce-b302099a8057","holderName":"Zoë","credentialType":"BSc","issueDate":"2026-01-31","expiryDate":"2031-01-31","issuerName":"UoL","metadata":{"grade":"First","score":1.50,"list":["a",{"b":1},null],"huge":1e400},"workerId":"w-1","timestamp":"2026-01-31T08:15:30.123Z","issuedBy":"worker-w-1"}
        """;

    /// <summary>A request to issue.</summary>
    public const string Request = """{"holderName":"Zoë","credentialType":"BSc","issuerName":"UoL","expiryDate":"2999-01-31","metadata":{"grade":"First","score":1.50,"list":["a",{"b":1},null]}}""";

    /// <summary>An event.</summary>
    public const string Event =
        $$"""
        {"eventType":"CREDENTIAL_ISSUED","eventId":"01890a5d-ac96-774b-bcce-b302099a8058","timestamp":"2026-01-31T08:15:30.123Z","version":1,"retryCount":0,"maxRetries":5,"correlationId":"c-1","credential":{{Credential}}}
        """;

    /// <summary>The event with the hash of its content, whatever that has become.</summary>
    public static CredentialEvent Hashed(CredentialEvent happened)
    {
        var salt = new string('0', 2 * ContentHash.SaltBytes);
        return happened.Credential is { } content ? happened with { ContentSalt = salt, ContentHash = ContentHash.Of(salt, content) } : happened;
    }

    private static readonly string[] s_names =
    [
        "id", "holderName", "credentialType", "issueDate", "expiryDate", "issuerName", "metadata", "workerId", "timestamp", "issuedBy", "credential", "grade", "list",
        "eventType", "eventId", "version", "retryCount", "maxRetries", "correlationId", "HOLDERNAME", "", "__proto__", "\\ud800", "\\u0000", "a.b[0]",
    ];

    private static readonly string[] s_texts =
    [
        "", " ", "\\u0000", "\\ud800", "\\udc00\\ud800", "\\ud83d\\ude00", "\\ufffd", "\u202e", "\ufeff", "' OR 1=1 --", "<script>", "%00", "2026-02-30", "2999-12-31", "0000-00-00",
        "01890a5d-ac96-774b-bcce-b302099a8057", " 01890A5D-AC96-774B-BCCE-B302099A8057 ", "{01890a5d-ac96-774b-bcce-b302099a8057}", "CREDENTIAL_ISSUED", "9999-12-31T23:59:59.999Z",
        "0001-01-01T00:00:00+14:00", "2026-01-31T08:15:60Z", "\\r\\nSet-Cookie: a=b", new('x', 201), new('\u00e9', 100), string.Concat(Enumerable.Repeat("👩‍🔬", 50)),
    ];

    /// <summary>Numbers of JSON, with exponents and lengths that nobody needs.</summary>
    public static readonly Gen<string> Number = Gen.Select(
        Gen.OneOf<string>("", "-"),
        Gen.OneOf<string>(Gen.OneOf<string>("0", "1", "10", "2147483647", "2147483648", "9223372036854775808", new string('9', 400), "1" + new string('0', 5000)), Gen.Int[0, 100_000].Select(static one => $"{one}")),
        Gen.OneOf<string>("", "", ".0", ".5", ".50", "." + new string('0', 3000) + "1"),
        Gen.OneOf<string>(
            Gen.Const(""),
            Gen.Int[-30, 30].Select(static one => $"e{one}"),
            Gen.OneOf<string>("e999999999", "E+999999999", "e-2147483648", "e-9223372036854775809", "e0", "e000000000000000000001", "e" + new string('9', 20_000), "e-" + new string('9', 60_000))),
        static (sign, whole, fraction, exponent) => sign + whole + fraction + exponent);

    private static readonly Gen<string> s_text = Gen.OneOf<string>(Gen.OneOf<string>(s_texts), Gen.String[0, 12].Select(static one => JsonEncodedText.Encode(Whole(one)).ToString()));

    private static readonly Gen<string> s_name = Gen.Frequency<string>((8, Gen.OneOf<string>(s_names)), (1, s_text));

    private static readonly Gen<string> s_leaf = Gen.Frequency<string>(
        (4, s_text.Select(static one => $"\"{one}\"")), (2, Number), (2, Gen.OneOf<string>("null", "true", "false", "{}", "[]")), (1, Gen.OneOf<string>("nul", "\"", "NaN", "01", "+1", "\"\\x\"", "//", ",")));

    /// <summary>JSON of any shape, seldom broken, sometimes nested far too deeply.</summary>
    public static readonly Gen<string> Json = Gen.Frequency<string>((20, Value(3)), (1, Gen.Int[1, 3000].Select(static levels => new string('[', levels) + new string(']', levels))));

    private static readonly Gen<string> s_rubbish = Gen.String[0, 300];

    /// <summary>A text spoilt in up to six places, and now and then JSON of another shape or rubbish in its place.</summary>
    /// <param name="seeds">Texts that are right.</param>
    public static Gen<string> Spoilt(params string[] seeds) => Gen.Frequency<string>(
        (10, Gen.Select(Gen.OneOf<string>(seeds), s_change.List[0, 6], static (seed, changes) => changes.Aggregate(seed, static (text, change) => change(text)))),
        (3, Gen.Select(Gen.OneOf<string>(seeds), s_name, Gen.OneOf<string>(s_leaf, Json), Replace)),
        (4, Json),
        (1, s_rubbish));

    /// <summary>A plain text, such as an id or a cursor, that is nearly right or rubbish.</summary>
    public static Gen<string> Plain(params string[] seeds) =>
        Gen.Frequency<string>((6, Spoilt(seeds)), (2, Gen.OneOf<string>(seeds)), (2, Gen.OneOf<string>(s_texts)), (2, s_rubbish), (2, Number));

    private static readonly Gen<Func<string, string>> s_change = Gen.Select(
        Gen.Int[0, 4], Gen.Double.Unit, Gen.Int[0, 40], Gen.OneOf<string>(s_leaf, s_text, Gen.String[0, 3], Gen.OneOf<string>("\"", "{", "}", "[", "]", ":", ",", "\\", ".", "-", "9", "\0")),
        static Func<string, string> (kind, where, length, text) => seed =>
        {
            var place = (int)(where * seed.Length);
            var end = Math.Min(seed.Length, place + length);
            return kind switch
            {
                0 => seed.Insert(place, text),
                1 => seed.Remove(place, end - place),
                2 => string.Concat(seed.AsSpan(0, place), text, seed.AsSpan(end)),
                3 => seed[..place],
                _ => seed.Insert(place, seed[place..end]),
            };
        });

    private static Gen<string> Value(int levels) => levels == 0
        ? s_leaf
        : Gen.Frequency<string>(
            (2, s_leaf),
            (3, Gen.Select(s_name, Value(levels - 1), static (name, value) => $"\"{name}\":{value}").List[0, 6].Select(static members => $"{{{string.Join(',', members)}}}")),
            (1, Value(levels - 1).List[0, 4].Select(static items => $"[{string.Join(", ", items)}]")));

    /// <summary>Gives a property of the seed, where it has it, another value in front of its own.</summary>
    private static string Replace(string seed, string name, string value)
    {
        var place = seed.IndexOf($"\"{name}\":", StringComparison.Ordinal);
        if (place < 0) return $"{{\"{name}\":{value}," + (seed.Length > 1 ? seed[1..] : "}");
        var start = place + name.Length + 3;
        var end = seed.IndexOf(',', start);
        return end < 0 ? seed : string.Concat(seed.AsSpan(0, start), value, seed.AsSpan(end));
    }

    /// <summary>The text without halves of surrogate pairs, which no encoder takes.</summary>
    private static string Whole(string text) => string.Concat(text.EnumerateRunes());
}
