namespace KubeCredential.Hosting.Limits;

/// <summary>Whether a client has any budget left.</summary>
/// <param name="IsKnown">Whether the budget could be queried.</param>
/// <param name="SpentFor">How long the budget stays exhausted, or null if some is left.</param>
public readonly record struct BudgetAnswer(bool IsKnown, TimeSpan? SpentFor)
{
    /// <summary>The budget could not be queried.</summary>
    public static readonly BudgetAnswer Unknown;

    /// <summary>Some budget is left.</summary>
    public static readonly BudgetAnswer Drawn = new(true, null);

    /// <summary>The budget is exhausted for a while.</summary>
    public static BudgetAnswer Spent(TimeSpan time) => new(true, time);
}
