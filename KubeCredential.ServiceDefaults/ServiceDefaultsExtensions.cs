using System.Text.Encodings.Web;
using KubeCredential.Hosting.Background;
using KubeCredential.Security;
using KubeCredential.Security.Limits;
using KubeCredential.ServiceDefaults.Health;
using KubeCredential.ServiceDefaults.OpenApi;
using KubeCredential.ServiceDefaults.Problems;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.ServiceDefaults.Telemetry;
using KubeCredential.ServiceDefaults.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Scalar.AspNetCore;

namespace KubeCredential.ServiceDefaults;

/// <summary>The common parts of every KubeCredential service: telemetry, health, problem documents, limits, resilience.</summary>
public static class ServiceDefaultsExtensions
{
    private const string LivenessTag = "live";

    /// <summary>Adds the common services. Call it first in <c>Program.cs</c>.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="serviceName">The service's name in health documents, such as <c>issuance-service</c>.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string serviceName)
    {
        if (!builder.Environment.IsDevelopment())
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddJsonConsole(options =>
            {
                options.IncludeScopes = true;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }

        builder.AddTelemetry();
        builder.Services.AddConnectionLimits();
        builder.AddWeb();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25));
        builder.Services.Configure<JsonOptions>(json =>
            // Readable Unicode in responses. They are never served as HTML, so only JSON's own escapes are needed.
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddProblemDocuments();
        builder.Services.AddOpenApiDocument(serviceName);
        builder.Services.AddSingleton<LoopRegistry>();
        builder.Services.AddHealthChecks()
            .AddCheck("self", () => HealthCheckResult.Healthy(), [LivenessTag])
            .AddCheck<LoopHealthCheck>("background");
        builder.Services.AddSingleton(new HealthDocument(serviceName));

        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            // Their log lines, and their scopes around other lines, contain full URLs if the runtime is configured to show them. Spans contain the same information.
            http.RemoveAllLoggers();
            http.AddStandardResilienceHandler();
            http.AddServiceDiscovery();
        });
        return builder;
    }

    /// <summary>Adds error handling, limits, authentication, <c>/health</c>, <c>/alive</c>, <c>/openapi/v1.json</c> and <c>/scalar</c>, in every environment, and <c>/metrics</c> if enabled.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.UseRoutingWithHead();
        app.UseKnownProxies();
        app.UseTraceHeader();
        app.UseSecurityHeaders();
        app.UseHostNames();
        app.UseHttpsAtProxies();
        app.UseProblemDocuments();
        app.UseOtherOrigins();
        app.UseRequestTimeouts();
        app.UseSecurity();
        app.UseRequestRules();

        var document = app.Services.GetRequiredService<HealthDocument>();
        app.MapHealthChecks(TelemetryExtensions.HealthPath, new HealthCheckOptions { ResponseWriter = document.WriteAsync }).DisableHttpMetrics().TakesAnyQuery().ForProbes();
        app.MapHealthChecks(TelemetryExtensions.AlivePath, new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(LivenessTag),
            ResponseWriter = document.WriteAsync,
        }).DisableHttpMetrics().TakesAnyQuery().ForProbes();

        app.MapPrometheus();
        app.MapOpenApi().TakesAnyQuery().ForEverybody();
        app.MapScalarApiReference(SecurityHeaders.ReferencePath).TakesAnyQuery().ForEverybody();
        return app;
    }
}
