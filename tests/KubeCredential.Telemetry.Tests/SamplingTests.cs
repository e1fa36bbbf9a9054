using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KubeCredential.Telemetry.Tests;

/// <summary>What is kept of traces that are not kept, and how a client learns which trace is its own.</summary>
public sealed class SamplingTests
{
    private const string Process = "process credential-events";
    private const string Attempt = "kubecredential.attempt";
    private const string RetryDelay = "kubecredential.retry.delay_ms";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_a_ratio_of_zero_errors_and_retries_are_kept_and_nothing_else()
    {
        await using var system = await TelemetrySystem.StartAsync(("Telemetry__SamplingRatio", "0"), ("Consumption__MaxRetries", "50"));
        var (_, quiet) = await system.IssueAsync(Request("Quiet"));
        await system.KnownAsync(quiet);
        await system.RefuseAsync("Refused");

        var (status, id) = await system.IssueAsync(Request("Refused"));
        Assert.Equal(HttpStatusCode.Created, status);
        await Eventually.TrueAsync(() => Processed().Any(span => span[Attempt] is > 1L), TelemetrySystem.Limit, "a retry has its span", Token);
        await system.AllowAsync();
        await system.KnownAsync(id);
        await Eventually.TrueAsync(() => Processed().Any(span => !span.IsError), TelemetrySystem.Limit, "the retry that succeeded has its span", Token);

        var attempts = Processed().OrderBy(static span => (long)span[Attempt]!).ToList();
        Assert.Equal(Enumerable.Range(1, attempts.Count).Select(static number => (object?)(long)number), attempts.Select(static span => span[Attempt]));
        Assert.Single(attempts.Select(static span => (span.TraceId, span.ParentId, span["messaging.message.id"])).Distinct());
        for (var i = 0; i < attempts.Count - 1; i++)
        {
            Assert.True(attempts[i].IsError);
            var (name, noted) = Assert.Single(attempts[i].Events);
            Assert.Equal(("retry scheduled", attempts[i][Attempt]), (name, noted[Attempt]));
            Assert.Equal(noted[RetryDelay], attempts[i + 1][RetryDelay]); // What was announced is what led to the next attempt.
        }

        Assert.Null(attempts[0][RetryDelay]);
        Assert.False(attempts[^1].IsError);
        Assert.All(
            system.Collector.Spans,
            span => Assert.True(span.IsError || span[Attempt] is > 1L || attempts.Any(attempt => attempt.SpanId == span.ParentId), $"kept without a reason: {span}"));
        Assert.DoesNotContain(system.Collector.Spans, span => span.Kind == OtlpSpanKind.Server);

        List<OtlpSpan> Processed() => [.. system.Collector.Spans.Where(static span => span.Name == Process)];
    }

    [Fact]
    public async Task Every_answer_tells_its_trace_and_health_has_none()
    {
        await using var system = await TelemetrySystem.StartAsync();
        foreach (var (service, path, status) in ((DotnetService, string, HttpStatusCode)[])
            [
                (system.Issuance, "api/v1/credentials", HttpStatusCode.OK), (system.Issuance, "api/v1/credentials?limit=x", HttpStatusCode.BadRequest),
                (system.Issuance, "nowhere", HttpStatusCode.NotFound), (system.Verification, "admin/queue-stats", HttpStatusCode.OK),
                (system.Verification, "admin/rebuild", HttpStatusCode.NotFound),
            ])
        {
            using var answer = await service.HttpClient.GetAsync(path, Token);
            Assert.Equal(status, answer.StatusCode);
            var parts = Assert.Single(answer.Headers.GetValues("traceparent")).Split('-');
            Assert.Equal(4, parts.Length);
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
            if (!answer.IsSuccessStatusCode) Assert.Equal(parts[1], body.GetProperty("traceId").GetString());
            await Eventually.TrueAsync(() => system.Collector.Trace(parts[1]).Any(span => span.SpanId == parts[2]), TelemetrySystem.Limit, $"the span of {path} arrives", Token);
        }

        using var health = await system.Issuance.HttpClient.GetAsync("health", Token);
        Assert.False(health.Headers.Contains("traceparent"));
    }

    [Fact]
    public async Task Polling_leaves_no_root_spans()
    {
        await using var system = await TelemetrySystem.StartAsync();
        await system.KnownAsync((await system.IssueAsync(Request("Polled"))).Id);
        var before = await ReadsAsync();
        await Eventually.TrueAsync(async _ => await ReadsAsync() >= before + 20, TelemetrySystem.Limit, "both services have polled Redis many times", Token);

        // A service that stops sends all the spans that it has.
        foreach (var service in (DotnetService[])[system.Issuance, system.Verification]) Assert.Equal(0, await service.StopAsync(Token));

        Assert.NotEmpty(system.Collector.Spans);
        Assert.All(
            system.Collector.Spans.Where(static span => span.ParentId.Length == 0),
            static root => Assert.True(root.Kind is OtlpSpanKind.Server or OtlpSpanKind.Consumer || root.Links.Count > 1, $"a trace without a cause: {root}"));

        async Task<long> ReadsAsync()
        {
            var calls = (string)(await system.Redis.ExecuteAsync("INFO", "commandstats"))!;
            return long.Parse(Regex.Match(calls, "cmdstat_xreadgroup:calls=([0-9]+)").Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    public async Task A_ratio_that_makes_no_sense_is_refused_by_name()
    {
        var error = await Assert.ThrowsAsync<ServerStartException>(() => TelemetrySystem.StartAsync(("Telemetry__SamplingRatio", "1.5")));
        Assert.Contains("SamplingRatio", error.Message, StringComparison.Ordinal);
    }

    private static object Request(string holder) => new { holderName = holder, credentialType = "Degree", issuerName = "Example University" };
}
