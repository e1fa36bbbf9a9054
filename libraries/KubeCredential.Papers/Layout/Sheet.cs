namespace KubeCredential.Papers.Layout;

/// <summary>Laid-out pages: what is drawn where, and what it means.</summary>
/// <param name="width">The width of a page, in points.</param>
/// <param name="height">The height of a page, in points.</param>
/// <param name="language">The language: a tag of BCP 47.</param>
/// <param name="title">The title.</param>
internal sealed class Sheet(double width, double height, string language, string title)
{
    /// <summary>The width of its pages.</summary>
    public double Width { get; } = width;

    /// <summary>The height of its pages.</summary>
    public double Height { get; set; } = height;

    /// <summary>The language of its text.</summary>
    public string Language { get; } = language;

    /// <summary>Its title.</summary>
    public string Title { get; } = title;

    /// <summary>How many pages it has.</summary>
    public int Pages { get; set; } = 1;

    /// <summary>What is drawn behind and means nothing, each with its page.</summary>
    public List<(int Page, Item Item)> Decoration { get; } = [];

    /// <summary>What it says, in the order in which it is read.</summary>
    public List<Element> Elements { get; } = [];

    /// <summary>What is drawn on a page, from the back to the front.</summary>
    public IEnumerable<Item> ItemsOf(int page) => Decoration.Concat(Elements.SelectMany(AllOf)).Where(one => one.Page == page).Select(static one => one.Item);

    /// <summary>All that it says as plain text, in the order in which it is read.</summary>
    public IEnumerable<string> Texts() => Elements.SelectMany(TextsOf);

    private static IEnumerable<(int Page, Item Item)> AllOf(Element element) => element.Items.Concat(element.Parts.SelectMany(AllOf));

    private static IEnumerable<string> TextsOf(Element element) => (element.Text is { } text ? [text] : Array.Empty<string>()).Concat(element.Parts.SelectMany(TextsOf));
}
