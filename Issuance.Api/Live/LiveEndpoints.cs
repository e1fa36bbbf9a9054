using System.ComponentModel;
using KubeCredential.Live;
using KubeCredential.Security;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Live;

/// <summary>Live updates by server-sent events.</summary>
internal static class LiveEndpoints
{
    private const int MostIds = 200;

    internal static void MapLive(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/credentials/stream", Follow)
            .WithTags("Credentials")
            .WithName("FollowCredentials")
            .WithSummary("Streams the delivery progress of credentials as server-sent events")
            .WithDescription("Events: hello, delivery (the state of each followed credential, then every change), queues, problem. The schema describes the data of each event.")
            .Produces<CredentialStreamEvents>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .DisableRequestTimeout()
            .ForReaders();

    private static IResult Follow(DeliveryHub hub, IStillSignedIn signedIn, HttpContext context, [FromQuery, Description("The credentials to follow: up to 200 IDs, separated by commas")] string? ids)
    {
        var errors = new Dictionary<string, string[]>();
        var followed = LiveResult.ReadIds(ids, 0, MostIds, errors);
        return errors.Count > 0 ? TypedResults.ValidationProblem(errors) : new LiveResult(hub, followed, context.User.Organisation(), token => signedIn.IsAsync(context, token));
    }
}
