using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace KubeCredential.ServiceDefaults.Web;

/// <summary>How endpoints that take or give a <see cref="SafePicture"/> are described.</summary>
public static class PictureEndpoints
{
    private const string Png = "image/png";
    private static readonly string[] s_others = ["image/jpeg", "image/webp"];

    /// <summary>The body is a picture.</summary>
    public static RouteHandlerBuilder AcceptsPicture(this RouteHandlerBuilder endpoint) =>
        endpoint.Accepts<byte[]>(Png, s_others).AddOpenApiOperationTransformer(static (operation, _, _) =>
        {
            operation.RequestBody!.Description = SafePicture.Rule;
            Describe(operation.RequestBody.Content);
            return Task.CompletedTask;
        });

    /// <summary>The answer is a picture, or that there is none.</summary>
    public static RouteHandlerBuilder ProducesPicture(this RouteHandlerBuilder endpoint) =>
        endpoint.Produces<byte[]>(StatusCodes.Status200OK, Png, s_others).ProducesProblem(StatusCodes.Status404NotFound).AddOpenApiOperationTransformer(static (operation, _, _) =>
        {
            Describe(operation.Responses!["200"].Content);
            return Task.CompletedTask;
        });

    private static void Describe(IDictionary<string, OpenApiMediaType>? content)
    {
        foreach (var one in content?.Values ?? []) one.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
    }
}
