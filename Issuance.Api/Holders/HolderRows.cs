namespace Issuance.Api.Holders;

/// <summary>An invitation: a holder may open the page of their credential. It goes when the credential is erased.</summary>
internal sealed class InvitationRow
{
    public Guid Id { get; init; }
    public Guid CredentialId { get; init; }

    /// <summary>The credential's issuer, by whom lists are restricted.</summary>
    public required string IssuerName { get; init; }

    /// <summary>One of <see cref="InvitationDelivery"/>.</summary>
    public required string Delivery { get; init; }

    /// <summary>Where it is sent; null if its link was copied.</summary>
    public string? Email { get; init; }

    /// <summary>The holder's language: a tag of BCP 47.</summary>
    public required string Language { get; init; }

    /// <summary>One of <see cref="InvitationState"/> but <see cref="InvitationState.Expired"/>, which follows from the time.</summary>
    public required string State { get; init; }

    /// <summary>Why it did not arrive, for the registrar; or null.</summary>
    public string? Problem { get; init; }

    /// <summary>Who invited.</summary>
    public required string Actor { get; init; }

    /// <summary>The batch with which it was made, or null.</summary>
    public Guid? BatchId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When the holder first opened the page.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>When its latest link expires.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The credential's last day, so that those to be notified are found by an index.</summary>
    public DateOnly? LastDay { get; init; }

    /// <summary>When the holder was told that the credential expires soon, or null.</summary>
    public DateTimeOffset? NoticedAt { get; init; }
}

/// <summary>
/// A personal link, valid once. Its token is in no database: it is made of the seed with a key that only the service has, so that a message that is sent again has the same link. Once used,
/// expired or erased the row stays for a while, so that the page can say what has become of the link.
/// </summary>
internal sealed class HolderLinkRow
{
    public Guid Id { get; init; }

    /// <summary>The SHA-256 hash of the token, in hexadecimal.</summary>
    public required string TokenHash { get; init; }

    /// <summary>Random bytes of which the token is made; null once the credential has been erased.</summary>
    public byte[]? Seed { get; init; }
    public Guid InvitationId { get; init; }
    public Guid CredentialId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; init; }
}

/// <summary>A message that is to be sent, or was sent a short time ago. What it says is written when it is sent.</summary>
internal sealed class MailRow
{
    public Guid Id { get; init; }

    /// <summary>One of <see cref="MailKind"/>.</summary>
    public required string Kind { get; init; }
    public Guid CredentialId { get; init; }
    public Guid InvitationId { get; init; }

    /// <summary>The request that it answers, or null.</summary>
    public Guid? CorrectionId { get; init; }

    /// <summary>The link in it; null until it is first sent.</summary>
    public Guid? LinkId { get; init; }
    public required string Address { get; init; }

    /// <summary>The address, case-folded, by which messages are counted.</summary>
    public required string AddressKey { get; init; }
    public required string Language { get; init; }

    /// <summary>A <see cref="MailState"/>.</summary>
    public short State { get; init; }

    /// <summary>0 if somebody waits for it, 1 if it is one of many: those of a batch do not hold up a new link.</summary>
    public short Priority { get; init; }

    /// <summary>How many times somebody has begun to send it.</summary>
    public int Attempts { get; init; }

    /// <summary>When it may be sent, by the database's clock; while it is being sent, when another replica may try.</summary>
    public DateTimeOffset DueAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>A holder who has opened a personal link.</summary>
internal sealed class HolderSessionRow
{
    /// <summary>The SHA-256 hash of the cookie's value, in hexadecimal.</summary>
    public required string Id { get; init; }
    public Guid CredentialId { get; init; }
    public Guid InvitationId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>A link by which a holder shows the whole credential to others.</summary>
internal sealed class ShareRow
{
    public Guid Id { get; init; }
    public Guid CredentialId { get; init; }

    /// <summary>The SHA-256 hash of the token, in hexadecimal.</summary>
    public required string TokenHash { get; init; }
    public string? Label { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? SwitchedOffAt { get; init; }
    public int Opened { get; init; }
    public DateTimeOffset? LastOpenedAt { get; init; }
}

/// <summary>A mistake that a holder has reported.</summary>
internal sealed class CorrectionRow
{
    public Guid Id { get; init; }
    public Guid CredentialId { get; init; }
    public Guid InvitationId { get; init; }
    public required string IssuerName { get; init; }

    /// <summary>What is wrong: <c>holderName</c>.</summary>
    public required string Field { get; init; }
    public required string Current { get; init; }
    public required string Proposed { get; init; }

    /// <summary>What the holder wrote, or null.</summary>
    public string? Note { get; init; }

    /// <summary>One of <see cref="CorrectionState"/>.</summary>
    public required string State { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? AnsweredAt { get; init; }
    public string? AnsweredBy { get; init; }

    /// <summary>What the registrar wrote, or null.</summary>
    public string? Answer { get; init; }

    /// <summary>The corrected credential, or null.</summary>
    public Guid? ReplacedBy { get; init; }
}

/// <summary>An issuer's own text of a message.</summary>
internal sealed class MailTextRow
{
    /// <summary>The issuer's name in addresses.</summary>
    public required string Issuer { get; init; }

    /// <summary>One of <see cref="MailKind"/>.</summary>
    public required string Kind { get; init; }
    public required string Language { get; init; }
    public required string Subject { get; init; }
    public required string Body { get; init; }
}

/// <summary>The holders of a batch are being invited, portion by portion.</summary>
internal sealed class BatchInvitationRow
{
    public Guid BatchId { get; init; }
    public required string Language { get; init; }
    public required string Actor { get; init; }

    /// <summary>The row up to which holders have been invited.</summary>
    public int LastRow { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
}
