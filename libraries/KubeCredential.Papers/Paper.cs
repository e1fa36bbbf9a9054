namespace KubeCredential.Papers;

/// <summary>What a paper says. Every text is given in the paper's language; nothing is translated here.</summary>
public sealed record Paper
{
    /// <summary>The title: what the credential is called, such as "Bachelor of Science".</summary>
    public required string Title { get; init; }

    /// <summary>What it attests, in a sentence; or null.</summary>
    public string? Description { get; init; }

    /// <summary>Whom it is about.</summary>
    public required string HolderName { get; init; }

    /// <summary>Who issued it.</summary>
    public required string IssuerName { get; init; }

    /// <summary>Further fields in the order in which they are shown.</summary>
    public IReadOnlyList<PaperField> Fields { get; init; } = [];

    /// <summary>The day of issue, as it is shown.</summary>
    public required string IssuedOn { get; init; }

    /// <summary>The first day of validity, as it is shown; null: the day of issue.</summary>
    public string? ValidFrom { get; init; }

    /// <summary>The last day of validity, as it is shown; null: without end.</summary>
    public string? ValidUntil { get; init; }

    /// <summary>The credential's ID, as it is shown.</summary>
    public required string Id { get; init; }

    /// <summary>Where everybody checks it: an absolute address, of which the QR code is made.</summary>
    public required Uri VerifyAddress { get; init; }

    /// <summary>The language: a tag of BCP 47.</summary>
    public required string Language { get; init; }

    /// <summary>How it looks.</summary>
    public PaperDesign Design { get; init; } = PaperDesign.Plain;

    /// <summary>The sentences around what it says.</summary>
    public required PaperSentences Sentences { get; init; }

    /// <summary>The size of its pages.</summary>
    public PageSize Page { get; init; } = PageSize.A4;

    /// <summary>The file that a PDF carries; null: none.</summary>
    public PaperAttachment? Attachment { get; init; }

    /// <summary>When the credential was issued: the date of the PDF, so that the same paper always has the same bytes.</summary>
    public required DateTimeOffset MadeAt { get; init; }
}
