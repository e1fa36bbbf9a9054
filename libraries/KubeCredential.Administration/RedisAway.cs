using System.Globalization;
using KubeCredential.Messaging.Resilience;
using KubeCredential.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KubeCredential.Administration;

/// <summary>What an operator is told while Redis is unavailable.</summary>
public static class RedisAway
{
    private const int RetryAfterSeconds = 2;

    /// <summary>Lets endpoints that need Redis answer 503 with a problem document while it is unavailable.</summary>
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
                return TypedResults.Problem("Redis cannot be reached at the moment. Nothing was changed; try again when it is back.", statusCode: StatusCodes.Status503ServiceUnavailable);
            }
        });
        return group;
    }
}
