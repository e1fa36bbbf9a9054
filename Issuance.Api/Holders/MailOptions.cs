using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Mail;
using KubeCredential.Text;

namespace Issuance.Api.Holders;

/// <summary>The server that sends e-mail (SMTP). Configuration section <c>Mail</c>.</summary>
internal sealed class MailOptions
{
    /// <summary>The plain connection.</summary>
    public const string None = "none";

    /// <summary>TLS after a plain beginning (STARTTLS, RFC 3207).</summary>
    public const string StartTls = "starttls";

    /// <summary>TLS from the beginning (RFC 8314).</summary>
    public const string Tls = "tls";

    /// <summary>The server's name. Unset: no e-mail is sent; holders can still be invited by links that registrars copy.</summary>
    public string? Host { get; set; }

    /// <summary>The server's port.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 587;

    /// <summary>How the connection is protected: <c>starttls</c> (TLS after a plain beginning), <c>tls</c> (from the beginning) or <c>none</c>.</summary>
    [AllowedValues(None, StartTls, Tls)]
    public string Security { get; set; } = StartTls;

    /// <summary>The name to sign in with. Unset: the server wants none.</summary>
    public string? UserName { get; set; }

    /// <summary>The password to sign in with.</summary>
    public string? Password { get; set; }

    /// <summary>The sender's address. Required with a server.</summary>
    public string? From { get; set; }

    /// <summary>The sender's name. Unset: the name of the credential's issuer.</summary>
    public string? FromName { get; set; }

    /// <summary>How long the server may take for each step.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause before the first attempt that follows a failed one. It doubles with each further one.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest pause between two attempts to send a message.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "12:00:00")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long sending a message is tried.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(4);

    /// <summary>How long a replica may take to send a message before another one tries: longer than the server may take for all steps together.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether e-mail is sent.</summary>
    public bool IsOn => !string.IsNullOrWhiteSpace(Host);

    /// <summary>Whether there is a sender's address that messages can have.</summary>
    public bool HasGoodSender => !IsOn || (From is { Length: > 0 } from && !UnicodeText.HasControls(from) && MailAddress.TryCreate(from, out var address) && address.Address == from);

    /// <summary>Whether the sender's name can be in a header.</summary>
    public bool HasGoodName => FromName is null || !UnicodeText.HasControls(FromName);

    /// <summary>Whether a password crosses no network in plain text.</summary>
    public bool KeepsPassword => !IsOn || string.IsNullOrEmpty(UserName) || Security != None || IsLoopback(Host);

    /// <summary>Whether a server is on this machine.</summary>
    internal static bool IsLoopback(string? host) => host is "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
