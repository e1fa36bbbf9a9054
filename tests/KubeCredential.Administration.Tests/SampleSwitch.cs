using KubeCredential.Hosting.Resilience;

namespace KubeCredential.Administration.Tests;

/// <summary>A breaker that notes what it is ordered to do.</summary>
internal sealed class SampleSwitch : ICircuitSwitch
{
    public List<string> Orders { get; } = [];

    public CircuitSnapshot Circuit { get; private set; } = new(CircuitSnapshot.Closed, null, null, null);

    public Task SetIsolatedAsync(bool isolated, string? reason, string actor, CancellationToken cancellationToken)
    {
        Orders.Add($"{(isolated ? "isolate" : "close")} because {reason ?? "nothing"} by {actor}");
        Circuit = Circuit with { State = isolated ? CircuitSnapshot.Isolated : CircuitSnapshot.Closed };
        return Task.CompletedTask;
    }
}
