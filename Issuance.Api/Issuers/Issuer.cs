namespace Issuance.Api.Issuers;

/// <summary>A registered issuer: the profile that everybody may see.</summary>
/// <param name="Name">Its name, exactly as in its credentials.</param>
/// <param name="Slug">Its name in addresses (see <see cref="IssuerSlug"/>).</param>
/// <param name="Website">Its web address, or null.</param>
/// <param name="Contact">An e-mail address for questions about its credentials, or null.</param>
/// <param name="LogoType">The media type of its logo; null if it has none.</param>
/// <param name="Revision">How many times the profile has been written; 1 when it was registered.</param>
/// <param name="RegisteredAt">When it was registered.</param>
/// <param name="UpdatedAt">When the profile was last written.</param>
internal sealed record Issuer(string Name, string Slug, string? Website, string? Contact, string? LogoType, int Revision, DateTimeOffset RegisteredAt, DateTimeOffset UpdatedAt)
{
    /// <summary>The entity tag of the profile.</summary>
    public string ETag => $"\"{Revision}\"";
}
