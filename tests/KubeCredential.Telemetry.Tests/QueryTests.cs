namespace KubeCredential.Telemetry.Tests;

/// <summary>People search by a holder's name and sign in by a token: what stands in a query is told nowhere, though the runtime is told not to hide it.</summary>
public sealed class QueryTests
{
    private const string Mark = "Markquery";

    // Aspire sets the first two; the last one does the same for the client of the runtime itself.
    private static readonly (string Name, string Value)[] ShowEverything =
    [
        ("OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "true"),
        ("OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION", "true"),
        ("DOTNET_SYSTEM_NET_HTTP_DISABLEURIREDACTION", "true"),
        ("Logging__LogLevel__Default", "Trace"),
        ("Logging__LogLevel__Microsoft.AspNetCore", "Trace"),
        ("Logging__LogLevel__System.Net.Http", "Trace"),
        ("Logging__LogLevel__Polly", "Trace"),
        ("Logging__LogLevel__Yarp.ReverseProxy", "Trace"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_stands_in_a_query_is_in_no_span_log_or_metric_whatever_the_runtime_is_told()
    {
        await using var system = await TelemetrySystem.StartAsync(ShowEverything);
        await using var issuance = await system.StartIssuanceForVerifierAsync(ShowEverything);
        foreach (var path in (string[])
            [
                $"api/v1/credentials?holder={Mark}", $"api/v1/credentials/suggestions?field=holder&text={Mark}", $"api/v1/session/start?token={Mark}", $"nowhere?{Mark}",
                $"api/v1/credentials?limit={Mark}", $"verifier/admin/audit?credentialId={Mark}", $"verifier/admin/dead-letters?{Mark}=1",
            ])
        {
            using var answer = await issuance.HttpClient.GetAsync(new Uri(path, UriKind.Relative), Token);
        }

        // No request at all, of which the server might tell what it read.
        using (var socket = new System.Net.Sockets.TcpClient(issuance.Url.Host, issuance.Url.Port))
        {
            await socket.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET /api/v1/credentials?holder={Mark} x HTTP/1.1\r\nHost: localhost\r\n\r\nGET api?{Mark} HTTP/1.1\r\n\r\n"), Token);
            await socket.GetStream().ReadAtLeastAsync(new byte[12], 12, cancellationToken: Token);
        }

        await issuance.StopAsync(Token);
        await system.Verification.StopAsync(Token);
        await Eventually.TrueAsync(
            () => system.Collector.Spans.Any(static span => span.Attributes.TryGetValue("http.route", out var route) && $"{route}".Contains("suggestions", StringComparison.Ordinal))
                && system.Collector.Spans.Any(static span => span.Attributes.TryGetValue("url.full", out var url) && $"{url}".Contains("/admin/audit", StringComparison.Ordinal)),
            TelemetrySystem.Limit, "the spans have arrived", Token);

        List<string> told =
        [
            .. issuance.Output, .. system.Verification.Output,
            .. system.Collector.Logs.Select(static log => $"log {log.Scope}: {log.Body} {Text(log.Attributes)}"),
            .. system.Collector.Spans.Select(static span => $"span {span} {Text(span.Attributes)} {span.StatusText} {string.Join(' ', span.Events.Select(static one => one.Name + Text(one.Attributes)))}"),
            .. system.Collector.Points.Select(static point => $"metric {point.Metric} {Text(point.Attributes)}"),
        ];
        var leaks = told.Where(static line => line.Contains(Mark, StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.True(leaks.Count == 0, $"{leaks.Count} leaks:\n{string.Join('\n', leaks.Take(10))}");
        Assert.DoesNotContain(system.Collector.Spans, static span => span.Attributes.ContainsKey("url.query"));
    }

    private static string Text(IReadOnlyDictionary<string, object?> attributes) => string.Join(' ', attributes.Select(static one => $"{one.Key}={one.Value}"));
}
