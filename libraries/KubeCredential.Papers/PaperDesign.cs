namespace KubeCredential.Papers;

/// <summary>How a paper looks.</summary>
/// <param name="Colour">The main colour.</param>
/// <param name="TextColour">The colour of text on it.</param>
/// <param name="Background">A picture behind what the paper says, or null.</param>
/// <param name="Logo">The logo, or null.</param>
public sealed record PaperDesign(PaperColour Colour, PaperColour TextColour, PaperPicture? Background = null, PaperPicture? Logo = null)
{
    /// <summary>A plain design.</summary>
    public static PaperDesign Plain { get; } = new(new PaperColour(0x1f, 0x4e, 0x79), new PaperColour(0xff, 0xff, 0xff));
}
