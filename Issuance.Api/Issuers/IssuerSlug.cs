using System.Security.Cryptography;
using System.Text;
using KubeCredential.Text;

namespace Issuance.Api.Issuers;

/// <summary>An issuer's name in addresses and in its DID: 1 to 64 of a–z, 0–9 and hyphens, with none at either end and no two together. It never changes.</summary>
internal static class IssuerSlug
{
    /// <summary>The longest slug.</summary>
    public const int MaxCharacters = 64;

    /// <summary>The rule, for messages.</summary>
    public const string Rule = "This must have 1 to 64 characters: a to z, 0 to 9 and single hyphens between them.";

    private const int MaxStem = 50;

    /// <summary>Whether a text is a slug.</summary>
    public static bool IsValid(string text) =>
        text.Length is > 0 and <= MaxCharacters && text.All(static one => one is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')
        && text[0] != '-' && text[^1] != '-' && !text.Contains("--", StringComparison.Ordinal);

    /// <summary>The slug to try for a name.</summary>
    /// <param name="name">The issuer's name.</param>
    /// <param name="attempt">0 first; 1 if that one is taken.</param>
    /// <returns>What is left of the name in ASCII; the second one, and that of a name without any such letter, ends with a part of the name's hash.</returns>
    public static string Of(string name, int attempt)
    {
        var stem = new StringBuilder(MaxStem);
        foreach (var one in UnicodeText.Fold(UnicodeText.WithoutMarks(name)))
        {
            if (stem.Length == MaxStem) break;
            if (one is (>= 'a' and <= 'z') or (>= '0' and <= '9')) stem.Append(one);
            else if (stem.Length > 0 && stem[^1] != '-' && one is not ('\'' or '’' or '.')) stem.Append('-');
        }

        var slug = stem.ToString().TrimEnd('-');
        if (slug.Length > 0 && attempt == 0) return slug;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 5));
        return slug.Length > 0 ? $"{slug}-{hash}" : $"issuer-{hash}";
    }
}
