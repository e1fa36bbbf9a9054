using System.Security.Claims;
using KubeCredential.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Verification.Api.Rebuild;

/// <summary>Asking for a rebuild and following it.</summary>
internal static class RebuildEndpoints
{
    internal static RouteGroupBuilder MapRebuild(this IEndpointRouteBuilder app)
    {
        var rebuild = app.MapGroup("/admin/rebuild").WithTags("Administration").ForOperators();
        rebuild.MapPost("/", RequestAsync)
            .WithName("RequestRebuild")
            .WithSummary("Builds the read model anew from the issuer's event store")
            .WithDescription("Answers 202 at once; GET /admin/rebuild tells the progress and whether the contents agreed. Verifying goes on meanwhile.")
            .ProducesProblem(StatusCodes.Status409Conflict);
        rebuild.MapGet("/", LatestAsync).WithName("GetRebuild").WithSummary("Tells about the last rebuild").ProducesProblem(StatusCodes.Status404NotFound);
        return rebuild;
    }

    private static async Task<Results<Accepted<RebuildDocument>, ProblemHttpResult>> RequestAsync(RebuildStore store, Rebuilder rebuilder, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var (requested, rebuild) = await store.RequestAsync(caller.Actor(), cancellationToken);
        if (!requested) return TypedResults.Problem($"Rebuild {rebuild.Id} is under way; GET /admin/rebuild tells its progress.", statusCode: StatusCodes.Status409Conflict);
        rebuilder.Wake();
        return TypedResults.Accepted("/admin/rebuild", rebuild);
    }

    private static async Task<Results<Ok<RebuildDocument>, ProblemHttpResult>> LatestAsync(RebuildStore store, CancellationToken cancellationToken) =>
        await store.LatestAsync(cancellationToken) is { } rebuild
            ? TypedResults.Ok(rebuild)
            : TypedResults.Problem("The read model has never been rebuilt. POST /admin/rebuild does it.", statusCode: StatusCodes.Status404NotFound);
}
