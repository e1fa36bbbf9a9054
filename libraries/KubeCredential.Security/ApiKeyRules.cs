using KubeCredential.Text;

namespace KubeCredential.Security;

/// <summary>The rules for API keys, whatever their source.</summary>
internal static class ApiKeyRules
{
    public const int MaxNameCharacters = 100;
    public const int MaxOrganisationCharacters = 200;

    /// <summary>What is wrong with the roles of a key, or null.</summary>
    /// <param name="roles">The roles.</param>
    /// <param name="organisation">The organisation that the key is limited to, or null.</param>
    /// <param name="allowed">The roles that it may have.</param>
    public static string? FaultOfRoles(IReadOnlyCollection<string?>? roles, string? organisation, IReadOnlyList<string> allowed)
    {
        if (roles is null or { Count: 0 } || roles.Any(role => !allowed.Contains(role))) return $"This must be one or more of {string.Join(", ", allowed)}.";
        return organisation is null || roles.All(static role => role == Roles.Issuer) ? null : $"With an organisation this must be {Roles.Issuer} only: the other roles can see the credentials of every organisation.";
    }

    /// <summary>What is wrong with a name, or null. Its length is counted in Unicode scalar values, in the stored form (NFC).</summary>
    public static string? FaultOfText(string? text, int maxCharacters) =>
        !string.IsNullOrWhiteSpace(text) && UnicodeText.Length(UnicodeText.ToNfc(text)) <= maxCharacters && text == text.Trim() && !UnicodeText.HasControls(text)
            ? NameText.FaultOf(text)
            : $"This must have 1 to {maxCharacters} characters, no control characters, and no leading or trailing spaces.";
}
