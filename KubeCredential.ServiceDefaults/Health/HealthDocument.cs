using System.Text.Json;
using KubeCredential.Hosting;
using KubeCredential.Hosting.Health;
using KubeCredential.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KubeCredential.ServiceDefaults.Health;

/// <summary>
/// Writes <c>/health</c> and <c>/alive</c>: <c>{service, status, workerId, timestamp, checks, …sections}</c>, with <c>status</c>
/// one of <c>healthy</c>, <c>degraded</c> and <c>unhealthy</c>. The HTTP status is 200 for the first two and 503 for the last.
/// </summary>
/// <param name="serviceName">The value of <c>service</c>.</param>
public sealed class HealthDocument(string serviceName)
{
    /// <summary>Writes the document for one report.</summary>
    public async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        var time = context.RequestServices.GetRequiredService<TimeProvider>();

        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("service", serviceName);
        json.WriteString("status", Name(report.Status));
        json.WriteString("workerId", WorkerIdentity.Id);
        json.WriteString("timestamp", Rfc3339.Format(time.GetUtcNow()));
        foreach (var section in context.RequestServices.GetServices<IHealthSection>())
        {
            json.WriteStartObject(section.Name);
            section.Write(json);
            json.WriteEndObject();
        }

        json.WriteStartObject("checks");
        foreach (var (name, entry) in report.Entries)
        {
            json.WriteStartObject(name);
            json.WriteString("status", Name(entry.Status));
            if (entry.Description is { } description) json.WriteString("description", description);
            json.WriteNumber("durationMs", Math.Round(entry.Duration.TotalMilliseconds, 1));
            foreach (var (key, value) in entry.Data) json.WriteString(key, value.ToString());
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
