using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KubeCredential.Security.Limits;

/// <summary>Applies <see cref="ConnectionLimits"/>.</summary>
public static class ConnectionLimitsExtensions
{
    private const int RetryAfterSeconds = 5;

    /// <summary>Adds the limits of connections, requests and streams (section <c>Limits:Connections</c>).</summary>
    public static void AddConnectionLimits(this IServiceCollection services)
    {
        services.AddOptions<ConnectionLimits>().BindConfiguration(ConnectionLimits.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<ConnectionLimits>>(static (kestrel, options) =>
        {
            var (limits, connections) = (kestrel.Limits, options.Value);
            kestrel.AddServerHeader = false;
            limits.MaxRequestBodySize = ConnectionLimits.MaxRequestBodyBytes;
            limits.MaxConcurrentConnections = connections.Most;
            limits.MaxConcurrentUpgradedConnections = 0; // The services support no upgrades.
            limits.MaxRequestLineSize = connections.MostRequestLineBytes;
            limits.MaxRequestHeadersTotalSize = connections.MostHeaderBytes;
            limits.MaxRequestHeaderCount = connections.MostHeaders;
            limits.RequestHeadersTimeout = connections.HeadersTimeout;
            limits.KeepAliveTimeout = connections.KeepAliveTimeout;
            limits.MinRequestBodyDataRate = limits.MinResponseDataRate = new MinDataRate(connections.FewestBytesPerSecond, connections.SlowGrace);
        });
        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<ConnectionLimits>>(static (timeouts, options) => timeouts.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = options.Value.RequestTimeout,
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
            WriteTimeoutResponse = static context => WriteAsync(context),
        });
    }

    private static Task WriteAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return context.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = new ProblemDetails
            {
                Status = StatusCodes.Status503ServiceUnavailable,
                Detail = "The request took too long and was aborted. Its changes may have been made: check before you send it again.",
            },
        }).AsTask();
    }
}
