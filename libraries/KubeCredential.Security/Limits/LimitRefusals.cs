using System.Diagnostics.Metrics;
using System.Globalization;
using System.Threading.RateLimiting;
using KubeCredential.Hosting.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace KubeCredential.Security.Limits;

/// <summary>Tells a client to wait, counts the refusal, and logs refusals at most once a minute without identifying the client.</summary>
internal sealed partial class LimitRefusals
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private readonly IProblemDetailsService _problems;
    private readonly TimeProvider _time;
    private readonly ILogger<LimitRefusals> _logger;
    private readonly Counter<long> _refused;
    private readonly Lock _gate = new();
    private long _count;
    private long? _loggedAt;

    public LimitRefusals(IProblemDetailsService problems, IMeterFactory meters, TimeProvider time, ILogger<LimitRefusals> logger)
    {
        (_problems, _time, _logger) = (problems, time, logger);
        _refused = meters.Create("KubeCredential.Limits").CreateCounter<long>("kubecredential.limits.refused", "{request}", "Requests refused because their client sent too many.");
    }

    /// <summary>Answers 429 (RFC 6585, section 4).</summary>
    public async ValueTask WriteAsync(HttpContext context, string policy, RateLimit limit, RateLimitLease lease)
    {
        Note(policy);
        var seconds = (long)Math.Max(1, Math.Ceiling((lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : limit.Window).TotalSeconds));
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await _problems.WriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = new ProblemDetails
            {
                Status = StatusCodes.Status429TooManyRequests,
                Detail = string.Create(CultureInfo.InvariantCulture, $"Too many requests: the limit \"{policy}\" is {limit.PermitLimit:N0} per client within {limit.Window.TotalSeconds:0.###} s. Try again in {seconds} s."),
                Extensions = { ["limit"] = policy },
            },
        });
    }

    private void Note(string policy)
    {
        _refused.Add(1, new KeyValuePair<string, object?>("policy", policy));
        long count;
        lock (_gate)
        {
            _count++;
            if (_loggedAt is { } before && _time.GetElapsedTime(before) < LogInterval) return;
            (count, _count, _loggedAt) = (_count, 0, _time.GetTimestamp());
        }

        LogRefused(_logger, count, policy);
    }

    [LoggerMessage(LogLevel.Warning, "{Count} requests were refused since the last such message because their clients sent too many, most recently by the limit {Policy}")]
    private static partial void LogRefused(ILogger logger, long count, string policy);
}
