using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace Verification.Api.TrustedIssuers;

/// <summary>An issuer elsewhere whose credentials are trusted.</summary>
/// <param name="Id">The ID of this entry.</param>
/// <param name="Did">The issuer's DID.</param>
/// <param name="Name">What operators call it.</param>
/// <param name="Types">The credential types that it is trusted for; empty for all.</param>
/// <param name="From">The first day (UTC) whose credentials are trusted, or null.</param>
/// <param name="To">The last day (UTC) whose credentials are trusted, or null.</param>
/// <param name="Revision">How many times the entry has been written.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="CreatedBy">Who added it.</param>
/// <param name="ChangedAt">When it was last changed.</param>
/// <param name="ChangedBy">Who last changed it.</param>
internal sealed record TrustedIssuerDocument(
    Guid Id, string Did, string Name, IReadOnlyList<string> Types, DateOnly? From, DateOnly? To, int Revision,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset CreatedAt, string CreatedBy,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset ChangedAt, string ChangedBy)
{
    /// <summary>What it says about trust.</summary>
    [JsonIgnore]
    public Trust Trust => new(Did, Name, Types, From, To);
}

/// <summary>A page of trusted issuers, newest first.</summary>
/// <param name="Items">The issuers.</param>
/// <param name="NextCursor">Returns the next page, or null.</param>
internal sealed record TrustedIssuerPage(IReadOnlyList<TrustedIssuerDocument> Items, string? NextCursor);

/// <summary>A request to trust an issuer, or to change for what.</summary>
/// <param name="Did">Its DID: did:web or did:key. It cannot be changed; with a change it may be left out.</param>
/// <param name="Name">What operators call it.</param>
/// <param name="Types">The credential types that it is trusted for. Omit it for all.</param>
/// <param name="From">The first day (UTC) whose credentials are trusted. Omit it for no limit.</param>
/// <param name="To">The last day (UTC) whose credentials are trusted. Omit it for no limit.</param>
internal sealed record TrustedIssuerRequest(
    [property: StringLength(TrustedIssuerRules.MaxDidCharacters), Description("Its DID, did:web or did:key. It cannot be changed: in a change, leave it out or send the same.")] string? Did = null,
    [property: Required, StringLength(TrustedIssuerRules.MaxNameCharacters, MinimumLength = 1), Description("What operators call it")] string? Name = null,
    [property: MaxLength(TrustedIssuerRules.MaxTypes), Description("The credential types that it is trusted for, as in the credential's member type, at most 50. Omit it for all.")] string[]? Types = null,
    [property: Description("The first day (UTC) whose credentials are trusted, such as 2020-01-31. Omit it for no limit.")] string? From = null,
    [property: Description("The last day (UTC) whose credentials are trusted, such as 2030-01-31. Omit it for no limit.")] string? To = null);

/// <summary>An issuer that is no longer trusted.</summary>
/// <param name="Success">True.</param>
/// <param name="Message">The response as a sentence.</param>
/// <param name="TrustedIssuer">The entry as it was.</param>
/// <param name="WorkerId">The process that answered.</param>
internal sealed record TrustedIssuerRemovedDocument(bool Success, string Message, TrustedIssuerDocument TrustedIssuer, string WorkerId);
