using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace KubeCredential.Security.Limits;

/// <summary>A limit that endpoints name.</summary>
internal sealed class RateLimitPolicy(ClientLimiters limiters, Func<HttpContext, LimitedClient> clientOf, LimitRefusals refusals) : IRateLimiterPolicy<LimitedClient>
{
    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected { get; } =
        (rejected, _) => refusals.WriteAsync(rejected.HttpContext, limiters.Policy, limiters.Limit!, rejected.Lease);

    public RateLimitPartition<LimitedClient> GetPartition(HttpContext httpContext) => limiters.PartitionOf(clientOf(httpContext));
}
