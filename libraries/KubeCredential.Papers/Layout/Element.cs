namespace KubeCredential.Papers.Layout;

/// <summary>A part of what a paper says, as assistive technology reads it (ISO 32000-1, 14.8.4).</summary>
/// <param name="role">Its role.</param>
internal sealed class Element(Role role)
{
    /// <summary>Its role.</summary>
    public Role Role { get; } = role;

    /// <summary>What a figure shows.</summary>
    public string? Alternative { get; init; }

    /// <summary>What it says, in the order in which it is read, where the order on the page is another.</summary>
    public string? Text { get; set; }

    /// <summary>Where a link leads.</summary>
    public Uri? Address { get; init; }

    /// <summary>What is drawn, each with its page.</summary>
    public List<(int Page, Item Item)> Items { get; } = [];

    /// <summary>The parts of which it consists.</summary>
    public List<Element> Parts { get; } = [];
}
