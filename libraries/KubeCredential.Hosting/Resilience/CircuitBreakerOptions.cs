using System.ComponentModel.DataAnnotations;

namespace KubeCredential.Hosting.Resilience;

/// <summary>When a circuit breaker opens, and for how long.</summary>
public sealed class CircuitBreakerOptions
{
    /// <summary>How many calls must be seen within <see cref="SamplingDuration"/>, half of them failed, before the breaker opens. From 2.</summary>
    [Range(2, 1000)]
    public int Failures { get; set; } = 3;

    /// <summary>Over which time calls are counted.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The first break; each failed probe doubles it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan FirstBreak { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest break.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan LongestBreak { get; set; } = TimeSpan.FromSeconds(5);
}
