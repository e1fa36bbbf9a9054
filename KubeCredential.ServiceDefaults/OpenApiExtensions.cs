using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using System.Text.Json.Serialization;

namespace KubeCredential.ServiceDefaults;

internal static class OpenApiExtensions
{
    /// <summary>The OpenAPI 3.1 document <c>v1</c>, with numbers typed as numbers.</summary>
    public static IServiceCollection AddOpenApiDocument(this IServiceCollection services)
    {
        services.Configure<JsonOptions>(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        return services.AddOpenApi("v1");
    }
}
