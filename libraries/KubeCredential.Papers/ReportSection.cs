namespace KubeCredential.Papers;

/// <summary>A section of a report.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Sentence">What it says before its rows, or null.</param>
/// <param name="Rows">Its rows, in order.</param>
public sealed record ReportSection(string Title, string? Sentence, IReadOnlyList<PaperField> Rows);
