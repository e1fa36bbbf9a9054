using System.ComponentModel;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Verification.Api.Issuers;

/// <summary>The issuers' logos, which the web app shows: a browser asks nobody else for them, and they are there while the issuance service is away.</summary>
internal static class IssuerEndpoints
{
    internal static RouteGroupBuilder MapIssuers(this IEndpointRouteBuilder app)
    {
        var issuers = app.MapGroup("/issuers").WithTags("Issuers").ForEverybody();
        issuers.MapGet("/{slug}/logo", LogoAsync).WithName("GetIssuerLogo").WithSummary("Reads an issuer's logo").ProducesPicture();
        return issuers;
    }

    private static async Task<IResult> LogoAsync(
        [Description("The issuer's name in addresses")] string slug, [FromQuery(Name = "v"), Description("The revision; only so that a new logo has another address")] string? revision, IssuerStore store, HttpContext context, CancellationToken cancellationToken)
    {
        if (await store.FindLogoAsync(slug, cancellationToken) is not var (logo, current)) return TypedResults.Problem("There is no such issuer here, or it has no logo.", statusCode: StatusCodes.Status404NotFound);
        context.Response.Headers.CacheControl = revision is null ? "public, max-age=60" : "public, max-age=86400";
        return TypedResults.Bytes(logo.Bytes, logo.MediaType, entityTag: new EntityTagHeaderValue($"\"{current}\""));
    }
}
