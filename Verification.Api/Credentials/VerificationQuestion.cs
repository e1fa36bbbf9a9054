using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Text;
using Verification.Api.Credentials.Checks;

namespace Verification.Api.Credentials;

/// <summary>What a caller wants to verify: an ID or a whole credential. If the body is invalid, the errors.</summary>
/// <param name="Id">The credential's ID as it was sent.</param>
/// <param name="Shown">The presented credential, or null if only an ID was given.</param>
/// <param name="MaxAge">How old the verifier's knowledge of the issuer may be, or null if any age.</param>
/// <param name="Errors">The errors, by field; null if there are none.</param>
internal readonly record struct VerificationQuestion(string Id, JsonElement? Shown, TimeSpan? MaxAge, Dictionary<string, string[]>? Errors)
{
    /// <summary>How many values a presented credential may have, counting itself and everything below it: every credential that can be issued has fewer.</summary>
    public const int MaxValues = 10_000;

    private const int MaxTextCharacters = 1000;
    private const string VerifiableCredential = "verifiableCredential";
    private const string VerifiablePresentation = "verifiablePresentation";

    private static readonly string[] s_members = ["id", "credential", VerifiableCredential, VerifiablePresentation, "challenge", "domain", "maxAge"];

    /// <summary>A document that proves itself, to be verified instead of a credential as the REST API shows it; null if there is none.</summary>
    public PresentedDocument? Document { get; init; }

    /// <summary>Reads a body.</summary>
    public static VerificationQuestion Read(ReadOnlyMemory<byte> body)
    {
        var errors = new Dictionary<string, string[]>();
        using var document = RequestJson.Parse(body, errors);
        if (document is null) return new VerificationQuestion("", null, null, errors);
        try
        {
            return Read(document.RootElement);
        }
        catch (InvalidOperationException)
        {
            return Wrong(RequestJson.BodyField, RequestJson.NotUnicode);
        }
    }

    private static VerificationQuestion Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return Wrong(RequestJson.BodyField, "This must be a JSON object: {\"id\": \"…\"}, {\"credential\": {…}}, {\"verifiableCredential\": …} or {\"verifiablePresentation\": …}.");
        // So must an unwrapped document that proves itself.
        if (root.TryGetProperty("@context", out _)) return new VerificationQuestion("", null, null, null) { Document = new PresentedDocument(BytesOf(root), null, null, null, null) };
        // An unwrapped credential must be treated as a whole credential: if only its ID were read, it would be valid whatever else it says.
        if (!root.TryGetProperty("credential", out _) && ContentComparison.Members.Any(name => name != "id" && root.TryGetProperty(name, out _))) return OfCredential(root, "", null);
        var errors = new Dictionary<string, string[]>();
        RequestJson.RefuseUnknown(root, s_members, "", errors);
        if (errors.Count > 0) return new VerificationQuestion("", null, null, errors);
        TimeSpan? maxAge = null;
        if (root.TryGetProperty("maxAge", out var given) && given.ValueKind != JsonValueKind.Null)
        {
            if (given.ValueKind != JsonValueKind.String || !MaximumAge.TryParse(given.GetString()!, out var most)) return Wrong("maxAge", MaximumAge.Rule);
            maxAge = most;
        }

        if (IsGiven(root, VerifiableCredential) || IsGiven(root, VerifiablePresentation)) return OfDocument(root, maxAge);
        foreach (var name in (string[])["challenge", "domain"])
        {
            if (IsGiven(root, name)) return Wrong(name, "This belongs to a verifiablePresentation.");
        }

        var hasId = root.TryGetProperty("id", out var id) && id.ValueKind != JsonValueKind.Null;
        var hasCredential = root.TryGetProperty("credential", out var credential) && credential.ValueKind != JsonValueKind.Null;
        if (hasId && hasCredential) return Wrong("credential", "Send either id or credential, not both.");
        if (hasId) return id.ValueKind == JsonValueKind.String ? new VerificationQuestion(id.GetString()!, null, maxAge, null) : Wrong("id", "This must be text.");
        if (!hasCredential) return Wrong("id", "This is required unless a credential is sent; send {\"id\": \"…\"}, {\"credential\": {…}}, {\"verifiableCredential\": …} or {\"verifiablePresentation\": …}.");
        return credential.ValueKind == JsonValueKind.Object ? OfCredential(credential, "credential.", maxAge) : Wrong("credential", "This must be a JSON object: the whole credential.");
    }

    /// <summary>Reads a document that proves itself: an object, or a JWT as text.</summary>
    public static PresentedDocument? ReadDocument(JsonElement root, string field, Dictionary<string, string[]> errors)
    {
        var given = root.GetProperty(field);
        var isPresentation = field == VerifiablePresentation;
        if (given.ValueKind == JsonValueKind.Object) return new PresentedDocument(BytesOf(given), isPresentation, null, null, null);
        if (given.ValueKind == JsonValueKind.String && given.GetString()!.Trim() is { Length: > 0 } text && text.All(char.IsAscii)) return new PresentedDocument(Encoding.ASCII.GetBytes(text), isPresentation, null, null, null);
        errors[field] = ["This must be a JSON object, or a JWT as text."];
        return null;
    }

    /// <summary>Reads text that says what a presentation was made for; null if it is left out.</summary>
    public static string? ReadText(JsonElement root, string field, string path, Dictionary<string, string[]> errors)
    {
        if (!IsGiven(root, field)) return null;
        var value = root.GetProperty(field);
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= MaxTextCharacters } text) return text;
        errors[path + field] = [$"This must be text of 1 to {MaxTextCharacters} characters."];
        return null;
    }

    private static VerificationQuestion OfDocument(JsonElement root, TimeSpan? maxAge)
    {
        var errors = new Dictionary<string, string[]>();
        var field = IsGiven(root, VerifiableCredential) ? VerifiableCredential : VerifiablePresentation;
        foreach (var other in (string[])["id", "credential", VerifiablePresentation])
        {
            if (other != field && IsGiven(root, other)) errors[other] = [$"Send either {field} or {other}, not both."];
        }

        var (challenge, domain) = (ReadText(root, "challenge", "", errors), ReadText(root, "domain", "", errors));
        if (field == VerifiableCredential && (challenge ?? domain) is not null) errors[challenge is null ? "domain" : "challenge"] = ["This belongs to a verifiablePresentation."];
        var document = ReadDocument(root, field, errors);
        return errors.Count > 0 ? new VerificationQuestion("", null, null, errors) : new VerificationQuestion("", null, maxAge, null) { Document = document! with { Challenge = challenge, Domain = domain, MaxAge = maxAge } };
    }

    /// <summary>The text of an object exactly as it was sent: a signature may cover the way in which a number is written.</summary>
    private static byte[] BytesOf(JsonElement element) => JsonMarshal.GetRawUtf8Value(element).ToArray();

    private static bool IsGiven(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private static VerificationQuestion OfCredential(JsonElement credential, string path, TimeSpan? maxAge)
    {
        if (!credential.TryGetProperty("id", out var id) || id.ValueKind == JsonValueKind.Null) return Wrong($"{path}id", "This is required.");
        if (id.ValueKind != JsonValueKind.String) return Wrong($"{path}id", "This must be text.");
        if (CountUpTo(credential, MaxValues + 1) > MaxValues) return Wrong(path.TrimEnd('.') is { Length: > 0 } field ? field : RequestJson.BodyField, $"This has more than {MaxValues:N0} values; no credential has that many.");

        if (!JsonText.IsUnicode(credential)) return Wrong(RequestJson.BodyField, RequestJson.NotUnicode);
        return new VerificationQuestion(id.GetString()!, credential.Clone(), maxAge, null);
    }

    private static int CountUpTo(JsonElement value, int most)
    {
        var count = 1;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    if (count >= most) break;
                    count += CountUpTo(member.Value, most - count);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (count >= most) break;
                    count += CountUpTo(item, most - count);
                }

                break;
        }

        return count;
    }

    private static VerificationQuestion Wrong(string field, string rule) => new("", null, null, new() { [field] = [rule] });
}
