using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace Verification.Api.Issuers;

/// <summary>An issuer as it is registered at the issuance service: whoever issues there is known by this name. What it says of itself was not checked.</summary>
/// <param name="Name">Its name, exactly as in the credential.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Did">Its DID (did:web), with which it signs credentials that can be checked anywhere; null if it has none.</param>
/// <param name="Website">Its web address, as it says itself, or null.</param>
/// <param name="Contact">An e-mail address for questions, as it says itself, or null.</param>
/// <param name="Logo">The path of its logo at this verifier, or null.</param>
/// <param name="RegisteredAt">Since when it has been registered.</param>
internal sealed record IssuerDocument(
    string Name, string Slug, string? Did, string? Website, string? Contact, string? Logo,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset RegisteredAt);
