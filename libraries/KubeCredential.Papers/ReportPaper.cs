namespace KubeCredential.Papers;

/// <summary>What a report of a verification says. Every text is given in the report's language; nothing is translated here.</summary>
public sealed record ReportPaper
{
    /// <summary>What it is: "Verification report".</summary>
    public required string Heading { get; init; }

    /// <summary>Who verified. What is too long is cut off.</summary>
    public required string VerifierName { get; init; }

    /// <summary>The verdict as a sentence.</summary>
    public required string Verdict { get; init; }

    /// <summary>What it means.</summary>
    public required Tone Tone { get; init; }

    /// <summary>More on the verdict, or null.</summary>
    public string? Explanation { get; init; }

    /// <summary>What was verified, when and by whom, and the checks.</summary>
    public required IReadOnlyList<ReportSection> Sections { get; init; }

    /// <summary>What a report is worth.</summary>
    public required string Note { get; init; }

    /// <summary>Above the address: "Verify again now at".</summary>
    public required string Check { get; init; }

    /// <summary>Where it is verified again: an absolute address, of which the QR code is made.</summary>
    public required Uri VerifyAddress { get; init; }

    /// <summary>Below the address: that the report is signed.</summary>
    public required string SignedBy { get; init; }

    /// <summary>What the QR code is, for those who cannot see it.</summary>
    public required string CodeText { get; init; }

    /// <summary>The language: a tag of BCP 47.</summary>
    public required string Language { get; init; }

    /// <summary>The size of its pages.</summary>
    public PageSize Page { get; init; } = PageSize.A4;

    /// <summary>The file that it carries: the verdict for programs.</summary>
    public required PaperAttachment Attachment { get; init; }

    /// <summary>When the verdict was made: the date of the PDF and of its signature.</summary>
    public required DateTimeOffset MadeAt { get; init; }
}
