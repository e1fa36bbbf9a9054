namespace KubeCredential.Hosting.Limits;

/// <summary>Whether a client has anything left.</summary>
/// <param name="IsKnown">Whether there was an answer.</param>
/// <param name="SpentFor">For how long it has nothing left, or null where it has.</param>
public readonly record struct BudgetAnswer(bool IsKnown, TimeSpan? SpentFor)
{
    /// <summary>Nobody knows.</summary>
    public static readonly BudgetAnswer Unknown;

    /// <summary>There is something left.</summary>
    public static readonly BudgetAnswer Drawn = new(true, null);

    /// <summary>There is nothing left for a while.</summary>
    public static BudgetAnswer Spent(TimeSpan time) => new(true, time);
}
