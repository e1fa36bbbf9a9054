namespace KubeCredential.Papers.Typesetting;

/// <summary>A glyph of a cluster.</summary>
/// <param name="Glyph">Its number in the font.</param>
/// <param name="X">How far right of the cluster's origin it is, in units of the font.</param>
/// <param name="Y">How far above the baseline it is, in units of the font.</param>
internal readonly record struct GlyphPart(ushort Glyph, int X, int Y);
