using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace KubeCredential.Messaging.Telemetry;

/// <summary>
/// Spans and instruments for events on the stream, after OpenTelemetry's semantic conventions for messaging. The trace context travels
/// in the entry, so that however late an event is handled, its trace is the one of the request that caused it.
/// </summary>
public static class MessagingTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "KubeCredential.Messaging";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Sent = Meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Events appended to the stream.");
    private static readonly Counter<long> Consumed = Meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Events read from the stream.");
    private static readonly Histogram<double> ProcessDuration = Meter.CreateHistogram(
        "messaging.process.duration", "s", "Time to handle an event.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] });

    /// <summary>Starts the span of publishing one event, as a child of the span that caused it. Null when nobody listens.</summary>
    /// <param name="traceParent">The stored W3C trace context, or null.</param>
    /// <param name="traceState">Its vendor part, or null.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="attempt">Which publication of this event it is, from 1.</param>
    public static Activity? StartSend(string? traceParent, string? traceState, Guid eventId, int attempt)
    {
        var activity = Start("send", ActivityKind.Producer, traceParent, traceState, linked: false);
        activity?.SetTag("messaging.message.id", eventId.ToString()).SetTag("kubecredential.attempt", attempt);
        return activity;
    }

    /// <summary>Starts the span of handling one entry: a child of the span that sent it, and linked to it. Null when nobody listens.</summary>
    public static Activity? StartProcess(ReceivedEvent entry, string consumer)
    {
        var activity = Start("process", ActivityKind.Consumer, entry.TraceParent, entry.TraceState, linked: true);
        activity?.SetTag("messaging.consumer.group.name", MessagingKeys.VerificationGroup)
            .SetTag("messaging.client.id", consumer)
            .SetTag("messaging.redis.entry.id", entry.EntryId)
            .SetTag("kubecredential.attempt", (entry.Attempts ?? 0) + 1);
        return activity;
    }

    /// <summary>Marks a span as failed, without the error's text, which may hold content.</summary>
    public static void Fail(this Activity? activity, string reason, string errorType) =>
        activity?.SetTag("error.type", errorType).SetStatus(ActivityStatusCode.Error, reason);

    /// <summary>Counts events appended to the stream.</summary>
    public static void CountSent(int events, string? errorType = null) => Sent.Add(events, Tags("send", errorType));

    /// <summary>Counts events read from the stream.</summary>
    public static void CountConsumed(int events) => Consumed.Add(events, Tags("receive", null));

    /// <summary>Records how long the handling of one event took.</summary>
    public static void RecordProcess(TimeSpan elapsed, string? errorType = null) => ProcessDuration.Record(elapsed.TotalSeconds, Tags("process", errorType));

    private static Activity? Start(string operation, ActivityKind kind, string? traceParent, string? traceState, bool linked)
    {
        ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var parent);
        return Source.StartActivity(
            kind,
            parent,
            [
                new("messaging.system", "redis"),
                new("messaging.operation", operation), // the older name, which the Aspire dashboard reads
                new("messaging.operation.name", operation),
                new("messaging.operation.type", operation),
                new("messaging.destination.name", MessagingKeys.Channel),
            ],
            linked && parent != default ? [new ActivityLink(parent)] : null,
            name: $"{operation} {MessagingKeys.Channel}");
    }

    private static TagList Tags(string operation, string? errorType)
    {
        var tags = new TagList
        {
            { "messaging.system", "redis" },
            { "messaging.operation.name", operation },
            { "messaging.destination.name", MessagingKeys.Channel },
        };
        if (errorType is not null) tags.Add("error.type", errorType);
        return tags;
    }
}
