namespace KubeCredential.Papers.Layout;

/// <summary>A place on the pages.</summary>
/// <param name="Page">The page, from 0.</param>
/// <param name="Y">The distance from its upper edge, in points.</param>
internal readonly record struct Spot(int Page, double Y)
{
    /// <summary>The place that is lower by a distance.</summary>
    public Spot Below(double distance) => this with { Y = Y + distance };

    /// <summary>The later of two places.</summary>
    public static Spot Later(Spot one, Spot other) => (one.Page, one.Y).CompareTo((other.Page, other.Y)) >= 0 ? one : other;
}
