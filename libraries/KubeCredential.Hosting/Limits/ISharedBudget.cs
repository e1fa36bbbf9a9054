namespace KubeCredential.Hosting.Limits;

/// <summary>How much of each client's limit all replicas of a service have used together.</summary>
public interface ISharedBudget
{
    /// <summary>Whether the budget can be queried at the moment. Otherwise each process counts on its own.</summary>
    bool IsShared { get; }

    /// <summary>Records that a client has used permits. It never throws: when the budget cannot be queried, the answer is <see cref="BudgetAnswer.Unknown"/>.</summary>
    /// <param name="key">Identifies the limit and the client without revealing who the client is.</param>
    /// <param name="permits">How many permits were used.</param>
    /// <param name="limit">The whole limit.</param>
    Task<BudgetAnswer> DrawAsync(string key, int permits, RateLimit limit);
}
