namespace KubeCredential.Hosting.Limits;

/// <summary>What all replicas of a service have used up of a client's limit together.</summary>
public interface ISharedBudget
{
    /// <summary>Whether it can be asked at the moment. Without it each process counts for itself.</summary>
    bool IsShared { get; }

    /// <summary>Says that a client has used something up. It throws nothing: what cannot be asked is <see cref="BudgetAnswer.Unknown"/>.</summary>
    /// <param name="key">The limit and the client, without anything by which a client could be recognised.</param>
    /// <param name="permits">How much was used.</param>
    /// <param name="limit">What there is in all.</param>
    Task<BudgetAnswer> DrawAsync(string key, int permits, RateLimit limit);
}
