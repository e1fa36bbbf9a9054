using System.Security.Claims;
using KubeCredential.Security;
using Yarp.ReverseProxy.Forwarder;

namespace Issuance.Api.Console;

/// <summary>
/// What goes to the verifier and what comes back. Both are put together anew from the little that is needed, so that no header of the
/// caller's, and none that the verifier might have one day, goes on by itself.
/// </summary>
/// <param name="path">The path at the verifier, see <see cref="VerifierPath"/>.</param>
/// <param name="caller">For whom it is.</param>
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
            // An answer that has begun keeps the request from being sent.
            await TypedResults.Problem("The verification service cannot be asked for you.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(httpContext);
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
            // Allow is a header of the content.
            if (proxyResponse.Headers.TryGetValues(name, out var values) || proxyResponse.Content.Headers.TryGetValues(name, out values)) response.Headers[name] = values.ToArray();
        }

        return ValueTask.FromResult(true);
    }

    /// <inheritdoc/>
    public override ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
