namespace Issuance.Api.Holders;

/// <summary>How an invitation reaches the holder. The strings are stored.</summary>
internal static class InvitationDelivery
{
    /// <summary>By e-mail.</summary>
    public const string Email = "email";

    /// <summary>As a link that the registrar copies.</summary>
    public const string Link = "link";
}

/// <summary>What has become of an invitation. The strings are stored, except for <see cref="Expired"/>.</summary>
internal static class InvitationState
{
    /// <summary>It is still to be sent.</summary>
    public const string Queued = "queued";

    /// <summary>The mail server has taken it, or its link was handed out.</summary>
    public const string Sent = "sent";

    /// <summary>The holder has opened the page.</summary>
    public const string Opened = "opened";

    /// <summary>The mail server refused the address.</summary>
    public const string Bounced = "bounced";

    /// <summary>It could not be sent.</summary>
    public const string Failed = "failed";

    /// <summary>Its link has expired unopened.</summary>
    public const string Expired = "expired";

    /// <summary>A registrar has withdrawn it.</summary>
    public const string Revoked = "revoked";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Queued, Sent, Opened, Bounced, Failed, Expired, Revoked];
}

/// <summary>What a message is for. The strings are stored.</summary>
internal static class MailKind
{
    /// <summary>Invites the holder.</summary>
    public const string Invitation = "invitation";

    /// <summary>Brings a new link in place of one that was lost, used or expired.</summary>
    public const string NewLink = "newLink";

    /// <summary>Says that the credential expires soon.</summary>
    public const string Expiry = "expiry";

    /// <summary>Answers a request for a correction.</summary>
    public const string Answer = "answer";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Invitation, NewLink, Expiry, Answer];
}

/// <summary>What has become of a message. The numbers are stored.</summary>
internal enum MailState : short
{
    /// <summary>It is still to be sent.</summary>
    Queued = 0,

    /// <summary>The mail server has taken it.</summary>
    Sent = 1,

    /// <summary>The mail server refused the address.</summary>
    Bounced = 2,

    /// <summary>It could not be sent.</summary>
    Failed = 3,

    /// <summary>It is not wanted any more.</summary>
    Dropped = 4,
}

/// <summary>What has become of a request for a correction. The strings are stored.</summary>
internal static class CorrectionState
{
    /// <summary>Nobody has answered it.</summary>
    public const string Open = "open";

    /// <summary>The mistake was corrected.</summary>
    public const string Corrected = "corrected";

    /// <summary>The registrar declined it.</summary>
    public const string Declined = "declined";

    /// <summary>Either answer, in the query of a list.</summary>
    public const string Answered = "answered";
}
