using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace KubeCredential.Telemetry.Tests;

/// <summary>Work for several traces at once is linked with each of them, and what the database did is part of it.</summary>
public sealed class BatchTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Holder = "Markholder";
    private const int Credentials = 5;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_is_linked_with_the_traces_of_its_events_and_health_checks_of_a_database_that_is_away_leave_none()
    {
        await using var system = await TelemetrySystem.StartAsync(
            ("ConnectionStrings__issuance-db", await postgres.Server.CreateDatabaseAsync("issuance", Token)),
            ("ConnectionStrings__verification-db", await postgres.Server.CreateDatabaseAsync("verification", Token)));
        await SetConsumptionAsync(system, "isolate");
        var traces = new List<string>();
        var ids = new List<Guid>();
        for (var i = 0; i < Credentials; i++)
        {
            var trace = ActivityTraceId.CreateRandom().ToString();
            var request = new { holderName = $"{Holder} {i}", credentialType = "Degree", issuerName = "Example University" };
            ids.Add((await system.IssueAsync(request, $"00-{trace}-{ActivitySpanId.CreateRandom()}-01")).Id);
            traces.Add(trace);
        }

        await Eventually.TrueAsync(
            () => traces.TrueForAll(trace => Named("send credential-events").Any(span => span.TraceId == trace)), TelemetrySystem.Limit, "all events are published", Token);
        await SetConsumptionAsync(system, "close");
        foreach (var id in ids) await system.KnownAsync(id);
        await Eventually.TrueAsync(() => Named("process credential-events").Count == Credentials, TelemetrySystem.Limit, "all events have their spans", Token);
        await Eventually.TrueAsync(() => Named("apply credential-events").Count > 0, TelemetrySystem.Limit, "the batch has its span", Token);

        var apply = Assert.Single(Named("apply credential-events"));
        var processed = Named("process credential-events");
        Assert.Equal(("", (long)Credentials), (apply.ParentId, apply["messaging.batch.message_count"]));
        Assert.Equal(traces.Order(), processed.Select(static span => span.TraceId).Order());
        Assert.Equal(processed.Select(static span => (span.TraceId, span.SpanId)).Order(), apply.Links.Order());
        Assert.All(processed, span => Assert.Contains((apply.TraceId, apply.SpanId), span.Links));
        foreach (var write in (OtlpSpan[])[apply, .. Named("write credentials")])
        {
            Assert.Contains(system.Collector.Spans, span => span.ParentId == write.SpanId && span.Kind == OtlpSpanKind.Client && span.Scope == "Npgsql");
        }

        Assert.DoesNotContain(system.Collector.Spans, static span => span.ToString().Contains(Holder, StringComparison.Ordinal));

        await postgres.Server.StopImmediateAsync(Token);
        foreach (var service in (DotnetService[])[system.Issuance, system.Verification])
        {
            using (var health = await service.HttpClient.GetAsync("health", Token)) Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
            var last = service == system.Issuance ? "api/v1/credentials" : "admin/event-status";
            using var answer = await service.HttpClient.GetAsync(last, Token);
            await Eventually.TrueAsync(
                () => system.Collector.Spans.Any(span => span["url.path"] is string path && path == "/" + last), TelemetrySystem.Limit, "the last request has its span", Token);
        }

        await Eventually.EqualAsync(
            "",
            _ => Task.FromResult(string.Join('\n', system.Collector.Spans.Where(span => span.Kind == OtlpSpanKind.Client && system.Collector.Spans.All(parent => parent.SpanId != span.ParentId)))),
            TelemetrySystem.Limit, "no call of the database is told without what it was for", Token);

        List<OtlpSpan> Named(string name) => [.. system.Collector.Spans.Where(span => span.Name == name)];
    }

    private static async Task SetConsumptionAsync(TelemetrySystem system, string action)
    {
        using var answer = await system.Verification.HttpClient.PostAsJsonAsync("admin/circuit-breaker", new { action, reason = "test" }, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("success").GetBoolean());
    }
}
