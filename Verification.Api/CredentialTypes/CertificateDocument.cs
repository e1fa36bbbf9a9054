using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Verification.Api.CredentialTypes;

/// <summary>How the certificate of a credential of a registered type looks, and what of it everybody sees.</summary>
/// <param name="State"><c>known</c>; or <c>unavailable</c> if the type's definition could not be read yet, and then no metadata are shown.</param>
/// <param name="Display">How the type is shown, per language; the first one where none fits.</param>
/// <param name="Design">How its certificates look, or null.</param>
/// <param name="PublicFields">The members of the metadata that everybody sees who has the credential's ID.</param>
/// <param name="HiddenFields">How many members of the metadata are not shown.</param>
internal sealed record CertificateDocument(
    [property: AllowedValues(CertificateDocument.Known, CertificateDocument.Unavailable)] string State,
    IReadOnlyList<CertificateDisplay> Display,
    CertificateDesign? Design,
    IReadOnlyList<string> PublicFields,
    int HiddenFields)
{
    public const string Known = "known";
    public const string Unavailable = "unavailable";
}

/// <summary>How a type is shown in a language.</summary>
/// <param name="Language">The language: a tag of BCP 47.</param>
/// <param name="Title">The title of the certificate.</param>
/// <param name="Description">What it attests, or null.</param>
/// <param name="Fields">The fields in the order in which they are shown.</param>
internal sealed record CertificateDisplay(string Language, string Title, string? Description, IReadOnlyList<CertificateField> Fields);

/// <summary>How a member of the metadata is shown.</summary>
/// <param name="Name">The member.</param>
/// <param name="Label">Its label.</param>
internal sealed record CertificateField(string Name, string Label);

/// <summary>How the certificates of a type look.</summary>
/// <param name="Colour">The main colour.</param>
/// <param name="TextColour">The colour of text on it.</param>
/// <param name="Background">The address of a picture behind it at this service, or null.</param>
/// <param name="Logo">The address of a picture in place of the issuer's logo at this service, or null.</param>
internal sealed record CertificateDesign(
    [property: Description("The main colour: #rrggbb")] string Colour,
    [property: Description("The colour of text on it: #rrggbb")] string TextColour,
    [property: Description("The path of a picture behind it at this service, or null")] string? Background,
    [property: Description("The path of a picture in place of the issuer's logo at this service, or null")] string? Logo);

/// <summary>JSON of certificates and of the definitions that they follow, generated at build time.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CertificateDocument))]
[JsonSerializable(typeof(PublishedType))]
internal sealed partial class CertificateJson : JsonSerializerContext
{
    /// <summary>Writes Unicode text unescaped.</summary>
    public static CertificateJson Relaxed { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

/// <summary>What this service reads of a definition as the issuance service publishes it.</summary>
internal sealed record PublishedType(IReadOnlyList<CertificateDisplay> Display, PublishedDesign Design, IReadOnlyList<string> PublicFields);

/// <summary>The design in a definition: pictures are named by their SHA-256.</summary>
internal sealed record PublishedDesign(string Colour, string TextColour, string? Background, string? Logo);
