using KubeCredential.Hosting;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KubeCredential.ServiceDefaults.Web;

/// <summary>A service's description of itself at <c>/</c>.</summary>
public static class HomeEndpoint
{
    /// <summary>Maps <c>GET /</c>: name, version, status and endpoints, which are read from routing.</summary>
    public static void MapHome(this WebApplication app, string serviceName)
    {
        app.MapGet("/", (EndpointDataSource endpoints) => TypedResults.Ok(new HomeDocument(
                serviceName, WorkerIdentity.Version, "running", WorkerIdentity.Id,
                [
                    .. endpoints.Endpoints.OfType<RouteEndpoint>()
                        .Select(static endpoint => (
                            Methods: endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"],
                            Path: "/" + endpoint.RoutePattern.RawText?.Trim('/'),
                            Summary: endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Http.Metadata.IEndpointSummaryMetadata>()?.Summary))
                        .SelectMany(static endpoint => endpoint.Methods.Select(method => new EndpointDocument(method, endpoint.Path, endpoint.Summary)))
                        .DistinctBy(static endpoint => (endpoint.Method, endpoint.Path))
                        .OrderBy(static endpoint => endpoint.Path, StringComparer.Ordinal),
                ])))
            .WithName("GetHome").WithSummary("Describes the service and lists its endpoints").WithTags("Service").TakesAnyQuery().ForEverybody();
    }

    /// <summary>A service's description of itself.</summary>
    /// <param name="Service">Its name.</param>
    /// <param name="Version">Its version, with the git revision if built from a checkout.</param>
    /// <param name="Status"><c>running</c>; see <c>/health</c> for details.</param>
    /// <param name="WorkerId">The process that answered.</param>
    /// <param name="Endpoints">Its endpoints.</param>
    public sealed record HomeDocument(string Service, string Version, string Status, string WorkerId, IReadOnlyList<EndpointDocument> Endpoints);

    /// <summary>One endpoint.</summary>
    /// <param name="Method">The HTTP method.</param>
    /// <param name="Path">The path, with its parameters in braces.</param>
    /// <param name="Summary">What it is for, or null.</param>
    public sealed record EndpointDocument(string Method, string Path, string? Summary);
}
