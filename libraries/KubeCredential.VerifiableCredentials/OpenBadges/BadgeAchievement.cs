namespace KubeCredential.VerifiableCredentials.OpenBadges;

/// <summary>What was achieved (1EdTech Open Badges 3.0, appendix B.1, "Achievement").</summary>
/// <param name="Id">Its ID: a URL.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is.</param>
/// <param name="Criteria">What one must do for it.</param>
public sealed record BadgeAchievement(string Id, string Name, string Description, string Criteria)
{
    /// <summary>The address of a picture of it, or null.</summary>
    public string? Image { get; init; }

    /// <summary>Words by which it is found.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}
