using System.Diagnostics;
using System.Net;
using KubeCredential.TestServers;
using KubeCredential.TestServers.Otlp;

namespace KubeCredential.AppHost.Tests;

/// <summary>The traces of both services, as a collector receives them.</summary>
public sealed class TraceTests(AppFixture fixture) : AppTest(fixture)
{
    private const string Send = "send credential-events";
    private const string Process = "process credential-events";
    private const string Apply = "apply credential-events";
    private const string Attempt = "kubecredential.attempt";
    private const string Waited = "kubecredential.waited_ms";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task One_trace_leads_from_the_request_over_an_outage_of_redis_to_the_verifiers_database()
    {
        var trace = ActivityTraceId.CreateRandom();
        var watch = new Stopwatch();
        TimeSpan outage;
        Guid id;
        await App.StopAsync(ResourceNames.Redis, Cancel);
        try
        {
            watch.Start();
            var issued = await Issuer.IssueAsync(Issuer.NewHolder(), Cancel, trace);
            var answered = watch.Elapsed;
            Assert.Equal(HttpStatusCode.Created, issued.Status);
            id = issued.Body.GetProperty("credential").GetProperty("id").GetGuid();
            var stored = await Issuer.EntryAsync(id, Cancel);
            Assert.Equal("pending", stored.GetProperty("delivery").GetProperty("state").GetString());
            outage = watch.Elapsed - answered;
        }
        finally
        {
            await App.StartAsync(ResourceNames.Redis, Cancel);
        }

        await HealthyAsync();
        await Verifier.KnownAsync(id, Cancel);
        var spans = await Eventually.ResultAsync(
            // Each service exports its spans in the order in which they end; these are the last ones of each.
            _ => Task.FromResult(App.Telemetry.Trace(trace.ToString())), found => found.Any(span => span.Name == Process) && found.Any(span => span.Name == Send && !span.IsError), Limit,
            "the whole trace has arrived", Cancel);

        var request = Assert.Single(spans, span => span.Kind == OtlpSpanKind.Server);
        Assert.Equal(ResourceNames.IssuanceApi, request.Service);
        Assert.Equal("POST /api/v1/credentials/issue", request.Name.TrimEnd('/'));
        Assert.Equal(201L, request["http.response.status_code"]);

        var wait = Assert.Single(spans, span => span.Name == "write credential");
        Assert.Equal((OtlpSpanKind.Internal, request.SpanId), (wait.Kind, wait.ParentId));
        var write = Assert.Single(spans, span => span.Name == "write credentials");
        Assert.Equal((wait.SpanId, 1L), (write.ParentId, write["kubecredential.batch.size"]));
        Assert.True(request.Start <= wait.Start && wait.Start <= write.Start && write.End <= wait.End && wait.End <= request.End, string.Join('\n', spans));

        var sends = spans.Where(span => span.Name == Send).ToList();
        Assert.All(sends, send =>
        {
            Assert.Equal((ResourceNames.IssuanceApi, OtlpSpanKind.Producer, request.SpanId), (send.Service, send.Kind, send.ParentId));
            Assert.Equal("redis", send["messaging.system"]);
            Assert.Equal("send", send["messaging.operation.name"]);
            Assert.Equal("credential-events", send["messaging.destination.name"]);
            Assert.Equal(1L, send[Attempt]); // An outage uses up no attempt.
        });
        var sent = Assert.Single(sends, send => !send.IsError);
        Assert.All(sends.Where(send => send != sent), failed => Assert.True(failed.End <= sent.Start && failed.StatusText == "Redis is away" && failed["error.type"] is string));
        Assert.InRange(Assert.IsType<long>(sent[Waited]), (long)outage.TotalMilliseconds, (long)watch.Elapsed.TotalMilliseconds);

        var processed = Assert.Single(spans, span => span.Name == Process);
        Assert.Equal((ResourceNames.VerificationApi, OtlpSpanKind.Consumer, sent.SpanId), (processed.Service, processed.Kind, processed.ParentId));
        Assert.Contains((trace.ToString(), sent.SpanId), processed.Links);
        Assert.Equal(sent["messaging.message.id"], processed["messaging.message.id"]);
        Assert.Equal("verification", processed["messaging.consumer.group.name"]);
        Assert.Equal(1L, processed[Attempt]);
        Assert.True(Assert.IsType<long>(processed[Waited]) >= Assert.IsType<long>(sent[Waited]));
        Assert.False(processed.IsError);

        var applied = Assert.Single(spans, span => span.Name == Apply);
        Assert.Equal((ResourceNames.VerificationApi, processed.SpanId, 1L), (applied.Service, applied.ParentId, applied["messaging.batch.message_count"]));
        Assert.True(processed.Start <= applied.Start && applied.End <= processed.End);
        Assert.Equal([request, wait, write, .. sends, processed, applied], spans);
        Assert.Empty(App.Telemetry.Faults);
    }

    [Fact]
    public async Task Health_and_polling_leave_no_traces()
    {
        foreach (var service in (ServiceClient[])[Issuer, Verifier])
        {
            foreach (var path in (string[])["/health", "/alive"]) await service.GetAsync(path, Cancel);
        }

        // The span of a later request has arrived, so the spans of those requests would have arrived too.
        var trace = ActivityTraceId.CreateRandom();
        await Issuer.IssueAsync(Issuer.NewHolder(), Cancel, trace);
        await Eventually.TrueAsync(() => App.Telemetry.Trace(trace.ToString()).Any(span => span.Name == Apply), Limit, "a request's trace has arrived", Cancel);

        Assert.DoesNotContain(App.Telemetry.Spans, span => span["url.path"] is "/health" or "/alive");
        // Like a request, a stream entry starts a trace of its own if its writer gave it none, as in other tests here.
        Assert.All(
            App.Telemetry.Spans.Where(span => span.ParentId.Length == 0),
            root => Assert.True(root.Kind is OtlpSpanKind.Server or OtlpSpanKind.Consumer || root.Links.Count > 1, $"a trace without a cause: {root}"));
    }
}
