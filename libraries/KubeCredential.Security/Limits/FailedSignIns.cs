using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace KubeCredential.Security.Limits;

/// <summary>
/// Counts requests with invalid credentials. When an address sends too many, unknown keys from it are no longer looked up, and its requests
/// with invalid credentials are answered with 429. Keys already in use continue to work, since other clients may share the address.
/// </summary>
internal sealed class FailedSignIns : IDisposable
{
    private readonly ClientLimiters _limiters;
    private readonly PartitionedRateLimiter<HttpContext> _limiter;
    private readonly LimitRefusals _refusals;

    public FailedSignIns(ClientLimiters limiters, LimitRefusals refusals)
    {
        (_limiters, _refusals) = (limiters, refusals);
        _limiter = PartitionedRateLimiter.Create<HttpContext, LimitedClient>(context => limiters.PartitionOf(LimitedClient.AtAddressOf(context)));
    }

    /// <summary>Whether unknown keys are no longer looked up for a request's address.</summary>
    public bool AreTooMany(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(context, 0);
        return !lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();

    /// <summary>Counts and refuses requests. Must come after authentication.</summary>
    /// <param name="app">The service.</param>
    /// <param name="mayFail">Whether a request is authenticated at all.</param>
    public static void Use(WebApplication app, Func<HttpContext, bool> mayFail)
    {
        var failures = app.Services.GetRequiredService<FailedSignIns>();
        app.Use((context, next) => Shows(context) && context.User.Identity?.IsAuthenticated != true && mayFail(context) ? failures.CountAsync(context, next) : next(context));
    }

    // A cookie is not an attempt: a browser sends it automatically after the session has ended.
    private static bool Shows(HttpContext context) => context.Request.Headers.Authorization.Count > 0;

    private async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        using var lease = _limiter.AttemptAcquire(context);
        if (lease.IsAcquired) await next(context);
        else await _refusals.WriteAsync(context, _limiters.Policy, _limiters.Limit!, lease);
    }
}
