using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Verification.Api.CredentialTypes;

/// <summary>A credential without the members of its metadata that are not for everybody.</summary>
/// <param name="Type">Its type; null if its definition could not be read.</param>
/// <param name="Credential">What is left: JSON text in UTF-8.</param>
/// <param name="Hidden">The members that were left out.</param>
internal sealed record ReducedCredential(KnownType? Type, byte[] Credential, IReadOnlyList<string> Hidden)
{
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Leaves members out.</summary>
    /// <param name="shown">The credential: JSON text in UTF-8.</param>
    /// <param name="type">Its type; null if its definition is not known: then nothing of the metadata is left.</param>
    public static ReducedCredential Of(ReadOnlyMemory<byte> shown, KnownType? type)
    {
        using var document = JsonDocument.Parse(shown);
        var (buffer, hidden) = (new ArrayBufferWriter<byte>(shown.Length), new List<string>());
        using (var json = new Utf8JsonWriter(buffer, s_writing))
        {
            json.WriteStartObject();
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Name != "metadata" || member.Value.ValueKind != JsonValueKind.Object)
                {
                    member.WriteTo(json);
                    continue;
                }

                json.WriteStartObject(member.Name);
                foreach (var field in member.Value.EnumerateObject())
                {
                    if (type?.IsPublic(field.Name) == true) field.WriteTo(json);
                    else hidden.Add(field.Name);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return new ReducedCredential(type, buffer.WrittenSpan.ToArray(), hidden);
    }
}
