using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace KubeCredential.Security;

/// <summary>An API key as the administration shows it: never its secret.</summary>
/// <param name="Id">Its id: the part of the key between the underscores.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Roles">What its holder may do.</param>
/// <param name="Organisation">The issuer's name that it is limited to, or null.</param>
/// <param name="State">Whether it can be used.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="ExpiresAt">When it ends, or null.</param>
/// <param name="LastUsedAt">When it was used last, to about a minute, or null.</param>
/// <param name="RevokedAt">When it was revoked, or null.</param>
/// <param name="ReplacedBy">The key that was made in its place, or null.</param>
public sealed record ApiKeyDocument(
    [property: Description("The part of the key between the underscores")] string Id,
    string Name,
    IReadOnlyList<string> Roles,
    [property: Description("The issuer's name that the key is limited to, or null")] string? Organisation,
    [property: AllowedValues(ApiKeyDocument.Active, ApiKeyDocument.Expired, ApiKeyDocument.Revoked)] string State,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset CreatedAt,
    string CreatedBy,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? ExpiresAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? LastUsedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? RevokedAt,
    [property: Description("The key that was made in its place, or null")] string? ReplacedBy)
{
    /// <summary>It can be used.</summary>
    public const string Active = "active";

    /// <summary>Its time is over.</summary>
    public const string Expired = "expired";

    /// <summary>It was revoked.</summary>
    public const string Revoked = "revoked";
}

/// <summary>A page of keys, newest first.</summary>
/// <param name="Items">The keys.</param>
/// <param name="NextCursor">Leads to the next page, or null.</param>
public sealed record ApiKeyPage(IReadOnlyList<ApiKeyDocument> Items, string? NextCursor);

/// <summary>A key that was made.</summary>
/// <param name="Success">True.</param>
/// <param name="Message">What was done.</param>
/// <param name="Key">The whole key. It is shown this once.</param>
/// <param name="ApiKey">What is kept of it.</param>
/// <param name="WorkerId">The process that answered.</param>
public sealed record ApiKeyMadeDocument(
    bool Success, string Message, [property: Description("The whole key. It is shown this once.")] string Key, ApiKeyDocument ApiKey, string WorkerId);

/// <summary>A key that was revoked.</summary>
/// <param name="Success">True.</param>
/// <param name="Message">What was done.</param>
/// <param name="ApiKey">The key as it is now.</param>
/// <param name="WorkerId">The process that answered.</param>
public sealed record ApiKeyRevokedDocument(bool Success, string Message, ApiKeyDocument ApiKey, string WorkerId);

/// <summary>A key to be made.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Roles">What its holder may do.</param>
/// <param name="Organisation">The issuer's name that it is limited to; left out: not limited.</param>
/// <param name="ExpiresAt">When it ends, RFC 3339; left out: when it is revoked.</param>
public sealed record ApiKeyRequest(
    [property: Required, StringLength(ApiKeyRules.MaxNameCharacters, MinimumLength = 1), Description("What it is for")] string? Name,
    [property: Required, Description("What its holder may do: issuer, operator, auditor")] string[]? Roles,
    [property: StringLength(ApiKeyRules.MaxOrganisationCharacters, MinimumLength = 1), Description("The issuer's name that it is limited to; with the role issuer alone")] string? Organisation = null,
    [property: Description("When it ends, RFC 3339; left out: when it is revoked")] string? ExpiresAt = null)
{
    /// <summary>Tells what is wrong with the request; empty when nothing is.</summary>
    internal static Dictionary<string, string[]> Check(ApiKeyRequest? request, DateTimeOffset now, out DateTimeOffset? expiresAt)
    {
        expiresAt = null;
        var errors = new Dictionary<string, string[]>();
        if (ApiKeyRules.FaultOfText(request?.Name, ApiKeyRules.MaxNameCharacters) is { } name) errors["name"] = [name];
        if (ApiKeyRules.FaultOfRoles(request?.Roles, request?.Organisation, Security.Roles.OfPeople) is { } roles) errors["roles"] = [roles];
        if (request?.Organisation is { } given && ApiKeyRules.FaultOfText(given, ApiKeyRules.MaxOrganisationCharacters) is { } organisation) errors["organisation"] = [organisation];
        if (request?.ExpiresAt is not { } text) return errors;
        if (Rfc3339.TryParse(text, out DateTimeOffset moment) && moment > now) expiresAt = moment;
        else errors["expiresAt"] = ["This must be a moment to come as RFC 3339 writes it, such as 2030-01-31T08:15:30Z."];
        return errors;
    }
}

/// <summary>How a key is replaced.</summary>
/// <param name="Overlap">For how many seconds the old key stays valid, from 0 to 2,592,000 (30 days); left out: a day.</param>
public sealed record ApiKeyRotationRequest([property: Range(0, ApiKeyRotationRequest.MostSeconds), Description("For how many seconds the old key stays valid, from 0 to 2,592,000 (30 days); left out: a day")] int? Overlap = null)
{
    internal const int MostSeconds = 30 * 24 * 60 * 60;
    internal const int DefaultSeconds = 24 * 60 * 60;
}
