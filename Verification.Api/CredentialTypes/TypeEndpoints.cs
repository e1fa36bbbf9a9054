using System.ComponentModel;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Web;
using Microsoft.Net.Http.Headers;

namespace Verification.Api.CredentialTypes;

/// <summary>The pictures of types, which the web app shows: a browser asks nobody else for them, and they are there while the issuance service is away.</summary>
internal static class TypeEndpoints
{
    internal static RouteGroupBuilder MapCredentialTypes(this IEndpointRouteBuilder app)
    {
        var types = app.MapGroup("/api/v1/credential-types").WithTags("Verification").ForEverybody();
        types.MapGet("/pictures/{id}", PictureAsync).WithName("GetTypePicture").WithSummary("Reads a picture of credential types").ProducesPicture();
        return types;
    }

    private static async Task<IResult> PictureAsync([Description("The picture's ID")] string id, TypeStore store, HttpContext context, CancellationToken cancellationToken)
    {
        if (id.Length != 64 || await store.FindPictureAsync(id, cancellationToken) is not { } picture) return TypedResults.Problem("There is no such picture here.", statusCode: StatusCodes.Status404NotFound);
        context.Response.Headers.CacheControl = "public, max-age=86400, immutable";
        return TypedResults.Bytes(picture.Bytes, picture.MediaType, entityTag: new EntityTagHeaderValue($"\"{id}\""));
    }
}
