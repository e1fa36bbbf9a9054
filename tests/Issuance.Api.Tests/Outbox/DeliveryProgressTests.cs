using Issuance.Api.Outbox;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Issuance.Api.Tests.Outbox;

/// <summary>Delivery problems are reported correctly, whatever state the loops report for themselves.</summary>
public sealed class DeliveryProgressTests
{
    private static readonly CircuitSnapshot s_closed = new(CircuitSnapshot.Closed, null, null, null);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 28, 8, 0, 0, TimeSpan.Zero));
    private readonly OutboxOptions _options = new() { DelayedAfter = TimeSpan.FromSeconds(10), StalledAfter = TimeSpan.FromSeconds(60) };
    private readonly DeliveryProgress _progress;

    public DeliveryProgressTests() => _progress = new DeliveryProgress(Options.Create(_options), _time);

    [Theory]
    [InlineData(0, 0, DeliveryProgress.Healthy)]
    [InlineData(9, 0, DeliveryProgress.Healthy)]
    [InlineData(10, 0, DeliveryProgress.Delayed)]
    [InlineData(59, 59, DeliveryProgress.Delayed)]
    [InlineData(300, 59, DeliveryProgress.Delayed)] // Behind, but making progress.
    [InlineData(300, 60, DeliveryProgress.Stalled)]
    public void What_waits_to_be_published_makes_delivery_delayed_and_without_progress_stalled(int age, int sinceProgress, string state) =>
        Assert.Equal(state, StateOf(age, null, sinceProgress));

    [Theory]
    [InlineData(59, 59, DeliveryProgress.Healthy)]
    [InlineData(60, 59, DeliveryProgress.Attention)] // A problem of one event, while others are confirmed.
    [InlineData(60, 60, DeliveryProgress.Stalled)]
    public void So_does_what_waits_for_its_confirmation(int age, int sinceProgress, string state) =>
        Assert.Equal(state, StateOf(null, age, sinceProgress));

    [Theory]
    [InlineData(Counters.Published)]
    [InlineData(Counters.Confirmed)]
    public void Whatever_replica_publishes_or_confirms_that_is_progress(string total)
    {
        _progress.Observe(DepthsOf(null, null), new() { [total] = 5 });
        _time.Advance(TimeSpan.FromMinutes(2));
        _progress.Observe(DepthsOf(null, null), new() { [total] = 5 });
        Assert.Equal(_time.GetUtcNow().AddMinutes(-2), _progress.LastProgressAt);

        _progress.Observe(DepthsOf(null, null), new() { [total] = 6 });

        Assert.Equal(_time.GetUtcNow(), _progress.LastProgressAt);
    }

    [Fact]
    public async Task Health_is_degraded_with_the_word_and_the_figures()
    {
        var check = new DeliveryHealthCheck(new DeliveryStatus(Options.Create(_options), _time), _progress, _time);
        async Task<HealthCheckResult> CheckAsync() => await check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);

        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
        _time.Advance(TimeSpan.FromSeconds(30));
        _progress.Observe(DepthsOf(30, null), []);
        var delayed = await CheckAsync();
        Assert.Equal((HealthStatus.Degraded, "Delivery is delayed: the oldest event has waited for 30 s."), (delayed.Status, delayed.Description));

        _time.Advance(TimeSpan.FromSeconds(45));
        _progress.Observe(DepthsOf(75, null), []);
        var stalled = await CheckAsync();
        Assert.Equal(HealthStatus.Degraded, stalled.Status);
        Assert.StartsWith("Delivery has stalled: the oldest event has waited for 75 s, and none has been published or confirmed since 08:00:00 UTC.", stalled.Description, StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromSeconds(31));
        var unknown = await CheckAsync();
        Assert.Equal(HealthStatus.Degraded, unknown.Status);
        Assert.Contains("is unknown", unknown.Description, StringComparison.Ordinal);
    }

    private string StateOf(int? waiting, int? unconfirmed, int sinceProgress)
    {
        _time.Advance(TimeSpan.FromSeconds(sinceProgress));
        return _progress.StateOf(DepthsOf(waiting, unconfirmed), s_closed);
    }

    private OutboxReport.Depths DepthsOf(int? waiting, int? unconfirmed)
    {
        DateTimeOffset? Ago(int? seconds) => seconds is { } age ? _time.GetUtcNow().AddSeconds(-age) : null;
        return new(waiting is null ? 0 : 1, 0, unconfirmed is null ? 0 : 1, 0, Ago(waiting), null, Ago(waiting), Ago(unconfirmed));
    }
}
