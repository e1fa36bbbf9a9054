using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace KubeCredential.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    public const string HealthPath = "/health";
    public const string AlivePath = "/alive";

    private const string OwnSources = "KubeCredential.*";
    private const string OtlpTimeout = "OTEL_EXPORTER_OTLP_TIMEOUT";
    private const int OtlpTimeoutMilliseconds = 2_000;

    /// <summary>Logs, metrics and traces; exported by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Logging.AddOpenTelemetryLogs();
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter("Npgsql", OwnSources))
            .WithTracing(tracing => tracing
                .SetSampler(new ParentBasedSampler(new RootClientSpanFilter(new AlwaysOnSampler())))
                .AddSource(builder.Environment.ApplicationName, OwnSources)
                .AddNpgsql()
                .AddHttpClientInstrumentation()
                .AddAspNetCoreInstrumentation(http => http.Filter = static context =>
                    !context.Request.Path.StartsWithSegments(HealthPath) && !context.Request.Path.StartsWithSegments(AlivePath)));
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return;
        // Three exporters are flushed when the process ends, and where retries are on, as under Aspire, each goes on until this limit when
        // the collector is away. With the default of ten seconds the process would outlive the patience of whoever stops it.
        builder.Configuration[OtlpTimeout] ??= OtlpTimeoutMilliseconds.ToString(CultureInfo.InvariantCulture);
        telemetry.UseOtlpExporter();
    }

    public static void AddOpenTelemetryLogs(this ILoggingBuilder logging) => logging.AddOpenTelemetry(options =>
    {
        options.IncludeFormattedMessage = true;
        options.IncludeScopes = true;
    });
}
