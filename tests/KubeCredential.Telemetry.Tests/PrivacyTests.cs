using System.Net;

namespace KubeCredential.Telemetry.Tests;

/// <summary>Nothing that identifies a holder is told: not in logs at any level, not in spans, not in attributes of metrics.</summary>
public sealed class PrivacyTests
{
    private const string Holder = "Markholder";
    private const string Type = "Marktype";
    private const string Issuer = "Markissuer";
    private const string Key = "markkey";
    private const string Value = "Markvalue";
    private static readonly string[] Marks = [Holder, Type, Issuer, Key, Value];

    // The categories that appsettings.json quietens; here all is to be heard.
    private static readonly string[] Categories =
    [
        "Default", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Database.Command", "Microsoft.Extensions.Diagnostics.HealthChecks",
        "Polly", "StackExchange.Redis", "System.Net.Http",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_marked_value_is_in_any_log_span_or_metric()
    {
        await using var system = await TelemetrySystem.StartAsync([.. Categories.Select(static category => ($"Logging__LogLevel__{category}", "Trace"))]);

        // Issued and verified; a duplicate; bad requests of several kinds; a filter.
        var (status, id) = await system.IssueAsync(Request(Holder));
        Assert.Equal(HttpStatusCode.Created, status);
        await system.KnownAsync(id);
        Assert.Equal(HttpStatusCode.Conflict, (await system.IssueAsync(Request(Holder))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await system.IssueAsync(new { holderName = Holder, credentialType = "", issuerName = Issuer, metadata = Value, unknown = Holder })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await system.IssueAsync(new { holderName = new[] { Holder }, expiryDate = Value })).Status);
        Assert.NotEqual(HttpStatusCode.OK, await system.VerifyAsync(new { id = Holder }));
        Assert.NotEqual(HttpStatusCode.OK, await system.VerifyAsync(new { id = new { holderName = Holder } }));
        using (var list = await system.Issuance.HttpClient.GetAsync($"api/v1/credentials?holder={Holder}&limit=1", Token)) Assert.NotNull(list);

        // Events that become dead letters: of an unknown type, not JSON, and refused by the database.
        await system.AppendAsync(
            $$"""
            {"eventType":"CREDENTIAL_FORGOTTEN","eventId":"{{Guid.CreateVersion7()}}","timestamp":"2026-01-01T00:00:00.000Z","version":1,"retryCount":0,"maxRetries":5,
             "correlationId":"privacy-test","credential":{"id":"{{Guid.CreateVersion7()}}","holderName":"{{Holder}}","credentialType":"{{Type}}","metadata":{"{{Key}}":"{{Value}}"} } }
            """);
        await system.AppendAsync($"{Holder} {Value}");
        await system.DeadLettersAsync(2);
        await system.RefuseAsync(Holder + " II");
        var (_, refused) = await system.IssueAsync(Request(Holder + " II"));
        await Eventually.TrueAsync(
            () => system.Collector.Spans.Any(span => span.IsError && span.Events.Any(one => one.Name == "retry scheduled")), TelemetrySystem.Limit, "an attempt failed", Token);
        await system.AllowAsync();
        await system.KnownAsync(refused);

        // What is told of all this arrives a little later.
        await Eventually.TrueAsync(
            () => system.Collector.Points.Any(static point => point.Metric == "kubecredential.events.handled" && "retried".Equals(point.Attributes["outcome"]))
                && system.Collector.Logs.Any(static log => log.Severity == "Trace" || log.Severity == "Debug")
                && system.Collector.Spans.Count(static span => span.Name == "apply credential-events" && !span.IsError) >= 2,
            TelemetrySystem.Limit, "the telemetry has arrived", Token);
        await system.Issuance.StopAsync(Token);
        await system.Verification.StopAsync(Token);

        Assert.Empty(system.Collector.Faults);
        List<string> told =
        [
            .. system.Issuance.Output, .. system.Verification.Output,
            .. system.Collector.Logs.Select(static log => $"log {log.Service} {log.Scope}: {log.Body} {Text(log.Attributes)}"),
            .. system.Collector.Spans.Select(static span => $"span {span} {span.StatusText} {string.Join(' ', span.Events.Select(static one => one.Name + Text(one.Attributes)))}"),
            .. system.Collector.Points.Select(static point => $"metric {point.Metric} {Text(point.Attributes)}"),
        ];
        Assert.Contains(told, static line => line.StartsWith("log issuance-api", StringComparison.Ordinal));
        Assert.Contains(told, static line => line.StartsWith("log verification-api", StringComparison.Ordinal));
        Assert.Contains(told, static line => line.Contains("became a dead letter", StringComparison.Ordinal));
        var retried = system.Collector.Logs.First(static log => log.Body.Contains("could not be applied at attempt", StringComparison.Ordinal));
        Assert.Contains(system.Collector.Spans, span => span.TraceId == retried.TraceId && span.IsError && span.Name == "process credential-events");
        var leaks = told.Where(static line => Array.Exists(Marks, mark => line.Contains(mark, StringComparison.OrdinalIgnoreCase))).ToList();
        Assert.True(leaks.Count == 0, $"{leaks.Count} leaks:\n{string.Join('\n', leaks.Take(10))}");
    }

    private static object Request(string holder) => new
    {
        holderName = holder,
        credentialType = Type,
        issuerName = Issuer,
        metadata = new Dictionary<string, object> { [Key] = Value },
    };

    private static string Text(IReadOnlyDictionary<string, object?> attributes) => string.Join(' ', attributes.Select(static one => $"{one.Key}={one.Value}"));
}
