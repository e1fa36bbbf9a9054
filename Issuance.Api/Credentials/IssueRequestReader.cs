using System.Text;
using System.Text.Json;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Text;

namespace Issuance.Api.Credentials;

/// <summary>
/// Reads the body of a request to issue a credential. It accepts only the documented properties, so that a misspelt one is an error
/// and not a credential that never expires, and it reports all errors at once, each with its field and rule. Names are stored in Unicode
/// Normalization Form C, so that the same name is equal however it was typed.
/// </summary>
internal static class IssueRequestReader
{
    /// <summary>The longest holder or issuer name, in Unicode scalar values.</summary>
    public const int MaxNameCharacters = 200;

    /// <summary>The longest credential type, in Unicode scalar values.</summary>
    public const int MaxTypeCharacters = 100;

    /// <summary>The maximum size of the metadata, in UTF-8 bytes as sent.</summary>
    public const int MaxMetadataBytes = 16 * 1024;

    /// <summary>The maximum nesting depth of the metadata, counting the outermost object.</summary>
    public const int MaxMetadataDepth = 8;

    private static readonly string[] Known = ["holderName", "credentialType", "issuerName", "expiryDate", "metadata"];

    /// <summary>The contents of a body; valid only if <c>Errors</c>, the errors by field, is empty.</summary>
    internal readonly record struct Result(
        Dictionary<string, string[]> Errors, string HolderName, string CredentialType, string IssuerName, DateOnly? ExpiryDate, JsonElement? Metadata);

    /// <summary>Reads a body.</summary>
    /// <param name="utf8">The bytes of the body.</param>
    /// <param name="today">Today in UTC.</param>
    public static Result Read(ReadOnlyMemory<byte> utf8, DateOnly today)
    {
        var errors = new Dictionary<string, string[]>();
        using var document = RequestJson.Parse(utf8, errors);
        if (document is null) return Failed(errors);
        try
        {
            return Read(document.RootElement, today, errors);
        }
        catch (InvalidOperationException)
        {
            return Failed(new() { [RequestJson.BodyField] = ["A member's name contains half of a surrogate pair, which is not Unicode text."] });
        }
    }

    private static Result Read(JsonElement root, DateOnly today, Dictionary<string, string[]> errors)
    {
        if (root.ValueKind != JsonValueKind.Object) return Failed(new() { [RequestJson.BodyField] = ["The body must be a JSON object."] });
        RequestJson.RefuseUnknown(root, Known, "", errors);
        var holderName = Text(root, "holderName", MaxNameCharacters, errors);
        var credentialType = Text(root, "credentialType", MaxTypeCharacters, errors);
        var issuerName = Text(root, "issuerName", MaxNameCharacters, errors);
        var expiryDate = Day(root, "expiryDate", today, errors);
        var metadata = Metadata(root, "metadata", errors);
        return new Result(errors, holderName, credentialType, issuerName, expiryDate, metadata);
    }

    private static string Text(JsonElement root, string name, int maxCharacters, Dictionary<string, string[]> errors)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return Fail("This is required.");
        if (value.ValueKind != JsonValueKind.String) return Fail("This must be text.");
        if (JsonText.ValueOf(value) is not { } text) return Fail(RequestJson.NotUnicode);
        if (text.Any(char.IsControl)) return Fail("This must not contain control characters.");
        text = UnicodeText.ToNfc(text.Trim());
        if (text.Length == 0) return Fail("This must not be empty or only spaces.");
        var characters = UnicodeText.Length(text);
        if (characters > maxCharacters) return Fail($"This has {characters} characters; at most {maxCharacters} are allowed.");
        return NameText.FaultOf(text) is { } fault ? Fail(fault) : text;

        string Fail(string rule)
        {
            errors[name] = [rule];
            return "";
        }
    }

    private static DateOnly? Day(JsonElement root, string name, DateOnly today, Dictionary<string, string[]> errors)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.String || !Rfc3339.TryParse(JsonText.ValueOf(value), out DateOnly day))
        {
            errors[name] = ["This must be a real calendar day, written YYYY-MM-DD."];
        }
        else if (day < today)
        {
            errors[name] = [$"This must not be before today ({today:yyyy-MM-dd}, UTC)."];
        }
        else
        {
            return day;
        }

        return null;
    }

    private static JsonElement? Metadata(JsonElement root, string name, Dictionary<string, string[]> errors)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        var text = value.GetRawText();
        if (value.ValueKind != JsonValueKind.Object) errors[name] = ["This must be a JSON object."];
        else if (Encoding.UTF8.GetByteCount(text) > MaxMetadataBytes) errors[name] = [$"This is larger than {MaxMetadataBytes:N0} bytes."];
        else if (FaultOf(value, MaxMetadataDepth) is { } fault) errors[name] = [fault];
        else return value.Clone();
        return null;
    }

    /// <summary>Checks the whole value and returns the first error, or null.</summary>
    private static string? FaultOf(JsonElement value, int levels)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when levels > 0:
                foreach (var property in value.EnumerateObject())
                {
                    if (FaultOf(property.Value, levels - 1) is { } fault) return fault;
                }

                return null;
            case JsonValueKind.Array when levels > 0:
                foreach (var item in value.EnumerateArray())
                {
                    if (FaultOf(item, levels - 1) is { } fault) return fault;
                }

                return null;
            case JsonValueKind.Object or JsonValueKind.Array:
                return $"This is nested more than {MaxMetadataDepth} levels deep.";
            case JsonValueKind.String:
                return JsonText.ValueOf(value) is null ? RequestJson.NotUnicode : null;
            default:
                return null;
        }
    }

    private static Result Failed(Dictionary<string, string[]> errors) => new(errors, "", "", "", null, null);
}
