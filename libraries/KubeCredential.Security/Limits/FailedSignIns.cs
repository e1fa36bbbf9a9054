using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace KubeCredential.Security.Limits;

/// <summary>
/// Counts requests that show something which signs nobody in. Where too many come from an address, keys that this process does not know
/// are not looked up for it any more, and what signs nobody in is answered with 429. Keys that are in use go on working for it: behind the
/// address there may be others.
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

    /// <summary>Whether nothing unknown is looked up for a request any more.</summary>
    public bool AreTooMany(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(context, 0);
        return !lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();

    /// <summary>Counts, and refuses. It belongs after signing in.</summary>
    /// <param name="app">The service.</param>
    /// <param name="mayFail">Whether somebody could be signed in for a request at all.</param>
    public static void Use(WebApplication app, Func<HttpContext, bool> mayFail)
    {
        var failures = app.Services.GetRequiredService<FailedSignIns>();
        app.Use((context, next) => Shows(context) && context.User.Identity?.IsAuthenticated != true && mayFail(context) ? failures.CountAsync(context, next) : next(context));
    }

    // What a browser sends by itself is no attempt: it is the cookie of a session that has ended.
    private static bool Shows(HttpContext context) => context.Request.Headers.Authorization.Count > 0;

    private async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        using var lease = _limiter.AttemptAcquire(context);
        if (lease.IsAcquired) await next(context);
        else await _refusals.WriteAsync(context, _limiters.Policy, _limiters.Limit!, lease);
    }
}
