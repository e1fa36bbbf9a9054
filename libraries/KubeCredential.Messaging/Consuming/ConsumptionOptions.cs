using System.ComponentModel.DataAnnotations;
using KubeCredential.Hosting.Resilience;
using Microsoft.Extensions.Options;

namespace KubeCredential.Messaging.Consuming;

/// <summary>How events get from Redis into a consumer's store. Configuration section <c>Consumption</c>.</summary>
public sealed class ConsumptionOptions
{
    /// <summary>The most events read and applied in one transaction.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; set; } = 500;

    /// <summary>How many batches a process works on at a time: while one waits for the disk, another is applied. The verification service on SQLite: always one.</summary>
    [Range(1, 8)]
    public int Consumers { get; set; } = 2;

    /// <summary>How often a consumer looks for events without being woken.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long entries that a consumer has read may stay unsettled before another takes them over. It must be longer than handling a batch
    /// takes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan AbandonedAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many times a faulty event is retried before it becomes a dead letter, if the event itself does not say. An outage uses up no
    /// retries.
    /// </summary>
    [Range(0, 100)]
    public int MaxRetries { get; set; } = 5;

    /// <summary>
    /// The upper bound of the delay before the first retry. The bound doubles with each retry; the delay is a random part of it (full jitter).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The highest value that the bound of the delay before a retry reaches.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "24:00:00")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long events may wait in the stream without any being read or settled before consumption is reported as <c>stalled</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "24:00:00")]
    public TimeSpan StalledAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The circuit breaker in front of the consumer's own database.</summary>
    [Required, ValidateObjectMembers]
    public CircuitBreakerOptions Breaker { get; set; } = new();
}
