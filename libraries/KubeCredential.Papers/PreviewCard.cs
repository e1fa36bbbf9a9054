namespace KubeCredential.Papers;

/// <summary>What the preview of a link to a credential shows. What is too long is cut off.</summary>
public sealed record PreviewCard
{
    /// <summary>The verdict: "Valid".</summary>
    public required string Verdict { get; init; }

    /// <summary>What it means.</summary>
    public required Tone Tone { get; init; }

    /// <summary>Whom the credential is about.</summary>
    public required string HolderName { get; init; }

    /// <summary>What it is called.</summary>
    public required string Title { get; init; }

    /// <summary>Who issued it.</summary>
    public required string IssuerName { get; init; }

    /// <summary>How it looks.</summary>
    public PaperDesign Design { get; init; } = PaperDesign.Plain;

    /// <summary>The language: a tag of BCP 47.</summary>
    public required string Language { get; init; }
}
