using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using KubeCredential.Text;

namespace Issuance.Api.Holders;

/// <summary>Puts values into the text of a message.</summary>
internal static partial class MailTemplate
{
    public const string Holder = "holder";
    public const string Credential = "credential";
    public const string Issuer = "issuer";
    public const string Link = "link";
    public const string Expires = "expires";
    public const string Answer = "answer";

    private const char FirstStrongIsolate = '\u2068';
    private const char PopDirectionalIsolate = '\u2069';

    /// <summary>The names that may stand in braces.</summary>
    public static IReadOnlyList<string> Placeholders { get; } = [Holder, Credential, Issuer, Link, Expires, Answer];

    /// <summary>The names in braces that are no placeholders of a kind of message.</summary>
    public static IReadOnlyList<string> Unknown(string text, string kind) =>
        [.. Brace().Matches(text).Select(static match => match.Groups["name"].Value).Where(name => !Placeholders.Contains(name) || (name == Answer && kind != MailKind.Answer)).Distinct()];

    /// <summary>Whether a text has a placeholder.</summary>
    public static bool Has(string text, string placeholder) => text.Contains($"{{{placeholder}}}", StringComparison.Ordinal);

    /// <summary>The message of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="values">What is put in, by placeholder.</param>
    public static MailPreview Render(MailText text, IReadOnlyDictionary<string, string> values)
    {
        var rightToLeft = LanguageTag.IsRightToLeft(text.Language);
        var subject = Line(Fill(text.Subject, values, static (_, value) => value));
        // In text that runs from right to left, what is put in keeps its own direction and leaves that of the rest alone (Unicode bidirectional algorithm, UAX #9).
        var plain = Fill(text.Body, values, (name, value) => rightToLeft && name != Link ? $"{FirstStrongIsolate}{value}{PopDirectionalIsolate}" : value).Replace("\r\n", "\n", StringComparison.Ordinal);
        return new MailPreview(subject, plain, HtmlOf(text, subject, values, rightToLeft));
    }

    private static string HtmlOf(MailText text, string subject, IReadOnlyDictionary<string, string> values, bool rightToLeft)
    {
        var html = new StringBuilder();
        html.Append("<!doctype html>\n<html lang=\"").Append(WebUtility.HtmlEncode(text.Language)).Append(rightToLeft ? "\" dir=\"rtl\">\n" : "\">\n")
            .Append("<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>").Append(WebUtility.HtmlEncode(subject)).Append("</title></head>\n")
            .Append("<body style=\"margin:0;padding:24px;background:#ffffff;color:#1a1a1a;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5\">\n")
            .Append("<div style=\"max-width:36em;margin:0 auto\">\n");
        var link = WebUtility.HtmlEncode(values.GetValueOrDefault(Link, ""));
        foreach (var paragraph in Gap().Split(text.Body.Replace("\r\n", "\n", StringComparison.Ordinal).Trim()))
        {
            var isButton = paragraph.Trim() == $"{{{Link}}}";
            html.Append(isButton ? "<p style=\"margin:24px 0\">" : "<p style=\"margin:0 0 16px\">");
            if (isButton)
            {
                html.Append("<a href=\"").Append(link).Append("\" style=\"color:#1a4d8f;font-weight:600;overflow-wrap:anywhere\" dir=\"ltr\">").Append(link).Append("</a>");
            }
            else
            {
                html.Append(Fill(WebUtility.HtmlEncode(paragraph), values, (name, value) => name == Link
                    ? $"<a href=\"{link}\" style=\"color:#1a4d8f;overflow-wrap:anywhere\" dir=\"ltr\">{link}</a>"
                    : $"<bdi>{WebUtility.HtmlEncode(value)}</bdi>").Replace("\n", "<br>\n", StringComparison.Ordinal));
            }

            html.Append("</p>\n");
        }

        return html.Append("</div>\n</body>\n</html>\n").ToString();
    }

    private static string Fill(string text, IReadOnlyDictionary<string, string> values, Func<string, string, string> write) =>
        Brace().Replace(text, match => values.TryGetValue(match.Groups["name"].Value, out var value) ? write(match.Groups["name"].Value, value) : match.Value);

    /// <summary>A text as a line, without anything that could begin another header.</summary>
    private static string Line(string text) => new([.. text.Select(static one => char.IsControl(one) ? ' ' : one)]);

    [GeneratedRegex(@"\{(?<name>[^{}\r\n]{0,50})\}")]
    private static partial Regex Brace();

    [GeneratedRegex(@"\n[ \t]*\n\s*")]
    private static partial Regex Gap();
}
