namespace KubeCredential.Papers;

/// <summary>What a badge on a holder's own page shows. What is too long is cut off.</summary>
public sealed record VerdictBadge
{
    /// <summary>The verdict as a sentence: "Valid: Ada Lovelace, BSc Computer Science".</summary>
    public required string Sentence { get; init; }

    /// <summary>What it means.</summary>
    public required Tone Tone { get; init; }

    /// <summary>Who issued the credential.</summary>
    public required string IssuerName { get; init; }

    /// <summary>When that was so: "As of 29 November 2026, 12:00 UTC".</summary>
    public required string AsOf { get; init; }

    /// <summary>The language: a tag of BCP 47.</summary>
    public required string Language { get; init; }
}
