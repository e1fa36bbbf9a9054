using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace KubeCredential.Security;

/// <summary>An API key as shown by the admin endpoints, without its secret.</summary>
/// <param name="Id">Its ID: the part of the key between the underscores.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Roles">What its holder may do.</param>
/// <param name="Organisation">The issuer's name that it is limited to, or null.</param>
/// <param name="State">Whether it can be used.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="CreatedBy">Who created it.</param>
/// <param name="ExpiresAt">When it expires, or null.</param>
/// <param name="LastUsedAt">When it was last used, to about a minute, or null.</param>
/// <param name="RevokedAt">When it was revoked, or null.</param>
/// <param name="ReplacedBy">The key that replaced it, or null.</param>
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
    [property: Description("The key that replaced it, or null")] string? ReplacedBy)
{
    /// <summary>It can be used.</summary>
    public const string Active = "active";

    /// <summary>It has expired.</summary>
    public const string Expired = "expired";

    /// <summary>It was revoked.</summary>
    public const string Revoked = "revoked";
}

/// <summary>A page of keys, newest first.</summary>
/// <param name="Items">The keys.</param>
/// <param name="NextCursor">Returns the next page, or null.</param>
public sealed record ApiKeyPage(IReadOnlyList<ApiKeyDocument> Items, string? NextCursor);

/// <summary>A newly created key.</summary>
/// <param name="Success">True.</param>
/// <param name="Message">The response as a sentence.</param>
/// <param name="Key">The whole key. It is not shown again.</param>
/// <param name="ApiKey">The part of it that is stored.</param>
/// <param name="WorkerId">The process that answered.</param>
public sealed record ApiKeyMadeDocument(
    bool Success, string Message, [property: Description("The whole key. It is not shown again.")] string Key, ApiKeyDocument ApiKey, string WorkerId);

/// <summary>A revoked key.</summary>
/// <param name="Success">True.</param>
/// <param name="Message">The response as a sentence.</param>
/// <param name="ApiKey">The key after the change.</param>
/// <param name="WorkerId">The process that answered.</param>
public sealed record ApiKeyRevokedDocument(bool Success, string Message, ApiKeyDocument ApiKey, string WorkerId);

/// <summary>A request to create a key.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Roles">What its holder may do.</param>
/// <param name="Organisation">The issuer's name that it is limited to. Omit it for no limit.</param>
/// <param name="ExpiresAt">When it expires, RFC 3339. Omit it for a key that does not expire.</param>
public sealed record ApiKeyRequest(
    [property: Required, StringLength(ApiKeyRules.MaxNameCharacters, MinimumLength = 1), Description("What it is for")] string? Name,
    [property: Required, Description("What its holder may do: issuer, operator, auditor")] string[]? Roles,
    [property: StringLength(ApiKeyRules.MaxOrganisationCharacters, MinimumLength = 1), Description("The issuer's name that it is limited to; only with the role issuer")] string? Organisation = null,
    [property: Description("When it expires, RFC 3339. Omit it for a key that does not expire.")] string? ExpiresAt = null)
{
    /// <summary>What is wrong with the request; empty if nothing is.</summary>
    internal static Dictionary<string, string[]> Check(ApiKeyRequest? request, DateTimeOffset now, out DateTimeOffset? expiresAt)
    {
        expiresAt = null;
        var errors = new Dictionary<string, string[]>();
        if (ApiKeyRules.FaultOfText(request?.Name, ApiKeyRules.MaxNameCharacters) is { } name) errors["name"] = [name];
        if (ApiKeyRules.FaultOfRoles(request?.Roles, request?.Organisation, Security.Roles.OfPeople) is { } roles) errors["roles"] = [roles];
        if (request?.Organisation is { } given && ApiKeyRules.FaultOfText(given, ApiKeyRules.MaxOrganisationCharacters) is { } organisation) errors["organisation"] = [organisation];
        if (request?.ExpiresAt is not { } text) return errors;
        if (Rfc3339.TryParse(text, out DateTimeOffset moment) && moment > now) expiresAt = moment;
        else errors["expiresAt"] = ["This must be an RFC 3339 date and time in the future, such as 2030-01-31T08:15:30Z."];
        return errors;
    }
}

/// <summary>A request to rotate a key.</summary>
/// <param name="Overlap">How many seconds the old key stays valid, from 0 to 2,592,000 (30 days); default a day.</param>
public sealed record ApiKeyRotationRequest([property: Range(0, ApiKeyRotationRequest.MostSeconds), Description("How many seconds the old key stays valid, from 0 to 2,592,000 (30 days); default a day")] int? Overlap = null)
{
    internal const int MostSeconds = 30 * 24 * 60 * 60;
    internal const int DefaultSeconds = 24 * 60 * 60;
}
