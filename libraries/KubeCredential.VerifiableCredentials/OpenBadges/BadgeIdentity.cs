using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KubeCredential.VerifiableCredentials.Json;

namespace KubeCredential.VerifiableCredentials.OpenBadges;

/// <summary>A name or an address of a holder, in plain text or hashed (1EdTech Open Badges 3.0, appendix B.1, "IdentityObject").</summary>
/// <param name="Type">What it is, such as <c>name</c> or <c>emailAddress</c>.</param>
/// <param name="Value">It, or its hash: <c>sha256$</c> and the digits of the SHA-256 of the value followed by the salt.</param>
/// <param name="IsHashed">Whether it is hashed.</param>
/// <param name="Salt">The salt of the hash, if any.</param>
public sealed record BadgeIdentity(string Type, string Value, bool IsHashed, string? Salt)
{
    private const string HashPrefix = "sha256$";

    /// <summary>A name in plain text.</summary>
    public static BadgeIdentity Named(string name) => new("name", name, IsHashed: false, Salt: null);

    /// <summary>An e-mail address that only those can tell who know it. It is not made small: the hash is of the text as it is.</summary>
    /// <param name="address">The address.</param>
    /// <param name="salt">A random text, another one for every badge.</param>
    public static BadgeIdentity Email(string address, string salt) => new("emailAddress", HashOf(address, salt), IsHashed: true, salt);

    /// <summary>Whether this is the identity of somebody.</summary>
    /// <param name="value">The name or address.</param>
    public bool Is(string value) => Value == (IsHashed ? HashOf(value, Salt ?? "") : value);

    internal static BadgeIdentity Read(JsonElement identity)
    {
        if (JsonDocuments.Text(identity, "identityHash") is not { } value || JsonDocuments.Text(identity, "identityType") is not { } type) throw new CredentialException(CredentialError.InvalidMember, "An identity of the holder has no type or no value.", "/credentialSubject/identifier");
        return new BadgeIdentity(type, value, identity.TryGetProperty("hashed", out var hashed) && hashed.ValueKind == JsonValueKind.True, JsonDocuments.Text(identity, "salt"));
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "IdentityObject");
        json.WriteBoolean("hashed", IsHashed);
        json.WriteString("identityHash", Value);
        json.WriteString("identityType", Type);
        if (Salt is not null) json.WriteString("salt", Salt);
        json.WriteEndObject();
    }

    private static string HashOf(string value, string salt) => HashPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value + salt)));
}
