using KubeCredential.TestServers;

namespace KubeCredential.Bench.Faults;

/// <summary>A fault, produced on purpose while registrars issue.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Inject">Produces the fault and ends it; it returns when the fault is over.</param>
/// <param name="Backlog">Whether consumption is stopped first, so that the fault meets an unconsumed backlog.</param>
/// <param name="Append">What Redis keeps on disk.</param>
internal sealed record Scenario(string Name, Func<TestSystem, CancellationToken, Task> Inject, bool Backlog = false, AppendOnly Append = AppendOnly.EverySecond)
{
    /// <summary>Settings of the services for this scenario, such as fail-points.</summary>
    public Dictionary<string, string?> Environment { get; init; } = [];
}
