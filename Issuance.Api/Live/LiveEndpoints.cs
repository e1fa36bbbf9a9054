using System.ComponentModel;
using KubeCredential.Live;
using KubeCredential.Security;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Live;

/// <summary>What changes, told as it happens.</summary>
internal static class LiveEndpoints
{
    private const int MostIds = 200;

    internal static void MapLive(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/credentials/stream", Follow)
            .WithTags("Credentials")
            .WithName("FollowCredentials")
            .WithSummary("Tells by server-sent events how credentials come along")
            .WithDescription("Events: hello, delivery (the state of each credential that is followed, then each change), queues, problem. The schema names the data of each.")
            .Produces<CredentialStreamEvents>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .DisableRequestTimeout()
            .ForReaders();

    private static IResult Follow(DeliveryHub hub, IStillSignedIn signedIn, HttpContext context, [FromQuery, Description("The credentials to follow: up to 200 ids with commas between")] string? ids)
    {
        var errors = new Dictionary<string, string[]>();
        var followed = LiveResult.ReadIds(ids, 0, MostIds, errors);
        return errors.Count > 0 ? TypedResults.ValidationProblem(errors) : new LiveResult(hub, followed, context.User.Organisation(), token => signedIn.IsAsync(context, token));
    }
}
