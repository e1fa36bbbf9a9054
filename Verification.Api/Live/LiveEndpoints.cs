using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using KubeCredential.Live;
using KubeCredential.Security;
using Microsoft.AspNetCore.Mvc;
using Verification.Api.Credentials;

namespace Verification.Api.Live;

/// <summary>The events of the stream, by name, as the OpenAPI document describes them.</summary>
/// <param name="Hello">The first event of each stream.</param>
/// <param name="Credential">A followed credential, or a later version of it, has arrived.</param>
/// <param name="Problem">Why the stream ends.</param>
internal sealed record CredentialStreamEvents(HelloEvent Hello, ArrivalEvent Credential, ProblemEvent Problem);

/// <summary>Live updates by server-sent events.</summary>
internal static class LiveEndpoints
{
    private const int MostIds = 200;

    internal static void MapLive(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/credentials/stream", Follow)
            .WithTags("Verification")
            .WithName("FollowCredentials")
            .WithSummary("Streams the arrival of credentials and of their later versions as server-sent events")
            .WithDescription("Events: hello, credential (every followed credential that is already known, then each one that arrives and every later version), problem. The schema describes the data of each event.")
            .Produces<CredentialStreamEvents>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .DisableRequestTimeout()
            .ForEverybody();

    private static IResult Follow(ArrivalHub hub, [FromQuery, Required, Description("The credentials to follow: 1 to 200 IDs, separated by commas")] string? ids)
    {
        var errors = new Dictionary<string, string[]>();
        var followed = LiveResult.ReadIds(ids, 1, MostIds, errors);
        return errors.Count > 0 ? TypedResults.ValidationProblem(errors) : new LiveResult(hub, followed);
    }
}
