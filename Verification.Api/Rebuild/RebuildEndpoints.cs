using System.Security.Claims;
using KubeCredential.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Verification.Api.Rebuild;

/// <summary>Requesting a rebuild and following its progress.</summary>
internal static class RebuildEndpoints
{
    internal static RouteGroupBuilder MapRebuild(this IEndpointRouteBuilder app)
    {
        var rebuild = app.MapGroup("/admin/rebuild").WithTags("Administration").ForOperators();
        rebuild.MapPost("/", RequestAsync)
            .WithName("RequestRebuild")
            .WithSummary("Rebuilds the read model from the issuer's event store")
            .WithDescription("Returns 202 immediately; GET /admin/rebuild reports the progress and whether the contents agreed. Verifying continues in the meantime.")
            .ProducesProblem(StatusCodes.Status409Conflict);
        rebuild.MapGet("/", LatestAsync).WithName("GetRebuild").WithSummary("Reads the latest rebuild").ProducesProblem(StatusCodes.Status404NotFound);
        return rebuild;
    }

    private static async Task<Results<Accepted<RebuildDocument>, ProblemHttpResult>> RequestAsync(RebuildStore store, Rebuilder rebuilder, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var (requested, rebuild) = await store.RequestAsync(caller.Actor(), cancellationToken);
        if (!requested) return TypedResults.Problem($"Rebuild {rebuild.Id} is already in progress; GET /admin/rebuild reports its progress.", statusCode: StatusCodes.Status409Conflict);
        rebuilder.Wake();
        return TypedResults.Accepted("/admin/rebuild", rebuild);
    }

    private static async Task<Results<Ok<RebuildDocument>, ProblemHttpResult>> LatestAsync(RebuildStore store, CancellationToken cancellationToken) =>
        await store.LatestAsync(cancellationToken) is { } rebuild
            ? TypedResults.Ok(rebuild)
            : TypedResults.Problem("The read model has never been rebuilt. POST /admin/rebuild starts a rebuild.", statusCode: StatusCodes.Status404NotFound);
}
