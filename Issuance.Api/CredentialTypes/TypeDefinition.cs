using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace Issuance.Api.CredentialTypes;

/// <summary>What a version of a credential type says. Once published it never changes.</summary>
/// <param name="Schema">The metadata of its credentials: a JSON Schema of draft 2020-12 for an object.</param>
/// <param name="Display">How it is shown, per language; the first one is shown where none fits.</param>
/// <param name="Design">How its certificates look.</param>
/// <param name="Validity">How long its credentials are valid.</param>
/// <param name="PublicFields">The members of the metadata that everybody sees who has the credential's ID.</param>
/// <param name="Achievement">What Open Badges say of it, or null.</param>
/// <param name="Formats">The portable formats that it is offered in; null: all.</param>
internal sealed record TypeDefinition(
    [property: Description("The metadata of its credentials: a JSON Schema of draft 2020-12 for an object, at most 32 KiB, without references to elsewhere")] JsonElement Schema,
    [property: Description("How it is shown, per language; the first one is shown where none fits")] IReadOnlyList<TypeDisplay> Display,
    [property: Description("How its certificates look")] TypeDesign Design,
    [property: Description("How long its credentials are valid")] TypeValidity Validity,
    [property: Description("The members of the metadata that everybody sees who has the credential's ID")] IReadOnlyList<string> PublicFields,
    [property: Description("What Open Badges say of it, or null")] TypeAchievement? Achievement,
    [property: Description("The portable formats that it is offered in; null: all")] IReadOnlyList<string>? Formats);

/// <summary>How a type is shown in a language.</summary>
/// <param name="Language">The language: a tag of BCP 47, such as <c>en</c>.</param>
/// <param name="Title">The title of the certificate.</param>
/// <param name="Description">What it attests, in a sentence; or null.</param>
/// <param name="Fields">The fields in the order in which they are shown.</param>
internal sealed record TypeDisplay(
    [property: Description("The language: a tag of BCP 47, such as en")] string Language,
    [property: Description("The title of the certificate, at most 100 characters")] string Title,
    [property: Description("What it attests, at most 500 characters; or null")] string? Description,
    [property: Description("The fields in the order in which they are shown")] IReadOnlyList<TypeFieldText> Fields);

/// <summary>How a field is shown.</summary>
/// <param name="Name">The member of the metadata.</param>
/// <param name="Label">Its label.</param>
/// <param name="Help">What to enter, or null.</param>
internal sealed record TypeFieldText(
    [property: Description("The member of the metadata")] string Name,
    [property: Description("Its label, at most 100 characters")] string Label,
    [property: Description("What to enter, at most 300 characters; or null")] string? Help);

/// <summary>How the certificates of a type look.</summary>
/// <param name="Colour">The main colour: <c>#rrggbb</c>.</param>
/// <param name="TextColour">The colour of text on it: <c>#rrggbb</c>.</param>
/// <param name="Background">The ID of a picture behind it, or null.</param>
/// <param name="Logo">The ID of a picture in place of the issuer's logo, or null.</param>
internal sealed record TypeDesign(
    [property: Description("The main colour: #rrggbb"), RegularExpression("^#[0-9a-f]{6}$")] string Colour,
    [property: Description("The colour of text on it: #rrggbb"), RegularExpression("^#[0-9a-f]{6}$")] string TextColour,
    [property: Description("The ID of a picture behind it, or null")] string? Background,
    [property: Description("The ID of a picture in place of the issuer's logo, or null")] string? Logo);

/// <summary>How long the credentials of a type are valid.</summary>
/// <param name="Kind">One of <c>none</c> (without end unless one is asked for), <c>until</c> and <c>period</c>.</param>
/// <param name="Date">For <c>until</c>: the last day.</param>
/// <param name="Period">For <c>period</c>: how long, as an ISO 8601 duration of years, months, weeks and days, such as <c>P3Y</c>.</param>
internal sealed record TypeValidity(
    [property: AllowedValues(TypeValidity.None, TypeValidity.Until, TypeValidity.ForPeriod), Description("none: without end unless one is asked for; until: to a fixed day; period: for a period from the first day")] string Kind,
    [property: Description("For until: the last day"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? Date = null,
    [property: Description("For period: how long, as years, months, weeks and days of ISO 8601, such as P3Y"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Period = null)
{
    public const string None = "none";
    public const string Until = "until";
    public const string ForPeriod = "period";

    /// <summary>The last day of validity; null: without end.</summary>
    public DateOnly? LastDayOf(DateOnly validFrom) => Kind switch
    {
        Until => Date,
        ForPeriod => TypePeriod.Parse(Period!).EndOf(validFrom),
        _ => null,
    };

    /// <summary>The rule as a part of a sentence.</summary>
    public string Rule => Kind == Until ? $"valid until {Rfc3339.Format(Date!.Value)}" : $"valid for {Period}";
}

/// <summary>What Open Badges say of a type.</summary>
/// <param name="Criteria">What one must do for it.</param>
/// <param name="Image">The ID of the picture of the badge, or null.</param>
/// <param name="Tags">Words by which it is found.</param>
internal sealed record TypeAchievement(
    [property: Description("What one must do for it, at most 2,000 characters")] string Criteria,
    [property: Description("The ID of the picture of the badge, or null")] string? Image,
    [property: Description("Words by which it is found, at most 20")] IReadOnlyList<string> Tags);

/// <summary>JSON of definitions, generated at build time.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TypeDefinition))]
internal sealed partial class TypeJson : JsonSerializerContext
{
    /// <summary>Writes Unicode text unescaped.</summary>
    public static TypeJson Relaxed { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
