using System.Globalization;
using KubeCredential.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace KubeCredential.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    public const string HealthPath = "/health";
    public const string AlivePath = "/alive";

    // The server's logs that contain full URLs: those about each request and those about malformed ones.
    private static readonly string[] RequestLogs = ["Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Server.Kestrel.BadRequests"];

    private const string PrometheusPath = "/metrics";
    private const string OwnSources = "KubeCredential.*";
    private const string OtlpTimeout = "OTEL_EXPORTER_OTLP_TIMEOUT";
    private const int OtlpTimeoutMilliseconds = 2_000;

    private static readonly PathString[] UntracedPaths = [HealthPath, AlivePath, PrometheusPath];

    /// <summary>
    /// Logs, metrics and traces, exported by OTLP, and metrics to Prometheus where configured.
    /// <list type="table">
    /// <listheader><term>Setting</term><term>Default</term><description>Meaning</description></listheader>
    /// <item><term>OTEL_EXPORTER_OTLP_ENDPOINT</term><description>Where logs, metrics and traces are sent by OTLP. Aspire sets it. Unset: they are not sent.</description></item>
    /// </list>
    /// </summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Logging.AddOpenTelemetryLogs();
        builder.Services.HideQueryStrings();
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter("Npgsql", OwnSources))
            .WithTracing(tracing => tracing
                .SetSampler(static services => new SpanSampler(services.GetRequiredService<IOptions<TelemetryOptions>>().Value.SamplingRatio))
                .AddProcessor(new FailedSpanKeeper())
                .AddProcessor(new QueryRemover())
                .AddSource(builder.Environment.ApplicationName, OwnSources)
                .AddNpgsql()
                .AddHttpClientInstrumentation()
                .AddAspNetCoreInstrumentation(http => http.Filter = static context =>
                    !Array.Exists(UntracedPaths, path => context.Request.Path.StartsWithSegments(path))));
        if (builder.Configuration.GetSection(TelemetryOptions.Section).GetValue<bool>(nameof(TelemetryOptions.Prometheus)))
        {
            telemetry.WithMetrics(static metrics => metrics.AddPrometheusExporter());
        }

        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return;
        // Three exporters are flushed when the process ends. If retries are on, as under Aspire, each retries until this limit when the
        // collector is unavailable. With the default of ten seconds, stopping the process would take too long.
        builder.Configuration[OtlpTimeout] ??= OtlpTimeoutMilliseconds.ToString(CultureInfo.InvariantCulture);
        telemetry.UseOtlpExporter();
    }

    /// <summary>
    /// Keeps query strings, which may contain a holder's name, out of the log at any level. The server's own lines about each request
    /// contain the full URL; the spans of requests contain the same information without it.
    /// </summary>
    public static void HideQueryStrings(this IServiceCollection services) => services.PostConfigure<LoggerFilterOptions>(static options =>
    {
        // A rule for one provider takes precedence over a rule for all, so each provider that has rules needs its own.
        string?[] providers = [null, .. options.Rules.Select(static rule => rule.ProviderName).OfType<string>().Distinct()];
        foreach (var provider in providers)
        {
            foreach (var category in RequestLogs) options.Rules.Add(new LoggerFilterRule(provider, category, LogLevel.Warning, null));
        }
    });

    public static void AddOpenTelemetryLogs(this ILoggingBuilder logging) => logging.AddOpenTelemetry(options =>
    {
        options.IncludeFormattedMessage = true;
        options.IncludeScopes = true;
    });

    /// <summary>Adds the trace to every response, including those to bad requests and errors (W3C Trace Context, section 3.2).</summary>
    public static void UseTraceHeader(this WebApplication app) => app.Use(static (context, next) =>
    {
        // As late as possible: error handlers clear the headers first.
        context.Response.OnStarting(
            static state =>
            {
                var context = (HttpContext)state;
                if (context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true, Id: { } id }) context.Response.Headers.TraceParent = id;
                return Task.CompletedTask;
            },
            context);
        return next(context);
    });

    /// <summary>Maps <c>/metrics</c> if enabled.</summary>
    public static void MapPrometheus(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value;
        if (!options.Prometheus) return;
        var metrics = app.MapPrometheusScrapingEndpoint(PrometheusPath).DisableHttpMetrics();
        if (options.PrometheusAnonymous) metrics.ForEverybody();
        else metrics.ForOperators();
    }
}
