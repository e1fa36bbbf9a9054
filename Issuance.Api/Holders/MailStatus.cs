using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Issuance.Api.Outbox;
using KubeCredential.Hosting.Health;
using KubeCredential.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Holders;

/// <summary>The state of sending e-mail, for health documents and metrics. Nothing in it identifies a holder.</summary>
internal sealed class MailStatus : IHealthSection, IHealthCheck
{
    private static readonly ActivitySource s_source = new(DeliveryTelemetry.Name);
    private readonly MailOptions _options;
    private readonly TimeProvider _time;
    private readonly Counter<long> _finished;
    private readonly Lock _gate = new();
    private MailQueue.Depth? _depth;
    private DateTimeOffset? _awaySince;
    private string? _lastError;
    private long _sent;

    public MailStatus(IOptions<MailOptions> options, IMeterFactory meters, TimeProvider time)
    {
        (_options, _time) = (options.Value, time);
        var meter = meters.Create(DeliveryTelemetry.Name);
        _finished = meter.CreateCounter<long>("kubecredential.mail.messages", "{message}", "Messages to holders by what became of them: sent, bounced, failed, dropped or retried; returned are those that were sent and came back.");
        meter.CreateObservableGauge("kubecredential.mail.queued", Queued, "{message}", "Messages to holders that are still to be sent.");
        meter.CreateObservableGauge("kubecredential.mail.oldest.age", OldestAge, "s", "How long the longest waiting message to a holder has waited; 0 when none waits.");
    }

    /// <inheritdoc/>
    public string Name => "mail";

    /// <summary>Starts the span of a message.</summary>
    public static Activity? StartSend(string kind)
    {
        var span = s_source.StartActivity("send mail", ActivityKind.Client);
        span?.SetTag("kubecredential.mail.kind", kind);
        return span;
    }

    /// <summary>Notes what has become of a message.</summary>
    public void Note(string outcome)
    {
        _finished.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        if (outcome == "sent") Interlocked.Increment(ref _sent);
    }

    /// <summary>Notes that the mail server cannot be reached or takes nothing.</summary>
    public void NoteAway(string? error)
    {
        lock (_gate) (_awaySince, _lastError) = (_awaySince ?? _time.GetUtcNow(), error);
    }

    /// <summary>Notes that the mail server answers.</summary>
    public void NoteHere()
    {
        lock (_gate) (_awaySince, _lastError) = (null, null);
    }

    /// <summary>Notes how many messages wait.</summary>
    public void Observe(MailQueue.Depth depth)
    {
        lock (_gate) _depth = depth;
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var (depth, awaySince, error) = Now();
        json.WriteString("state", !_options.IsOn ? "off" : awaySince is null ? "on" : "serverUnavailable");
        json.WriteNumber("sent", Interlocked.Read(ref _sent));
        if (depth is { } counted)
        {
            json.WriteNumber("queued", counted.Queued);
            if (counted.OldestAt is { } oldest) json.WriteString("oldestQueuedAt", Rfc3339.Format(oldest));
        }

        if (awaySince is { } since) json.WriteString("unavailableSince", Rfc3339.Format(since));
        if (error is not null) json.WriteString("lastError", error);
    }

    /// <summary>Degraded while the mail server is away; credentials are issued and holders open their pages all the same.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var (_, awaySince, error) = Now();
        return Task.FromResult(awaySince is { } since
            ? HealthCheckResult.Degraded($"The mail server has taken no message since {since:HH:mm:ss} UTC ({error}). Messages to holders wait and are sent later.")
            : HealthCheckResult.Healthy(_options.IsOn ? "E-mail is being sent." : "E-mail is off: no mail server is set (Mail:Host)."));
    }

    private (MailQueue.Depth? Depth, DateTimeOffset? AwaySince, string? Error) Now()
    {
        lock (_gate) return (_depth, _awaySince, _lastError);
    }

    private Measurement<long>[] Queued() => Now().Depth is { } depth ? [new(depth.Queued)] : [];

    private Measurement<double>[] OldestAge() => Now().Depth is { } depth ? [new(depth.OldestAt is { } oldest ? Math.Max(0, (_time.GetUtcNow() - oldest).TotalSeconds) : 0)] : [];
}
