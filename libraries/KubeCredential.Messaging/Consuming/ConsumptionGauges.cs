using System.Diagnostics.Metrics;
using KubeCredential.Hosting.Background;
using KubeCredential.Messaging.Resilience;
using KubeCredential.Messaging.Telemetry;
using Microsoft.Extensions.Logging;

namespace KubeCredential.Messaging.Consuming;

/// <summary>Samples the stream, the retry queue and the dead letters every few seconds, so that reading the gauges never queries Redis.</summary>
internal sealed class ConsumptionGauges : BackgroundLoop
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly StreamInspector _streams;
    private readonly string _group;
    private readonly ConsumptionStatus _status;
    private readonly TimeProvider _time;
    private readonly MessagingGauges _messaging;

    public ConsumptionGauges(
        StreamInspector streams, ConsumerGroup group, ConsumptionStatus status, IMeterFactory meters, TimeProvider time, LoopRegistry loops, ILogger<ConsumptionGauges> logger)
        : base("consumption-gauges", loops, logger)
    {
        (_streams, _group, _status, _time) = (streams, group.Name, status, time);
        _messaging = new MessagingGauges(
            meters, "events", _group, loops, () => [(status.Database.Dependency, status.Circuit), (status.Redis.Dependency, status.Redis.Snapshot())]);
        var meter = meters.Create(MessagingTelemetry.Name);
        KeyValuePair<string, object?> tag = new("group", _group);
        meter.CreateObservableGauge("kubecredential.consumption.stalled", () => new Measurement<int>(status.StalledSince is null ? 0 : 1, tag), description: "1 while events wait and no replica has read or settled one for a while, else 0.");
        meter.CreateObservableGauge("kubecredential.consumer.listening", () => new Measurement<int>(status.IsListening ? 1 : 0, tag), description: "1 while this process reads events, else 0.");
    }

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Interval, _time, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        var (stream, queues) = await ReadOrNullAsync(cancellationToken);
        _messaging.Set(stream);
        _status.Observe(stream);
        _messaging.Set(queues);
        return false;
    }

    private async Task<(StreamStats? Stream, (long Retry, long Dead)? Queues)> ReadOrNullAsync(CancellationToken cancellationToken)
    {
        if (!_status.Redis.AllowsCalls) return default;
        try
        {
            var stream = await _status.Redis.CallAsync(_ => _streams.ReadAsync(MessagingKeys.Stream, _group), cancellationToken);
            var (retry, dead, _) = await _status.Redis.CallAsync(_ => _streams.ReadQueuesAsync(_group), cancellationToken);
            return (stream, (retry, dead));
        }
        catch (Exception error) when (RedisFault.IsOutage(error))
        {
            return default;
        }
    }
}
