using System.Diagnostics.Metrics;
using KubeCredential.Hosting.Background;
using KubeCredential.Hosting.Resilience;

namespace KubeCredential.Messaging.Telemetry;

/// <summary>
/// Gauges that both services have: for a stream and its group, the queues beside it, breakers and background loops. Reading
/// them queries nothing: a background loop supplies the figures, and unknown figures are not reported.
/// </summary>
public sealed class MessagingGauges
{
    private const string Event = "{event}";

    private volatile StreamStats? _stream;
    private volatile QueueSizes? _queues;

    /// <summary>Creates the gauges on the meter <see cref="MessagingTelemetry.Name"/>.</summary>
    /// <param name="meters">Creates meters.</param>
    /// <param name="stream">The stream's name in the attribute <c>stream</c>.</param>
    /// <param name="group">The name of the group that reads it.</param>
    /// <param name="loops">The background loops of this process.</param>
    /// <param name="circuits">The breakers of this process; an operator's stop takes precedence over their own state.</param>
    public MessagingGauges(
        IMeterFactory meters, string stream, string group, LoopRegistry loops, Func<IEnumerable<(string Dependency, CircuitSnapshot Circuit)>> circuits)
    {
        var meter = meters.Create(MessagingTelemetry.Name);
        KeyValuePair<string, object?>[] tags = [new("stream", stream), new("group", group)];
        meter.CreateObservableGauge("kubecredential.stream.length", () => Of(_stream?.Length, tags), Event, "Entries that the stream holds.");
        meter.CreateObservableGauge("kubecredential.stream.lag", () => Of(_stream?.Lag, tags), Event, "Entries that the group has not read: counted, up to 10,000.");
        meter.CreateObservableGauge("kubecredential.stream.pending", () => Of(_stream?.Pending, tags), Event, "Entries that the group has read and not acknowledged.");
        meter.CreateObservableGauge("kubecredential.retry.queue.size", () => Of(_queues?.Retry, tags[1]), Event, "Events in Redis that wait for another attempt.");
        meter.CreateObservableGauge("kubecredential.dead.letters", () => Of(_queues?.Dead, tags[1]), Event, "Events in Redis that were given up.");
        meter.CreateObservableGauge(
            "kubecredential.circuit.breaker.state",
            () => circuits().Select(static one => new Measurement<int>(NumberOf(one.Circuit.State), new KeyValuePair<string, object?>("dependency", one.Dependency))),
            description: "0 closed, 1 half-open, 2 open, 3 isolated by an operator.");
        meter.CreateObservableGauge(
            "kubecredential.loop.failures",
            () => loops.Loops.Select(static loop => new Measurement<int>(loop.Failures, new KeyValuePair<string, object?>("loop", loop.Name))),
            "{failure}", "How many steps of a background loop have failed in a row.");
    }

    /// <summary>Sets the figures of the stream and its group; null if unknown.</summary>
    public void Set(StreamStats? stream) => _stream = stream;

    /// <summary>Sets the sizes of the retry queue and of the dead letters; null if unknown.</summary>
    public void Set((long Retry, long Dead)? queues) => _queues = queues is { } known ? new QueueSizes(known.Retry, known.Dead) : null;

    private static int NumberOf(string state) => state switch
    {
        CircuitSnapshot.Closed => 0,
        CircuitSnapshot.HalfOpen => 1,
        CircuitSnapshot.Open => 2,
        _ => 3,
    };

    private static Measurement<long>[] Of(long? value, params KeyValuePair<string, object?>[] tags) => value is { } known ? [new(known, tags)] : [];

    private sealed record QueueSizes(long Retry, long Dead);
}
