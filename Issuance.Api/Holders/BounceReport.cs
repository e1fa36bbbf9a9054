using System.Text.RegularExpressions;
using MimeKit;

namespace Issuance.Api.Holders;

/// <summary>Reads the reports by which mail servers say that a message they had taken could not be delivered (RFC 3464).</summary>
internal static partial class BounceReport
{
    /// <summary>Which of our messages could not be delivered, and why.</summary>
    /// <param name="message">Any message.</param>
    /// <returns>The message by the ID in its Message-ID, and the status code (RFC 3463) or null; null if it is no report, none of a failure for good, or none of a message of ours.</returns>
    public static (Guid MailId, string? Status)? Read(MimeMessage message)
    {
        if (message.Body is not MultipartReport report || !"delivery-status".Equals(report.ReportType, StringComparison.OrdinalIgnoreCase)) return null;
        // The first group is about the message, each further one about a recipient; ours have one.
        var failed = report.OfType<MessageDeliveryStatus>().SelectMany(static status => status.StatusGroups.Skip(1))
            .FirstOrDefault(static group => "failed".Equals(group["Action"]?.Trim(), StringComparison.OrdinalIgnoreCase));
        if (failed is null) return null;
        foreach (var original in report.OfType<MessagePart>())
        {
            if (original.Message?.MessageId is not { } messageId || messageId.IndexOf('@', StringComparison.Ordinal) is not (> 0 and var at)) continue;
            if (Guid.TryParseExact(messageId[..at], "N", out var id)) return (id, StatusCode().Match(failed["Status"] ?? "") is { Success: true } status ? status.Value : null);
        }

        return null;
    }

    [GeneratedRegex(@"^[245]\.[0-9]{1,3}\.[0-9]{1,3}", RegexOptions.CultureInvariant)]
    private static partial Regex StatusCode();
}
