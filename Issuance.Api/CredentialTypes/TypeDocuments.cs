using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using KubeCredential.Papers;
using KubeCredential.Text;

namespace Issuance.Api.CredentialTypes;

/// <summary>A registered credential type, in one of its versions.</summary>
/// <param name="Id">Its name in addresses.</param>
/// <param name="Name">The type of its credentials.</param>
/// <param name="Issuer">The issuer that it belongs to; null: all.</param>
/// <param name="State">Whether credentials are issued under it.</param>
/// <param name="LatestVersion">The latest version.</param>
/// <param name="Version">The version that <paramref name="Definition"/> is.</param>
/// <param name="Definition">What this version says.</param>
/// <param name="SchemaAddress">Where everybody reads the schema of this version.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="Warnings">What may be read badly: it is published all the same.</param>
internal sealed record TypeDocument(
    string Id, string Name, string? Issuer,
    [property: AllowedValues(TypeDocument.Active, TypeDocument.Archived)] string State,
    int LatestVersion, int Version, TypeDefinition Definition, string SchemaAddress,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset CreatedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset UpdatedAt,
    IReadOnlyList<TypeWarning> Warnings)
{
    public const string Active = "active";
    public const string Archived = "archived";

    /// <summary>The document of a type.</summary>
    public static TypeDocument Of(TypeStore.Head head, int version, TypeDefinition definition) => new(
        head.Id, head.Name, head.Issuer, head.IsArchived ? Archived : Active, head.Version, version, definition, $"/credential-types/{head.Id}/versions/{version}/schema", head.CreatedAt, head.UpdatedAt, TypeWarning.Of(definition.Design));
}

/// <summary>Something that may be read badly.</summary>
/// <param name="Code">What it is: <c>contrast</c>.</param>
/// <param name="Field">The member of the definition.</param>
/// <param name="Rule">What is advised.</param>
internal sealed record TypeWarning([property: AllowedValues(TypeWarning.Contrast)] string Code, string Field, string Rule)
{
    /// <summary>Text can hardly be read on its background.</summary>
    public const string Contrast = "contrast";

    /// <summary>The warnings about a design.</summary>
    public static IReadOnlyList<TypeWarning> Of(TypeDesign design)
    {
        var contrast = PaperColour.Parse(design.Colour).ContrastWith(PaperColour.Parse(design.TextColour));
        return contrast >= PaperColour.ReadableContrast
            ? []
            : [new TypeWarning(Contrast, "design.textColour", string.Create(CultureInfo.InvariantCulture, $"Text in this colour is hard to read on the main colour: the contrast is {Math.Floor(contrast * 10) / 10:0.0}:1, and should be at least {PaperColour.ReadableContrast}:1."))];
    }
}

/// <summary>A page of credential types.</summary>
/// <param name="Items">The types, by ID, each in its latest version.</param>
/// <param name="NextCursor">The cursor of the next page; null if this is the last.</param>
/// <param name="RequireType">Whether a credential is refused whose type is not registered.</param>
internal sealed record TypePage(IReadOnlyList<TypeDocument> Items, string? NextCursor, bool RequireType);

/// <summary>The versions of a type.</summary>
/// <param name="Items">The versions, the latest first.</param>
internal sealed record TypeVersionList(IReadOnlyList<TypeVersionEntry> Items);

/// <summary>A version of a type.</summary>
/// <param name="Version">Its number.</param>
/// <param name="PublishedAt">When it was published.</param>
/// <param name="PublishedBy">Who published it.</param>
internal sealed record TypeVersionEntry(int Version, [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset PublishedAt, string PublishedBy);

/// <summary>A picture of credential types.</summary>
/// <param name="Id">Its ID: the SHA-256 of the file.</param>
/// <param name="Address">Where everybody reads it.</param>
/// <param name="MediaType">Its type.</param>
internal sealed record TypePictureDocument(string Id, string Address, string MediaType);

/// <summary>The examples that have been loaded.</summary>
/// <param name="Items">The types that were registered.</param>
/// <param name="Present">The IDs of those that were there before.</param>
internal sealed record TypeExamplesDocument(IReadOnlyList<TypeDocument> Items, IReadOnlyList<string> Present);

/// <summary>The body of a request to publish another version, for the OpenAPI document.</summary>
internal record TypeVersionRequest(
    [property: Required, Description("The metadata of its credentials: a JSON Schema of draft 2020-12 with \"type\": \"object\", at most 32 KiB, without references to elsewhere, and with patterns that can be checked in linear time")] JsonElement Schema,
    [property: Description("How it is shown, per language; the first one is shown where none fits")] IReadOnlyList<TypeDisplay>? Display = null,
    [property: Description("How its certificates look")] TypeDesign? Design = null,
    [property: Description("How long its credentials are valid; none if left out. An end by this rule is set where none is asked for, and none may be later")] TypeValidity? Validity = null,
    [property: Description("The members of the metadata that everybody sees who has the credential's ID; none if left out")] IReadOnlyList<string>? PublicFields = null,
    [property: Description("What Open Badges say of it, or null")] TypeAchievement? Achievement = null,
    [property: Description("The portable formats that it is offered in; all if left out or null")] IReadOnlyList<string>? Formats = null);

/// <summary>The body of a request to register a type, for the OpenAPI document.</summary>
internal sealed record RegisterTypeRequest(
    [property: Required, Description("The type of its credentials, exactly as they show it, 1 to 100 characters. It cannot be changed later.")] string Name,
    JsonElement Schema,
    [property: Description("Its name in addresses; made of the name if left out. It cannot be changed later.")] string? Id = null,
    [property: Description("The issuer that it belongs to; all if left out or null. It cannot be changed later.")] string? Issuer = null,
    IReadOnlyList<TypeDisplay>? Display = null, TypeDesign? Design = null, TypeValidity? Validity = null, IReadOnlyList<string>? PublicFields = null, TypeAchievement? Achievement = null, IReadOnlyList<string>? Formats = null)
    : TypeVersionRequest(Schema, Display, Design, Validity, PublicFields, Achievement, Formats);
