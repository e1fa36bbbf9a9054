namespace KubeCredential.Papers.Typesetting;

/// <summary>A line of text, shaped.</summary>
/// <param name="Text">What it says, in the order in which it is read.</param>
/// <param name="Clusters">Its clusters, from left to right.</param>
/// <param name="IsReordered">Whether any of it is read from right to left.</param>
internal sealed record TextLine(string Text, IReadOnlyList<GlyphCluster> Clusters, bool IsReordered)
{
    /// <summary>The space at which it was broken, which is not seen: whoever extracts the text needs it. Null if it was not broken at a space.</summary>
    public GlyphCluster? Space { get; init; }

    /// <summary>Its width at size 1.</summary>
    public double Width { get; } = Clusters.Sum(static cluster => cluster.Width);

    /// <summary>How far it reaches above the baseline at size 1.</summary>
    public double Ascent { get; } = Clusters.Count == 0 ? 0 : Clusters.Max(static cluster => (double)cluster.Font.Ascent / cluster.Font.UnitsPerEm);

    /// <summary>How far it reaches below the baseline at size 1.</summary>
    public double Descent { get; } = Clusters.Count == 0 ? 0 : Clusters.Max(static cluster => -(double)cluster.Font.Descent / cluster.Font.UnitsPerEm);
}
