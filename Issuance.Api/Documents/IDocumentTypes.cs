using Issuance.Api.Credentials;
using KubeCredential.ServiceDefaults.Web;

namespace Issuance.Api.Documents;

/// <summary>What documents say of the types of their credentials.</summary>
internal interface IDocumentTypes
{
    /// <summary>A published version of a type, or null.</summary>
    ValueTask<DocumentType?> FindAsync(TypeReference type, CancellationToken cancellationToken);

    /// <summary>A picture of types, or null.</summary>
    Task<SafePicture?> FindPictureAsync(string id, CancellationToken cancellationToken);
}

/// <summary>What documents say of a type.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Description">What it attests, or null.</param>
/// <param name="Criteria">What one must do for it, or null.</param>
/// <param name="Image">The address of the picture of its badge, or null.</param>
/// <param name="Tags">Words by which it is found.</param>
/// <param name="Formats">The formats that it is offered in; null: all.</param>
internal sealed record DocumentType(string Title, string? Description, string? Criteria, string? Image, IReadOnlyList<string> Tags, IReadOnlyList<string>? Formats)
{
    /// <summary>How it is shown, per language; the first one where none fits.</summary>
    public IReadOnlyList<DocumentDisplay> Displays { get; init; } = [];

    /// <summary>How its certificates look; null: plain.</summary>
    public DocumentDesign? Design { get; init; }
}

/// <summary>How a type is shown in a language.</summary>
/// <param name="Language">The language: a tag of BCP 47.</param>
/// <param name="Title">The title.</param>
/// <param name="Description">What it attests, or null.</param>
/// <param name="Fields">The members of the metadata in the order in which they are shown, each with its label.</param>
internal sealed record DocumentDisplay(string Language, string Title, string? Description, IReadOnlyList<(string Name, string Label)> Fields);

/// <summary>How the certificates of a type look.</summary>
/// <param name="Colour">The main colour: <c>#rrggbb</c>.</param>
/// <param name="TextColour">The colour of text on it: <c>#rrggbb</c>.</param>
/// <param name="Background">The ID of a picture behind it, or null.</param>
/// <param name="Logo">The ID of a picture in place of the issuer's logo, or null.</param>
internal sealed record DocumentDesign(string Colour, string TextColour, string? Background, string? Logo);
