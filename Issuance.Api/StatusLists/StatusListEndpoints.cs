using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using KubeCredential.Security;
using KubeCredential.VerifiableCredentials.StatusLists;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Issuance.Api.StatusLists;

/// <summary>The status lists, which everybody reads.</summary>
internal static class StatusListEndpoints
{
    internal static RouteHandlerBuilder MapStatusLists(this IEndpointRouteBuilder app) => app.MapGet($"/{StatusListAddresses.Path}/{{purpose}}/{{number:int}}", FindAsync)
        .WithTags("Issuers")
        .ForEverybody()
        .WithName("GetStatusList")
        .WithSummary("Reads a status list")
        .WithDescription("A credential (W3C Bitstring Status List 1.0) whose bits say which of the issuer's credentials are revoked, or suspended. Cache-Control says for how long it may be used.")
        .Produces<JsonElement>(StatusCodes.Status200OK, "application/vc")
        .Produces(StatusCodes.Status304NotModified)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<IResult> FindAsync(
        [Description("revocation or suspension")] string purpose, [Description("The number of the list")] int number, StatusListStore store, IOptions<StatusListOptions> options, HttpContext context, CancellationToken cancellationToken)
    {
        if (purpose is not (StatusPurposes.Revocation or StatusPurposes.Suspension) || await store.FindAsync(purpose, number, cancellationToken) is not { } list)
            return TypedResults.Problem("There is no such status list here.", statusCode: StatusCodes.Status404NotFound);
        context.Response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"public, max-age={options.Value.Ttl.TotalSeconds:0}");
        context.Response.Headers.AccessControlAllowOrigin = "*"; // Verifiers in browsers read it as well.
        return TypedResults.Bytes(System.Text.Encoding.UTF8.GetBytes(list.Document), "application/vc", entityTag: new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{list.Version}\"")));
    }
}
