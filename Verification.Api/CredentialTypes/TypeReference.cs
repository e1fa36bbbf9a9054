using System.ComponentModel;
using System.Text;
using System.Text.Json;

namespace Verification.Api.CredentialTypes;

/// <summary>A version of a registered type, as the signed content of a credential names it.</summary>
/// <param name="Id">The type's name in addresses.</param>
/// <param name="Version">Its version: 1, 2, ….</param>
/// <param name="Digest">The SHA-256 of the version's definition, in hexadecimal digits; null in credentials of before.</param>
internal sealed record TypeReference(
    [property: Description("The type's name in addresses")] string Id,
    [property: Description("Its version: 1, 2, …")] int Version,
    [property: Description("The SHA-256 of the version's definition, in hexadecimal digits; left out of credentials of before")] string? Digest = null)
{
    /// <summary>Reads the member <c>type</c> of a content; null if it has none, or if it is not what the issuance service writes.</summary>
    /// <param name="content">The content: JSON text in UTF-8.</param>
    public static TypeReference? Of(ReadOnlySpan<byte> content)
    {
        if (content.IndexOf("\"type\""u8) < 0) return null; // Most credentials have none, and need not be read for it.
        var reader = new Utf8JsonReader(content);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1) continue;
            var isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (isType) return Read(JsonElement.ParseValue(ref reader));
            reader.Skip();
        }

        return null;
    }

    /// <summary>The same of a text.</summary>
    public static TypeReference? Of(string content) => content.Contains("\"type\"", StringComparison.Ordinal) ? Of(Encoding.UTF8.GetBytes(content)) : null;

    private static TypeReference? Read(JsonElement type) =>
        type.ValueKind == JsonValueKind.Object && type.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String && type.TryGetProperty("version", out var version) && version.TryGetInt32(out var number)
            ? new TypeReference(id.GetString()!, number, type.TryGetProperty("digest", out var digest) && digest.ValueKind == JsonValueKind.String ? digest.GetString() : null)
            : null;
}
