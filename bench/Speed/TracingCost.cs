using System.Globalization;
using System.Text.Json;
using KubeCredential.TestServers;

namespace KubeCredential.Bench.Speed;

/// <summary>Measures the cost of telemetry: credentials issued per second with all traces, metrics and logs sent and with none, alternating.</summary>
internal static class TracingCost
{
    private const int Connections = 32;

    public static async Task RunAsync(Report report, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var postgres = await PostgresServer.StartNewAsync(new PostgresServerOptions(), cancellationToken);
        using var sink = new TelemetrySink();
        (string Name, Dictionary<string, string?> Settings)[] variants =
        [
            ("off", new() { ["OTEL_SDK_DISABLED"] = "true" }),
            ("on, every trace", new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = sink.Url, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" }),
            ("on, one trace in ten", new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = sink.Url, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf", ["Telemetry__SamplingRatio"] = "0.1" }),
        ];
        var rates = variants.ToDictionary(static variant => variant.Name, static _ => new List<double>());
        var services = new List<DotnetService>();
        var servers = new List<RedisServer>(); // One for each service: a Redis belongs to one issuance database.
        try
        {
            foreach (var (name, settings) in variants)
            {
                servers.Add(await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.EverySecond }, cancellationToken));
                var environment = new Dictionary<string, string?>(settings)
                {
                    ["ConnectionStrings__redis"] = servers[^1].ConnectionString,
                    ["ConnectionStrings__issuance-db"] = await postgres.CreateDatabaseAsync("issuance", cancellationToken),
                    // There is no verifier to confirm events; the other services must be idle while one is measured.
                    ["Outbox__PollInterval"] = "00:01:00",
                    ["Outbox__ConfirmTimeout"] = "01:00:00",
                    ["ASPNETCORE_ENVIRONMENT"] = "Production",
                };
                services.Add(await DotnetService.StartNewAsync(new DotnetServiceOptions { Project = "Issuance.Api", Environment = environment }, cancellationToken));
                await IssueAsync(services[^1], $"warm {name}", TimeSpan.FromSeconds(5), cancellationToken);
            }

            for (var round = 0; round < rounds; round++)
            {
                for (var i = 0; i < variants.Length; i++)
                    rates[variants[i].Name].Add(await IssueAsync(services[i], string.Create(CultureInfo.InvariantCulture, $"{round}"), duration, cancellationToken));
            }
        }
        finally
        {
            foreach (var service in services)
                await service.DisposeAsync();
            foreach (var server in servers)
                await server.DisposeAsync();
        }

        var off = rates[variants[0].Name];
        report.Section(
            "What tracing costs",
            string.Create(CultureInfo.InvariantCulture, $"Credentials issued a second with {Connections} connections, {rounds} rounds of {duration.TotalSeconds:0} s by turns; median (least to most). Traces, metrics and logs went to a collector in the load generator's process: {sink.Bytes / 1e6:0} MB."));
        report.Table(
            ["telemetry", "#a second", "#ratio to off, of each round, median"],
            variants.Select(variant => (string[])[variant.Name, Sample.Text(rates[variant.Name]), Sample.Text(Sample.Ratio(rates[variant.Name], off), 2)]));
    }

    /// <summary>Issues for a while and then waits until everything is published, so that the next service has the machine to itself.</summary>
    private static async Task<double> IssueAsync(DotnetService service, string run, TimeSpan duration, CancellationToken cancellationToken)
    {
        var result = await Wrk.IssueAsync(new Uri(service.Url, "api/v1/credentials/issue"), run, Connections, duration, cancellationToken);
        await Eventually.TrueAsync(
            async token =>
            {
                using var stats = JsonDocument.Parse(await service.HttpClient.GetStringAsync(new Uri("admin/queue-stats", UriKind.Relative), token));
                return stats.RootElement.GetProperty("pendingSize").GetInt64() == 0;
            },
            TimeSpan.FromMinutes(2), "all is published", cancellationToken);
        return result.Rate;
    }
}
