using System.Globalization;
using System.Net.Mail;
using System.Text;
using System.Text.Json;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Text;

namespace Issuance.Api.Credentials;

/// <summary>
/// Reads the members of requests about credentials. Each error is reported with its field and rule. Names are stored in Unicode Normalization Form C, so that the
/// same name is equal however it was typed.
/// </summary>
internal static class CredentialFields
{
    /// <summary>The longest holder or issuer name, in Unicode scalar values.</summary>
    public const int MaxNameCharacters = 200;

    /// <summary>The longest credential type, in Unicode scalar values.</summary>
    public const int MaxTypeCharacters = 100;

    /// <summary>The longest number of a holder, in Unicode scalar values.</summary>
    public const int MaxHolderIdCharacters = 100;

    /// <summary>The longest e-mail address, in characters (RFC 5321, section 4.5.3.1.3: a path of 256 octets includes its angle brackets).</summary>
    public const int MaxEmailCharacters = 254;

    /// <summary>The maximum size of the metadata, in UTF-8 bytes as sent.</summary>
    public const int MaxMetadataBytes = 16 * 1024;

    /// <summary>The maximum nesting depth of the metadata, counting the outermost object.</summary>
    public const int MaxMetadataDepth = 8;

    /// <summary>How many years ahead a credential's first day of validity may be.</summary>
    public const int MaxYearsAhead = 10;

    /// <summary>Reads a body that is a JSON object.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <param name="utf8">The bytes of the body.</param>
    /// <param name="known">The names of its members.</param>
    /// <param name="errors">Receives the errors by field.</param>
    /// <param name="read">Reads the object.</param>
    /// <returns>What was read, or the default if the body is not an object; valid only if there are no errors.</returns>
    public static T? ReadBody<T>(ReadOnlyMemory<byte> utf8, string[] known, Dictionary<string, string[]> errors, Func<JsonElement, T> read)
    {
        using var document = RequestJson.Parse(utf8, errors);
        if (document is null) return default;
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            errors[RequestJson.BodyField] = ["The body must be a JSON object."];
            return default;
        }

        try
        {
            RequestJson.RefuseUnknown(document.RootElement, known, "", errors);
            return read(document.RootElement);
        }
        catch (InvalidOperationException)
        {
            errors.Clear();
            errors[RequestJson.BodyField] = ["A member's name contains half of a surrogate pair, which is not Unicode text."];
            return default;
        }
    }

    /// <summary>Whether a member is there, even if it is null.</summary>
    public static bool Has(JsonElement root, string name) => root.TryGetProperty(name, out _);

    /// <summary>Required text.</summary>
    public static string Text(JsonElement root, string name, int maxCharacters, Dictionary<string, string[]> errors)
    {
        if (!IsGiven(root, name, out var value)) return Fail("This is required.");
        if (value.ValueKind != JsonValueKind.String) return Fail("This must be text.");
        if (JsonText.ValueOf(value) is not { } text) return Fail(RequestJson.NotUnicode);
        if (UnicodeText.HasControls(text)) return Fail("This must not contain control characters.");
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

    /// <summary>The issuer's own number for the holder, or null.</summary>
    public static string? HolderId(JsonElement root, Dictionary<string, string[]> errors) =>
        IsGiven(root, "holderId", out _) ? Text(root, "holderId", MaxHolderIdCharacters, errors) : null;

    /// <summary>The holder's e-mail address, or null.</summary>
    public static string? HolderEmail(JsonElement root, Dictionary<string, string[]> errors) => Email(root, "holderEmail", errors);

    /// <summary>An e-mail address, or null.</summary>
    public static string? Email(JsonElement root, string name, Dictionary<string, string[]> errors)
    {
        if (!IsGiven(root, name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.String && JsonText.ValueOf(value)?.Trim() is { Length: <= MaxEmailCharacters } text && !UnicodeText.HasControls(text)
            && MailAddress.TryCreate(text, out var address) && address.Address == text) return text;
        errors[name] = [$"This must be an e-mail address of at most {MaxEmailCharacters} characters, such as name@example.org."];
        return null;
    }

    /// <summary>The first day of validity, or null if it was not given.</summary>
    public static DateOnly? ValidFrom(JsonElement root, DateOnly today, Dictionary<string, string[]> errors)
    {
        if (Day(root, "validFrom", today, errors) is not { } day) return null;
        if (day <= today.AddYears(MaxYearsAhead)) return day;
        errors["validFrom"] = [$"This must be at most {MaxYearsAhead} years ahead."];
        return null;
    }

    /// <summary>The last day of validity, or null if it was not given.</summary>
    public static DateOnly? ExpiryDate(JsonElement root, DateOnly today, Dictionary<string, string[]> errors) => Day(root, "expiryDate", today, errors);

    /// <summary>Reports dates in the wrong order.</summary>
    public static void CheckOrder(DateOnly validFrom, DateOnly? expiryDate, Dictionary<string, string[]> errors)
    {
        if (expiryDate < validFrom) errors.TryAdd("expiryDate", [string.Create(CultureInfo.InvariantCulture, $"This must not be before validFrom ({validFrom:yyyy-MM-dd}).")]);
    }

    /// <summary>The metadata, or null.</summary>
    public static JsonElement? Metadata(JsonElement root, Dictionary<string, string[]> errors)
    {
        const string Name = "metadata";
        if (!IsGiven(root, Name, out var value)) return null;
        var text = value.GetRawText();
        if (value.ValueKind != JsonValueKind.Object) errors[Name] = ["This must be a JSON object."];
        else if (Encoding.UTF8.GetByteCount(text) > MaxMetadataBytes) errors[Name] = [$"This is larger than {MaxMetadataBytes:N0} bytes."];
        else if (FaultOf(value, MaxMetadataDepth) is { } fault) errors[Name] = [fault];
        else return value.Clone();
        return null;
    }

    /// <summary>Whether a member is there and is not null.</summary>
    public static bool IsGiven(JsonElement root, string name, out JsonElement value) => root.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static DateOnly? Day(JsonElement root, string name, DateOnly today, Dictionary<string, string[]> errors)
    {
        if (!IsGiven(root, name, out var value)) return null;
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
}
