using MimeKit;

namespace KubeCredential.MailCatcher;

/// <summary>A message that was caught.</summary>
/// <param name="Id">Its ID: the name of its file without the extension. Later ones come later in the order of IDs.</param>
/// <param name="CaughtAt">When it arrived.</param>
/// <param name="Recipients">The addresses to which it was sent, from the envelope.</param>
/// <param name="Message">The message.</param>
public sealed record CaughtMail(string Id, DateTimeOffset CaughtAt, IReadOnlyList<string> Recipients, MimeMessage Message)
{
    /// <summary>The plain text, or an empty text.</summary>
    public string Text => Message.TextBody ?? "";

    /// <summary>The HTML, or an empty text.</summary>
    public string Html => Message.HtmlBody ?? "";

    /// <summary>The addresses that the plain text contains.</summary>
    public IReadOnlyList<string> Links =>
        [.. Text.Split((char[])[' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries).Where(static word => word.StartsWith("http://", StringComparison.Ordinal) || word.StartsWith("https://", StringComparison.Ordinal))];
}
