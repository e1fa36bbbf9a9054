using KubeCredential.TestServers;

namespace KubeCredential.Bench.Faults;

/// <summary>A fault caused while registrars issue.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Inject">Causes and ends the fault; returns when the fault is over.</param>
/// <param name="Backlog">Whether consumption is stopped first, so that there is an unconsumed backlog when the fault happens.</param>
/// <param name="Append">How Redis persists its data.</param>
/// <param name="Sentinel">Whether Redis has a replica, and Sentinel to make it the primary.</param>
/// <param name="Standby">Whether each database has a synchronous standby.</param>
internal sealed record Scenario(string Name, Func<TestSystem, CancellationToken, Task> Inject, bool Backlog = false, AppendOnly Append = AppendOnly.EverySecond, bool Standby = false, bool Sentinel = false)
{
    /// <summary>Settings of the services for this scenario, such as fail points.</summary>
    public Dictionary<string, string?> Environment { get; init; } = [];
}
