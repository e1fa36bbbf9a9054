using System.Security.Claims;
using KubeCredential.Security;
using Yarp.ReverseProxy.Forwarder;

namespace Issuance.Api.Console;

/// <summary>
/// Builds the request to the verifier and the response to the caller. Both are built from an allowlist, so that no other header of the
/// caller's, and none that the verifier may send one day, is forwarded automatically.
/// </summary>
/// <param name="path">The path at the verifier, see <see cref="VerifierPath"/>.</param>
/// <param name="caller">The user for whom the request is made.</param>
internal sealed class VerifierRequest(string path, ClaimsPrincipal caller) : HttpTransformer
{
    private static readonly string[] PassedBack = ["Retry-After", "Cache-Control", "Location", "Allow"];

    /// <inheritdoc/>
    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        var from = httpContext.Request;
        proxyRequest.RequestUri = new Uri(new Uri(destinationPrefix), $"{path}{from.QueryString}");
        proxyRequest.Headers.ShowServiceKey(httpContext.RequestServices);
        if (!OnBehalf.TryWrite(proxyRequest, caller))
        {
            // Once a response has started, YARP does not send the request.
            await TypedResults.Problem("Requests to the verification service cannot be made on your behalf.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(httpContext);
            return;
        }

        if (proxyRequest.Content is not { } content) return;
        if (from.ContentType is { } type) content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (from.ContentLength is { } length) content.Headers.ContentLength = length;
    }

    /// <inheritdoc/>
    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null) return ValueTask.FromResult(false);
        var response = httpContext.Response;
        response.ContentType = proxyResponse.Content.Headers.ContentType?.ToString();
        foreach (var name in PassedBack)
        {
            // HttpClient treats Allow as a content header.
            if (proxyResponse.Headers.TryGetValues(name, out var values) || proxyResponse.Content.Headers.TryGetValues(name, out values)) response.Headers[name] = values.ToArray();
        }

        return ValueTask.FromResult(true);
    }

    /// <inheritdoc/>
    public override ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
