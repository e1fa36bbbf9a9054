using System.Buffers;
using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Verification.Api.CredentialTypes;

/// <summary>A version of a type whose definition this service holds.</summary>
internal sealed class KnownType
{
    /// <summary>Where this service hands the pictures out.</summary>
    public const string PicturePath = "/api/v1/credential-types/pictures/";

    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly FrozenSet<string> _public;

    /// <param name="published">The definition.</param>
    /// <param name="pictures">The pictures that it names and this service holds.</param>
    public KnownType(PublishedType published, IReadOnlySet<string> pictures)
    {
        Published = published;
        _public = published.PublicFields.ToFrozenSet(StringComparer.Ordinal);
        Design = new CertificateDesign(published.Design.Colour, published.Design.TextColour, PathOf(published.Design.Background), PathOf(published.Design.Logo));

        string? PathOf(string? id) => id is not null && pictures.Contains(id) ? PicturePath + id : null;
    }

    /// <summary>The definition.</summary>
    public PublishedType Published { get; }

    /// <summary>How its certificates look.</summary>
    public CertificateDesign Design { get; }

    /// <summary>Whether everybody sees a member of the metadata who has the credential's ID.</summary>
    public bool IsPublic(string member) => _public.Contains(member);

    /// <summary>How it is shown in a language; the first one where none fits.</summary>
    /// <param name="language">The language: a tag of BCP 47.</param>
    public CertificateDisplay? DisplayIn(string language)
    {
        var main = language.Split('-')[0];
        return Published.Display.FirstOrDefault(one => string.Equals(one.Language, language, StringComparison.OrdinalIgnoreCase))
            ?? Published.Display.FirstOrDefault(one => string.Equals(one.Language.Split('-')[0], main, StringComparison.OrdinalIgnoreCase))
            ?? (Published.Display is [var first, ..] ? first : null);
    }

    /// <summary>The certificate as verdicts show it.</summary>
    /// <param name="hidden">How many members of the metadata are not shown.</param>
    public CertificateDocument ToDocument(int hidden) => new(CertificateDocument.Known, Published.Display, Design, Published.PublicFields, hidden);

    /// <summary>Leaves the members out of a credential's metadata that are not for everybody.</summary>
    /// <param name="shown">The credential: JSON text in UTF-8.</param>
    /// <param name="type">Its type; null if its definition is not known: then nothing of the metadata is left.</param>
    /// <returns>The credential, and how many members were left out.</returns>
    public static (byte[] Credential, int Hidden) Reduce(ReadOnlyMemory<byte> shown, KnownType? type)
    {
        using var document = JsonDocument.Parse(shown);
        var (buffer, hidden) = (new ArrayBufferWriter<byte>(shown.Length), 0);
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
                    else hidden++;
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return (buffer.WrittenSpan.ToArray(), hidden);
    }
}
