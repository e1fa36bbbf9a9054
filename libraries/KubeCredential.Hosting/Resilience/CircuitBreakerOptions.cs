using System.ComponentModel.DataAnnotations;

namespace KubeCredential.Hosting.Resilience;

/// <summary>When a circuit breaker opens, and for how long.</summary>
public sealed class CircuitBreakerOptions
{
    /// <summary>How many calls within <see cref="SamplingDuration"/> it takes to open the breaker, if half of them failed.</summary>
    [Range(2, 1000)]
    public int Failures { get; set; } = 3;

    /// <summary>The time over which calls are counted.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the breaker stays open the first time. Each failed probe doubles it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan FirstBreak { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest time the breaker stays open between two probes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan LongestBreak { get; set; } = TimeSpan.FromSeconds(5);
}
