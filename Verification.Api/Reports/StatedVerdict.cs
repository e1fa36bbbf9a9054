using KubeCredential.Storage.Audit;
using Verification.Api.Credentials.Checks;

namespace Verification.Api.Reports;

/// <summary>A verdict as a report states it.</summary>
/// <param name="Outcome">The verdict in one word.</param>
/// <param name="Message">The verdict as a sentence in English, as the API says it.</param>
/// <param name="Checks">The checks behind it.</param>
/// <param name="Names">What the credential says of itself, where that may stand beside the verdict; otherwise null.</param>
internal sealed record StatedVerdict(string Outcome, string Message, IReadOnlyList<CheckDocument> Checks, StatedNames? Names)
{
    /// <summary>The check that determines the verdict; null if none does, or if it is one of a credential in a presentation.</summary>
    public CheckDocument? Deciding { get; init; }

    /// <summary>Whether it could not be told if the issuer of a known credential signed it: that is no accusation.</summary>
    public bool IsUncertain => Outcome == AuditOutcome.NotAuthentic && Checks.Any(static check => check is { Name: CheckDocument.Authentic, Status: not CheckDocument.Fail });
}

/// <summary>What a credential says of itself.</summary>
internal sealed record StatedNames
{
    /// <summary>What it is called, or null.</summary>
    public string? Title { get; init; }

    /// <summary>Whom it is about, or null.</summary>
    public string? Holder { get; init; }

    /// <summary>Who issued it, or null.</summary>
    public string? Issuer { get; init; }

    /// <summary>The day of issue, or null.</summary>
    public DateOnly? IssuedOn { get; init; }

    /// <summary>From when it is valid, if not from the day of issue: a day or a moment in RFC 3339; or null.</summary>
    public string? ValidFrom { get; init; }

    /// <summary>Until when it is valid: a day or a moment in RFC 3339; or null.</summary>
    public string? ValidUntil { get; init; }

    /// <summary>The last change of its status, or null while it is active.</summary>
    public DateTimeOffset? ChangedAt { get; init; }
}

/// <summary>What a report is on.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Id">The credential's ID, or null.</param>
/// <param name="IsDocument">Whether it is a document that proves itself.</param>
/// <param name="Contained">The verdicts on the credentials in a presentation.</param>
/// <param name="At">The moment of the check.</param>
/// <param name="HasKnowledge">Whether the verdict rests on what was heard from an issuer of this system.</param>
/// <param name="AsOf">Until when everything from that issuer is known; null if nothing has been heard.</param>
/// <param name="Page">The page that shows the same verdict again; null if the document has to be shown again.</param>
/// <param name="Json">The API's own answer: JSON in UTF-8.</param>
internal sealed record ReportSubject(
    StatedVerdict Verdict, string? Id, bool IsDocument, IReadOnlyList<StatedVerdict> Contained, DateTimeOffset At, bool HasKnowledge, DateTimeOffset? AsOf, Guid? Page, byte[] Json);
