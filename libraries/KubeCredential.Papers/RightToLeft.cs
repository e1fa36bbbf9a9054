namespace KubeCredential.Papers;

/// <summary>Languages that are read from right to left.</summary>
public static class RightToLeft
{
    private static readonly string[] s_languages = ["ar", "arc", "ckb", "dv", "fa", "ha-arab", "he", "ks", "ps", "sd", "ug", "ur", "yi"];

    /// <summary>Whether a language is read from right to left.</summary>
    /// <param name="language">A tag of BCP 47.</param>
    public static bool IsLanguage(string language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return Array.Exists(s_languages, one => language.Equals(one, StringComparison.OrdinalIgnoreCase) || language.StartsWith($"{one}-", StringComparison.OrdinalIgnoreCase));
    }
}
