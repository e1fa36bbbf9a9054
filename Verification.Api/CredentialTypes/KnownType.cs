using System.Collections.Frozen;
using KubeCredential.Text;

namespace Verification.Api.CredentialTypes;

/// <summary>A version of a type whose definition this service holds.</summary>
internal sealed class KnownType
{
    /// <summary>Where this service hands the pictures out.</summary>
    public const string PicturePath = "/api/v1/credential-types/pictures/";

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
    public CertificateDisplay? DisplayIn(string language) => LanguageTag.Best(Published.Display, static one => one.Language, language) ?? (Published.Display is [var first, ..] ? first : null);

    /// <summary>The certificate as verdicts show it.</summary>
    /// <param name="hidden">How many members of the metadata are not shown.</param>
    public CertificateDocument ToDocument(int hidden) => new(CertificateDocument.Known, Published.Display, Design, Published.PublicFields, hidden);
}
