using System.Text.Json;
using KubeCredential.Events;

namespace Verification.Api.Credentials;

/// <summary>
/// Which version of which credential a text seems to be about, read without believing it: of an announcement that anyone may have sent, or of an event
/// that could not be read as one.
/// </summary>
/// <param name="CredentialId">The credential, or null if none is named.</param>
/// <param name="Version">The version, or null if none is named.</param>
internal readonly record struct EventMention(Guid? CredentialId, int? Version)
{
    private const int MostBytes = 2 * CredentialEvent.MaxBytes;

    /// <summary>Reads the start of an event's JSON text, until both are known or the text is no JSON.</summary>
    public static EventMention Read(ReadOnlySpan<byte> json)
    {
        Guid? id = null;
        int? version = null;
        if (json.Length > MostBytes) json = json[..MostBytes];
        try
        {
            var reader = new Utf8JsonReader(json, isFinalBlock: false, default);
            var isInCredential = false;
            while ((id is null || version is null) && reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName) continue;
                if (reader.CurrentDepth == 1)
                {
                    isInCredential = reader.ValueTextEquals("credential"u8);
                    if (reader.ValueTextEquals("version"u8))
                    {
                        if (reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number)) version = number;
                    }
                    else if (reader.ValueTextEquals("credentialId"u8))
                    {
                        if (reader.Read() && reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out var named)) id = named;
                    }
                }
                else if (isInCredential && reader.CurrentDepth == 2 && reader.ValueTextEquals("id"u8))
                {
                    // An event from before there was a credentialId.
                    if (reader.Read() && reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out var inner)) id ??= inner;
                }
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // What was read before the fault may still be right, and costs nothing if it is not.
        }

        return new EventMention(id, version);
    }
}
