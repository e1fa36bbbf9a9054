using System.Text.Json;
using System.Text.Unicode;

namespace Verification.Api.Credentials;

/// <summary>What a caller wants to have verified: an id, or a whole credential. Or what is wrong with the body.</summary>
/// <param name="Id">The credential's id as it was sent.</param>
/// <param name="Shown">The credential that was shown, or null where only an id was given.</param>
/// <param name="Field">The field that is wrong, or null.</param>
/// <param name="Fault">The rule that it breaks, or null.</param>
internal readonly record struct VerificationQuestion(string Id, JsonElement? Shown, string? Field, string? Fault)
{
    private const string BodyField = "body";
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>Reads a body.</summary>
    public static VerificationQuestion Read(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span)) return Wrong(BodyField, "This is not valid UTF-8.");
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            return Read(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half of a surrogate pair, which JSON can escape and Unicode cannot hold.
            return Wrong(BodyField, "This must be a JSON object with the credential's id or with the credential: {\"id\": \"…\"} or {\"credential\": {…}}.");
        }
    }

    private static VerificationQuestion Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return Wrong(BodyField, "This must be a JSON object: {\"id\": \"…\"} or {\"credential\": {…}}.");
        var hasId = root.TryGetProperty("id", out var id) && id.ValueKind != JsonValueKind.Null;
        var hasCredential = root.TryGetProperty("credential", out var credential) && credential.ValueKind != JsonValueKind.Null;
        if (hasId && hasCredential) return Wrong("credential", "Send either id or credential, not both.");
        if (hasId) return id.ValueKind == JsonValueKind.String ? new VerificationQuestion(id.GetString()!, null, null, null) : Wrong("id", "This must be text.");
        if (!hasCredential) return Wrong("id", "This is required where no credential is sent; send {\"id\": \"…\"} or {\"credential\": {…}}.");
        if (credential.ValueKind != JsonValueKind.Object) return Wrong("credential", "This must be a JSON object: the whole credential.");
        if (!credential.TryGetProperty("id", out var shownId) || shownId.ValueKind == JsonValueKind.Null) return Wrong("credential.id", "This is required.");
        if (shownId.ValueKind != JsonValueKind.String) return Wrong("credential.id", "This must be text.");

        using (var json = new Utf8JsonWriter(Stream.Null)) credential.WriteTo(json); // Parsing does not look into texts; half of a surrogate pair shows here.
        return new VerificationQuestion(shownId.GetString()!, credential.Clone(), null, null);
    }

    private static VerificationQuestion Wrong(string field, string rule) => new("", null, field, rule);
}
