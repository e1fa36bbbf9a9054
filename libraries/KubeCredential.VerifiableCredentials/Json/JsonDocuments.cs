using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using KubeCredential.Text;

namespace KubeCredential.VerifiableCredentials.Json;

/// <summary>Strict reading of JSON (RFC 7493, I-JSON): no member twice, no half of a surrogate pair, and limits on size and depth.</summary>
internal static class JsonDocuments
{
    /// <summary>Our own documents, and copies of read ones with less in them. Characters outside ASCII stay as they are.</summary>
    public static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true, MaxDepth = 1000 };

    /// <summary>Reads an object or array.</summary>
    /// <exception cref="CredentialException">
    /// <see cref="CredentialError.InvalidJson"/>, <see cref="CredentialError.DocumentTooLarge"/> or <see cref="CredentialError.NestedTooDeeply"/>.
    /// </exception>
    public static JsonElement Parse(ReadOnlySpan<byte> json, int maxBytes, int maxDepth)
    {
        if (json.Length > maxBytes) throw new CredentialException(CredentialError.DocumentTooLarge, $"The document has {json.Length:N0} bytes; the maximum is {maxBytes:N0}.");
        // The parser looks at the bytes of strings only when they are read.
        if (!Utf8.IsValid(json)) throw new CredentialException(CredentialError.InvalidJson, "The document is not in UTF-8.");
        try
        {
            var parsed = JsonElement.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = maxDepth });
            if (!JsonText.IsUnicode(parsed)) throw new CredentialException(CredentialError.InvalidJson, "A string has half of a surrogate pair, which is not Unicode.");
            return parsed;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            if (DepthIsOver(json, maxDepth)) throw new CredentialException(CredentialError.NestedTooDeeply, $"The document is nested more than {maxDepth} levels deep.", inner: error);
            // InvalidOperationException: a name with half of a surrogate pair.
            throw new CredentialException(CredentialError.InvalidJson, "The document is not JSON, or repeats a member.", inner: error);
        }
    }

    /// <summary>Reads an object within the limits.</summary>
    public static JsonElement ParseObject(ReadOnlySpan<byte> json, CredentialLimits limits)
    {
        var parsed = Parse(json, limits.MaxDocumentBytes, limits.MaxDepth);
        return parsed.ValueKind == JsonValueKind.Object ? parsed : throw new CredentialException(CredentialError.InvalidMember, "The document is not a JSON object.");
    }

    /// <summary>The object without a member, read anew.</summary>
    public static JsonElement Without(JsonElement document, string name) => Rewrite(document, name, null);

    /// <summary>The object with another value, or none, for one of its members, which moves to the end.</summary>
    public static JsonElement Rewrite(JsonElement document, string name, Action<Utf8JsonWriter>? write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Compact)) WriteMembers(json, document, name, write);
        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = Compact.MaxDepth });
    }

    /// <summary>Writes the object with another value, or none, for one of its members, which moves to the end.</summary>
    public static void WriteMembers(Utf8JsonWriter json, JsonElement document, string name, Action<Utf8JsonWriter>? write)
    {
        json.WriteStartObject();
        foreach (var member in document.EnumerateObject())
        {
            if (!member.NameEquals(name)) member.WriteTo(json);
        }

        if (write is not null)
        {
            json.WritePropertyName(name);
            write(json);
        }

        json.WriteEndObject();
    }

    /// <summary>The value of a member that is text; null if it is missing or something else.</summary>
    public static string? Text(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The items of an array, or the value itself if it is none: many members may be one or several.</summary>
    public static IEnumerable<JsonElement> OneOrMany(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            yield return value;
            yield break;
        }

        foreach (var item in value.EnumerateArray()) yield return item;
    }

    /// <summary>The items of a member that may be one or several; none if it is missing.</summary>
    public static IEnumerable<JsonElement> OneOrMany(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) ? OneOrMany(value) : [];

    /// <summary>Told apart from other mistakes, for which the parser gives the same exception.</summary>
    private static bool DepthIsOver(ReadOnlySpan<byte> json, int maxDepth)
    {
        var (depth, inText) = (0, false);
        for (var place = 0; place < json.Length; place++)
        {
            switch (json[place])
            {
                case (byte)'"': inText = !inText; break;
                case (byte)'\\' when inText: place++; break;
                case (byte)'{' or (byte)'[' when !inText: if (++depth > maxDepth) return true; break;
                case (byte)'}' or (byte)']' when !inText: depth--; break;
                default: break;
            }
        }

        return false;
    }
}
