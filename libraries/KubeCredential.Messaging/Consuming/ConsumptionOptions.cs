using System.ComponentModel.DataAnnotations;
using KubeCredential.Hosting.Resilience;
using Microsoft.Extensions.Options;

namespace KubeCredential.Messaging.Consuming;

/// <summary>How events get from Redis into a consumer's store. Configuration section <c>Consumption</c>.</summary>
public sealed class ConsumptionOptions
{
    /// <summary>How many events are read and applied at once at the most.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; set; } = 500;

    /// <summary>How many batches a process works on at a time at the most; the verification service on SQLite works on one.</summary>
    [Range(1, 8)]
    public int Consumers { get; set; } = 2;

    /// <summary>How often the consumer looks without being woken.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After which time entries that a consumer has read and not settled are taken over. Longer than the handling of a batch takes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan AbandonedAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many times an event at fault is tried again before it becomes a dead letter, where the event does not say.</summary>
    [Range(0, 100)]
    public int MaxRetries { get; set; } = 5;

    /// <summary>The bound of the delay before the first retry; it doubles each time, and the delay is a random part of it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest bound of a retry's delay.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "24:00:00")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long events may wait in the stream without any being read or settled before consumption counts as stalled.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "24:00:00")]
    public TimeSpan StalledAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>When the breaker in front of the consumer's own database opens.</summary>
    [Required, ValidateObjectMembers]
    public CircuitBreakerOptions Breaker { get; set; } = new();
}
