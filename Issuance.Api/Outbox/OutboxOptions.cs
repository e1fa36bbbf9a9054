using System.ComponentModel.DataAnnotations;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Messaging;
using KubeCredential.Messaging.Consuming;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Outbox;

/// <summary>How events get from the outbox to Redis. Configuration section <c>Outbox</c>.</summary>
internal sealed class OutboxOptions
{
    /// <summary>How many events go into one call of Redis at the most.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; set; } = 500;

    /// <summary>How often the relay looks without being woken, and checks that Redis still has its data.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>For how long a relay has claimed events; a relay that dies leaves them to the others after it.</summary>
    [Range(typeof(TimeSpan), "00:00:03", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a published event may wait for its confirmation before it is marked as published. Zero: marked at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan MarkDelay { get; set; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How many times a message at fault is tried again before it is given up.</summary>
    [Range(0, 100)]
    public int MaxRetries { get; set; } = 5;

    /// <summary>The bound of the delay before the first retry; it doubles each time, and the delay is a random part of it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest bound of a retry's delay.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "24:00:00")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>After which time without confirmation the relay asks Redis where a published event is; it doubles with each publication, up to 64 times.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan ConfirmTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>For how long confirmed rows stay in the outbox. The event store keeps everything.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often streams are trimmed and confirmed rows cleaned away.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan MaintenanceInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How old the oldest event that waits may be before delivery counts as delayed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "24:00:00")]
    public TimeSpan DelayedAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long events may wait without any being published or confirmed before delivery counts as stalled.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "24:00:00")]
    public TimeSpan StalledAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The consumer groups that must have confirmed an event before its credential counts as verifiable, separated by commas. What other groups say is
    /// counted, and changes nothing.
    /// </summary>
    [Required, RegularExpression($"{ConsumerGroup.NamePattern}(,{ConsumerGroup.NamePattern})*", ErrorMessage = "{0} must be names of consumer groups, separated by commas.")]
    public string RequiredGroups { get; set; } = MessagingKeys.VerificationGroup;

    /// <summary>When the breaker in front of Redis opens.</summary>
    [Required, ValidateObjectMembers]
    public CircuitBreakerOptions Breaker { get; set; } = new();
}
