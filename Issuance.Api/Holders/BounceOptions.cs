using System.ComponentModel.DataAnnotations;

namespace Issuance.Api.Holders;

/// <summary>
/// The mailbox to which messages come back that another mail server has taken and then could not deliver (IMAP, RFC 9051): that of the sender's address. It is read with the name and the password
/// of <see cref="MailOptions"/>. Configuration section <c>Mail:Bounces</c>.
/// </summary>
internal sealed class BounceOptions
{
    /// <summary>The server's name. Unset: messages that come back are not read, and an invitation stays <c>sent</c>.</summary>
    public string? Host { get; set; }

    /// <summary>The server's port.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 993;

    /// <summary>How the connection is protected: <c>tls</c> (from the beginning), <c>starttls</c> (TLS after a plain beginning) or <c>none</c>.</summary>
    [AllowedValues(MailOptions.Tls, MailOptions.StartTls, MailOptions.None)]
    public string Security { get; set; } = MailOptions.Tls;

    /// <summary>The folder that they come to.</summary>
    [Required]
    public string Folder { get; set; } = "INBOX";

    /// <summary>How often the mailbox is read.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether messages that come back are read.</summary>
    public bool IsOn => !string.IsNullOrWhiteSpace(Host);
}
