namespace KubeCredential.Papers.Typesetting;

/// <summary>Glyphs that belong together with the characters that they show: a letter with its marks, a ligature, a syllable.</summary>
/// <param name="Font">The font.</param>
/// <param name="Text">The characters.</param>
/// <param name="Parts">The glyphs, placed relative to the cluster's origin.</param>
/// <param name="Advance">How far the next cluster is, in units of the font.</param>
/// <param name="IsRightToLeft">Whether it is read from right to left.</param>
internal sealed record GlyphCluster(FontFile Font, string Text, GlyphPart[] Parts, int Advance, bool IsRightToLeft)
{
    /// <summary>Its width at size 1.</summary>
    public double Width => (double)Advance / Font.UnitsPerEm;
}
