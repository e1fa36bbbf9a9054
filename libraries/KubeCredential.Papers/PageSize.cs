namespace KubeCredential.Papers;

/// <summary>The size of a page.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Width">Its width, in points (1/72 inch).</param>
/// <param name="Height">Its height, in points.</param>
public sealed record PageSize(string Name, double Width, double Height)
{
    /// <summary>ISO A4: 210 mm by 297 mm.</summary>
    public static PageSize A4 { get; } = new("A4", 595.28, 841.89);

    /// <summary>US Letter: 8.5 in by 11 in.</summary>
    public static PageSize Letter { get; } = new("Letter", 612, 792);

    /// <summary>A size by its name, ignoring case; null if there is none.</summary>
    public static PageSize? Find(string name) =>
        string.Equals(name, A4.Name, StringComparison.OrdinalIgnoreCase) ? A4 : string.Equals(name, Letter.Name, StringComparison.OrdinalIgnoreCase) ? Letter : null;
}
