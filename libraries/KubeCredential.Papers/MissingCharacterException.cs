using System.Globalization;

namespace KubeCredential.Papers;

/// <summary>A text has a character that no font has. A box in its place would make another text of it, so nothing is drawn.</summary>
/// <param name="codePoint">The character.</param>
/// <param name="field">Where it is, such as <c>holderName</c>.</param>
public sealed class MissingCharacterException(int codePoint, string field)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"No font has the character U+{codePoint:X4}, which is in {field}."))
{
    /// <summary>The character.</summary>
    public int CodePoint { get; } = codePoint;

    /// <summary>Where it is.</summary>
    public string Field { get; } = field;
}
