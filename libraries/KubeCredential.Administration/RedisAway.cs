using System.Globalization;
using KubeCredential.Messaging.Resilience;
using KubeCredential.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KubeCredential.Administration;

/// <summary>The response to operators while Redis is unavailable.</summary>
public static class RedisAway
{
    private const int RetryAfterSeconds = 2;

    /// <summary>Makes endpoints that need Redis respond with 503 and a problem document while it is unavailable.</summary>
    public static RouteGroupBuilder RefusedWithoutRedis(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter(static async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (Exception error) when (RedisFault.IsOutage(error) && !error.IsDatabaseUnavailable())
            {
                context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
                return TypedResults.Problem("Redis is unavailable. Nothing was changed; try again when Redis is available.", statusCode: StatusCodes.Status503ServiceUnavailable);
            }
        });
        return group;
    }
}
