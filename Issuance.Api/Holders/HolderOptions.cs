using System.ComponentModel.DataAnnotations;

namespace Issuance.Api.Holders;

/// <summary>The pages of holders: invitations, sessions, shares. Configuration section <c>Holders</c>.</summary>
internal sealed class HolderOptions
{
    /// <summary>The address of the issuance app, such as <c>https://credentials.example.org</c>, for personal links. If left out: <c>Issuers:PublicAddress</c>. Without either, no message can be sent.</summary>
    public Uri? PublicAddress { get; set; }

    /// <summary>How long a personal link can be opened.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan LinkLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a holder's session lasts. Afterwards a new link is needed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many invitations of one credential may be unopened at a time.</summary>
    [Range(1, 100)]
    public int InvitationsPerCredential { get; set; } = 5;

    /// <summary>How many messages one address gets within 24 hours. What is beyond is not sent, and the registrar is told.</summary>
    [Range(1, 10_000)]
    public int MailsPerAddress { get; set; } = 10;

    /// <summary>How long a holder waits for another new link. Requests before are answered alike, and nothing is sent.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan NewLinkInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many links of one credential to share it may be in force at a time.</summary>
    [Range(1, 100)]
    public int SharesPerCredential { get; set; } = 20;

    /// <summary>How long before the last day of a credential its holder is told, if they have opened their page and have an e-mail address. 0: never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan ExpiryNotice { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How often a replica looks for messages to send, holders of batches to invite and credentials that expire soon.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);
}
