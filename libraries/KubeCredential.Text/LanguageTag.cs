using System.Text.RegularExpressions;

namespace KubeCredential.Text;

/// <summary>Tags of languages (BCP 47), such as <c>en</c>, <c>pt-BR</c> and <c>az-Arab</c>.</summary>
public static partial class LanguageTag
{
    /// <summary>The rule, for messages.</summary>
    public const string Rule = "This must be a language tag such as en, de or pt-BR.";

    private static readonly string[] s_rightToLeft = ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"];

    /// <summary>Whether a text has the form of a tag.</summary>
    public static bool IsTag(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Tag().IsMatch(text);
    }

    /// <summary>The language of a tag without script and region, in lower case.</summary>
    public static string PrimaryOf(string tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return tag.Split('-')[0].ToLowerInvariant();
    }

    /// <summary>Whether a language is written from right to left: by the script in its tag, else by the script that it usually has.</summary>
    public static bool IsRightToLeft(string tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        var script = Array.Find(tag.Split('-'), static part => part.Length == 4 && char.IsAsciiLetter(part[0]));
        return script?.ToLowerInvariant() switch
        {
            "arab" or "hebr" or "syrc" or "thaa" => true,
            null => s_rightToLeft.Contains(PrimaryOf(tag)),
            _ => false,
        };
    }

    /// <summary>Of what there is in several languages, that for a reader: the same tag, else the same language, else null.</summary>
    /// <param name="all">What there is.</param>
    /// <param name="languageOf">Its language.</param>
    /// <param name="wanted">The reader's language.</param>
    public static T? Best<T>(IReadOnlyList<T> all, Func<T, string> languageOf, string wanted)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(all);
        ArgumentNullException.ThrowIfNull(languageOf);
        return all.FirstOrDefault(one => string.Equals(languageOf(one), wanted, StringComparison.OrdinalIgnoreCase)) ?? all.FirstOrDefault(one => PrimaryOf(languageOf(one)) == PrimaryOf(wanted));
    }

    /// <summary>Of what there is in several languages, that for a caller; null if none fits.</summary>
    /// <param name="all">What there is.</param>
    /// <param name="languageOf">Its language.</param>
    /// <param name="asked">The language that was asked for, or null.</param>
    /// <param name="accepted">Where none was asked for: the header <c>Accept-Language</c> (RFC 9110, section 12.5.4) in its order, or null.</param>
    public static T? BestAccepted<T>(IReadOnlyList<T> all, Func<T, string> languageOf, string? asked, string? accepted)
        where T : class
    {
        var wanted = asked is not null ? [asked] : (accepted ?? "").Split(',').Select(static one => one.Split(';')[0].Trim());
        return wanted.Select(tag => Best(all, languageOf, tag)).FirstOrDefault(static one => one is not null);
    }

    [GeneratedRegex("^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
