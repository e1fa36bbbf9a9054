using System.Diagnostics;
using System.Diagnostics.Metrics;
using KubeCredential.Events;
using KubeCredential.Hosting.Telemetry;

namespace KubeCredential.Messaging.Telemetry;

/// <summary>
/// Spans and instruments for events on the stream, following OpenTelemetry's semantic conventions for messaging. The trace context is
/// stored in the entry, so an event belongs to the trace of the request that caused it, however late it is handled.
/// </summary>
public static class MessagingTelemetry
{
    /// <summary>The name of the activity source and the meter.</summary>
    public const string Name = "KubeCredential.Messaging";

    private const string RetryScheduled = "retry scheduled";
    private const string DeadLettered = "dead-lettered";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Sent = Meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Events appended to the stream.");
    private static readonly Counter<long> Consumed = Meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Events read from the stream.");
    private static readonly Counter<long> Handled = Meter.CreateCounter<long>(
        "kubecredential.events.handled", "{event}", "Attempts to apply events, by group and outcome: applied, duplicate, retried, dead or forged.");
    private static readonly Histogram<double> ProcessDuration = Meter.CreateHistogram(
        "messaging.process.duration", "s", "Time to handle an event.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] });

    /// <summary>Starts the span for publishing one event, as a child of the span that caused it. Null if nobody listens.</summary>
    /// <param name="traceParent">The stored W3C trace context, or null.</param>
    /// <param name="traceState">Its vendor part, or null.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="attempt">The number of this publication of the event, from 1.</param>
    /// <param name="waited">How long ago the event happened.</param>
    /// <param name="retryDelay">The delay before this retry, or null if it is not a retry.</param>
    public static Activity? StartSend(string? traceParent, string? traceState, Guid eventId, int attempt, TimeSpan waited, TimeSpan? retryDelay)
    {
        var activity = Start("send", ActivityKind.Producer, traceParent, traceState, attempt, retryDelay, linked: false);
        return activity?.SetTag("messaging.message.id", eventId.ToString()).SetTag(SpanAttributes.Waited, (long)waited.TotalMilliseconds);
    }

    /// <summary>Starts the span for handling one entry: a child of the span that sent it, and linked to it. Null if nobody listens.</summary>
    public static Activity? StartProcess(ReceivedEvent entry, string group, string consumer)
    {
        var activity = Start("process", ActivityKind.Consumer, entry.TraceParent, entry.TraceState, (entry.Attempts ?? 0) + 1, entry.RetryDelay, linked: true);
        return activity?.SetTag("messaging.consumer.group.name", group)
            .SetTag("messaging.client.id", consumer)
            .SetTag("messaging.redis.entry.id", entry.EntryId);
    }

    /// <summary>Adds to a process span which event it is and how long ago it happened, once the entry has been read.</summary>
    public static void Identify(this Activity? activity, CredentialEvent happened, DateTimeOffset now) =>
        activity?.SetTag("messaging.message.id", happened.EventId.ToString()).SetTag(SpanAttributes.Waited, (long)(now - happened.Timestamp).TotalMilliseconds);

    /// <summary>
    /// Starts the span for one write to the database for all events of a batch. The write for one event is part of that event's trace; a write
    /// for several has its own trace, linked with those of its events in both directions.
    /// </summary>
    /// <param name="spans">The spans of the events; null for an event without one.</param>
    public static Activity? StartApply(IReadOnlyList<Activity?> spans) =>
        BatchSpan.Start(
            Source,
            $"apply {MessagingKeys.Channel}",
            spans,
            [
                new("messaging.system", "redis"),
                new("messaging.destination.name", MessagingKeys.Channel),
                new("messaging.batch.message_count", spans.Count),
            ]);

    /// <summary>Records that an event will be retried.</summary>
    /// <param name="activity">The span of the attempt that failed.</param>
    /// <param name="attempt">The number of the attempt, from 1.</param>
    /// <param name="delay">The delay before the next attempt.</param>
    public static void NoteRetry(this Activity? activity, int attempt, TimeSpan delay) =>
        activity?.AddEvent(new ActivityEvent(RetryScheduled, tags: new() { { SpanAttributes.Attempt, attempt }, { SpanAttributes.RetryDelay, (long)delay.TotalMilliseconds } }));

    /// <summary>Records that an event was given up.</summary>
    /// <param name="activity">The span of the attempt that failed.</param>
    /// <param name="attempt">The number of the attempt, from 1.</param>
    public static void NoteDeadLetter(this Activity? activity, int attempt) =>
        activity?.AddEvent(new ActivityEvent(DeadLettered, tags: new() { { SpanAttributes.Attempt, attempt } }));

    /// <summary>Marks a span as failed, without the error's text, which may contain credential content.</summary>
    public static void Fail(this Activity? activity, string reason, string errorType) =>
        activity?.SetTag("error.type", errorType).SetStatus(ActivityStatusCode.Error, reason);

    /// <summary>Counts events appended to the stream.</summary>
    public static void CountSent(int events, string? errorType = null) => Sent.Add(events, Tags("send", errorType));

    /// <summary>Counts events read from the stream.</summary>
    public static void CountConsumed(int events, string group) => Consumed.Add(events, Tags("receive", null, group));

    /// <summary>Records how long the handling of one event took.</summary>
    public static void RecordProcess(TimeSpan elapsed, string group, string? errorType = null) => ProcessDuration.Record(elapsed.TotalSeconds, Tags("process", errorType, group));

    /// <summary>Counts an attempt to apply an event, by outcome.</summary>
    public static void CountHandled(string group, string outcome) => Handled.Add(1, new KeyValuePair<string, object?>("group", group), new KeyValuePair<string, object?>("outcome", outcome));

    private static Activity? Start(string operation, ActivityKind kind, string? traceParent, string? traceState, int attempt, TimeSpan? retryDelay, bool linked)
    {
        ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var parent);
        var activity = Source.StartActivity(
            kind,
            parent,
            [
                new("messaging.system", "redis"),
                new("messaging.operation", operation), // the older name, which the Aspire dashboard reads
                new("messaging.operation.name", operation),
                new("messaging.operation.type", operation),
                new("messaging.destination.name", MessagingKeys.Channel),
                new(SpanAttributes.Attempt, attempt), // set at the start, because the sampler reads it
            ],
            linked && parent != default ? [new ActivityLink(parent)] : null,
            name: $"{operation} {MessagingKeys.Channel}");
        return retryDelay is { } delay ? activity?.SetTag(SpanAttributes.RetryDelay, (long)delay.TotalMilliseconds) : activity;
    }

    private static TagList Tags(string operation, string? errorType, string? group = null)
    {
        var tags = new TagList
        {
            { "messaging.system", "redis" },
            { "messaging.operation.name", operation },
            { "messaging.destination.name", MessagingKeys.Channel },
        };
        if (group is not null) tags.Add("messaging.consumer.group.name", group);
        if (errorType is not null) tags.Add("error.type", errorType);
        return tags;
    }
}
