using System.ComponentModel.DataAnnotations;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Messaging;
using KubeCredential.Messaging.Consuming;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Outbox;

/// <summary>How events get from the outbox to Redis. Configuration section <c>Outbox</c>.</summary>
internal sealed class OutboxOptions
{
    /// <summary>The most events in one call to Redis.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; set; } = 500;

    /// <summary>How often the relay looks for events without being woken, and checks that Redis still has its data.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long events stay claimed by a relay. If it dies, others take them over after this time. What a process commits belongs to its own relay for as long.</summary>
    [Range(typeof(TimeSpan), "00:00:03", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a published event may wait for its confirmation before it is marked as published; one statement then does both. Zero marks it
    /// at once.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan MarkDelay { get; set; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How often a heartbeat is put on the stream, by which verifiers know how old their knowledge is.</summary>
    [Range(typeof(TimeSpan), "00:00:00.200", "00:01:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many times a faulty event is retried before it becomes a dead letter. An outage uses up no retries.</summary>
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

    /// <summary>
    /// How long to wait for a confirmation before asking Redis where a published event is. The time doubles with each publication, up to 64
    /// times.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan ConfirmTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long confirmed rows stay in the outbox. The event store keeps everything.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often streams are trimmed and confirmed rows are deleted.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan MaintenanceInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How old the oldest waiting event may be before delivery is reported as <c>delayed</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "24:00:00")]
    public TimeSpan DelayedAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long events may wait without any being published or confirmed before delivery is reported as <c>stalled</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "24:00:00")]
    public TimeSpan StalledAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The consumer groups that must confirm an event before its credential counts as verifiable, separated by commas. Confirmations of other groups are
    /// counted and change nothing.
    /// </summary>
    [Required, RegularExpression($"{ConsumerGroup.NamePattern}(,{ConsumerGroup.NamePattern})*", ErrorMessage = "{0} must be names of consumer groups, separated by commas.")]
    public string RequiredGroups { get; set; } = MessagingKeys.VerificationGroup;

    /// <summary>The circuit breaker in front of Redis.</summary>
    [Required, ValidateObjectMembers]
    public CircuitBreakerOptions Breaker { get; set; } = new();
}
