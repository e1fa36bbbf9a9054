using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace KubeCredential.TestServers.Otlp;

/// <summary>
/// A telemetry collector on 127.0.0.1 (OTLP over HTTP, with protobuf bodies or, for browsers' traces, JSON) that keeps everything it
/// receives.
/// </summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
    private readonly ConcurrentQueue<OtlpLog> _logs = new();
    private readonly ConcurrentQueue<OtlpPoint> _points = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly HttpListener _listener = new();
    private readonly int _port = LoopbackPorts.Take();
    private readonly Task _serving;

    /// <summary>Starts listening.</summary>
    /// <exception cref="HttpListenerException">Another process has taken the port.</exception>
    public OtlpReceiver()
    {
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>The base address without a trailing slash.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}");

    /// <summary>The environment variables that make a service send its telemetry here, at short intervals.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Url,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_EXPORTER_OTLP_HEADERS"] = "",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    /// <summary>All spans so far.</summary>
    public IReadOnlyCollection<OtlpSpan> Spans => _spans;

    /// <summary>All log entries so far.</summary>
    public IReadOnlyCollection<OtlpLog> Logs => _logs;

    /// <summary>All data points of metrics so far.</summary>
    public IReadOnlyCollection<OtlpPoint> Points => _points;

    /// <summary>Requests that could not be read; tests expect none.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>The spans of one trace, ordered by start time.</summary>
    public IReadOnlyList<OtlpSpan> Trace(string traceId) => [.. _spans.Where(span => span.TraceId == traceId).OrderBy(static span => span.Start)];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
        LoopbackPorts.Return(_port);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return; // The listener was closed.
            }

            await AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            Keep(context.Request.Url!.AbsolutePath, context.Request.ContentType, body.ToArray());
            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
        catch (FormatException error)
        {
            _faults.Enqueue($"{context.Request.Url}: {error.Message}");
            context.Response.StatusCode = (int)HttpStatusCode.BadRequest;
            context.Response.Close();
        }
        catch (Exception error) when (error is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The sender has disconnected, perhaps because its test killed it.
        }
    }

    private void Keep(string path, string? contentType, byte[] request)
    {
        switch (path)
        {
            case "/v1/traces" when contentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true:
                OtlpJson.ReadTraces(request).ForEach(_spans.Enqueue);
                break;
            case "/v1/traces": OtlpMessages.ReadTraces(request).ForEach(_spans.Enqueue); break;
            case "/v1/logs": OtlpMessages.ReadLogs(request).ForEach(_logs.Enqueue); break;
            case "/v1/metrics": OtlpMessages.ReadMetrics(request).ForEach(_points.Enqueue); break;
            default: _faults.Enqueue($"Unexpected path {path}."); break;
        }
    }
}
