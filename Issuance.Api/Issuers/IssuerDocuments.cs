using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Issuance.Api.SigningKeys;
using KubeCredential.Text;

namespace Issuance.Api.Issuers;

/// <summary>An issuer's profile.</summary>
/// <param name="Name">Its name, exactly as in its credentials.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Did">Its DID (did:web); null if this service has no public address.</param>
/// <param name="Website">Its web address, as it says itself, or null.</param>
/// <param name="Contact">An e-mail address for questions, or null.</param>
/// <param name="Logo">The path of its logo, which changes with the logo; null if it has none.</param>
/// <param name="RegisteredAt">When it was registered.</param>
/// <param name="UpdatedAt">When the profile was last changed.</param>
/// <param name="Revision">How many times it has been written.</param>
internal sealed record IssuerDocument(
    string Name, string Slug, string? Did, string? Website, string? Contact, string? Logo,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset RegisteredAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset UpdatedAt,
    int Revision)
{
    /// <summary>The document of an issuer.</summary>
    public static IssuerDocument Of(Issuer issuer, IssuerDids dids) => new(
        issuer.Name, issuer.Slug, dids.Of(issuer.Slug), issuer.Website, issuer.Contact, issuer.LogoType is null ? null : $"/issuers/{issuer.Slug}/logo?v={issuer.Revision}",
        issuer.RegisteredAt, issuer.UpdatedAt, issuer.Revision);
}

/// <summary>A page of issuers.</summary>
/// <param name="Items">The issuers, by slug.</param>
/// <param name="NextCursor">The cursor of the next page; null if this is the last.</param>
/// <param name="RegisterOnFirstUse">Whether an issuer is registered by its first credential.</param>
internal sealed record IssuerPage(IReadOnlyList<IssuerDocument> Items, string? NextCursor, bool RegisterOnFirstUse);

/// <summary>The keys with which an issuer signs its credentials.</summary>
/// <param name="Items">The keys, newest first.</param>
internal sealed record IssuerKeyList(IReadOnlyList<IssuerKeyDocument> Items);

/// <summary>A key with which an issuer signs its credentials.</summary>
/// <param name="KeyId">Its ID: the thumbprint of its public key (RFC 7638).</param>
/// <param name="Algorithm">Its algorithm.</param>
/// <param name="State">Its state.</param>
/// <param name="CreatedAt">When it was made, and published.</param>
/// <param name="ActivatedAt">When it became active, or null.</param>
/// <param name="RetiredAt">When it was retired, or null.</param>
/// <param name="CompromisedAt">When it was declared as compromised, or null.</param>
internal sealed record IssuerKeyDocument(
    string KeyId,
    [property: AllowedValues(KeyAlgorithm.Ed25519, KeyAlgorithm.P256)] string Algorithm,
    [property: AllowedValues(SigningKeyState.Upcoming, SigningKeyState.Active, SigningKeyState.Retired, SigningKeyState.Compromised)] string State,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset CreatedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? ActivatedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? RetiredAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? CompromisedAt)
{
    /// <summary>The document of a key.</summary>
    public static IssuerKeyDocument Of(SigningKey key) => new(key.KeyId, key.Algorithm, key.State, key.CreatedAt, key.ActivatedAt, key.RetiredAt, key.CompromisedAt);
}

/// <summary>The body of a request to register an issuer, for the OpenAPI document.</summary>
internal sealed record RegisterIssuerRequest(
    [property: Description("Its name, exactly as its credentials will show it, 1 to 200 characters. It cannot be changed later.")] string Name,
    [property: Description("Its name in addresses and in its DID; made of the name if left out. It cannot be changed later.")] string? Slug = null,
    [property: Description("Its web address: http or https, at most 300 characters")] string? Website = null,
    [property: Description("An e-mail address for questions about its credentials")] string? Contact = null);

/// <summary>The body of a request to change an issuer's profile, for the OpenAPI document. What is left out is removed.</summary>
internal sealed record IssuerProfileRequest(
    [property: Description("Its web address: http or https, at most 300 characters")] string? Website = null,
    [property: Description("An e-mail address for questions about its credentials")] string? Contact = null);
