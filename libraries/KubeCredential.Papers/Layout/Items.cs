using KubeCredential.Papers.Typesetting;

namespace KubeCredential.Papers.Layout;

/// <summary>Something that is drawn on a page. Places are in points from the upper left corner.</summary>
internal abstract record Item;

/// <summary>A line of text.</summary>
/// <param name="X">Its left end.</param>
/// <param name="Baseline">Its baseline.</param>
/// <param name="Line">The line.</param>
/// <param name="Size">Its size.</param>
/// <param name="Colour">Its colour.</param>
internal sealed record TextItem(double X, double Baseline, TextLine Line, double Size, PaperColour Colour) : Item;

/// <summary>A filled box.</summary>
/// <param name="X">Its left side.</param>
/// <param name="Y">Its upper side.</param>
/// <param name="Width">Its width.</param>
/// <param name="Height">Its height.</param>
/// <param name="Colour">Its colour.</param>
internal sealed record BoxItem(double X, double Y, double Width, double Height, PaperColour Colour) : Item;

/// <summary>A picture.</summary>
/// <param name="X">Its left side.</param>
/// <param name="Y">Its upper side.</param>
/// <param name="Width">Its width.</param>
/// <param name="Height">Its height.</param>
/// <param name="Picture">The picture.</param>
/// <param name="Opacity">From 0 (not to be seen) to 1.</param>
internal sealed record PictureItem(double X, double Y, double Width, double Height, PaperPicture Picture, double Opacity) : Item;

/// <summary>A QR code.</summary>
/// <param name="X">Its left side.</param>
/// <param name="Y">Its upper side.</param>
/// <param name="Size">The length of its sides, with the quiet zone.</param>
/// <param name="Code">The code.</param>
internal sealed record CodeItem(double X, double Y, double Size, QrCode Code) : Item;
