using System.Text.Json;
using KubeCredential.ServiceDefaults.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace KubeCredential.ServiceDefaults.Problems;

/// <summary>Writes problem documents regardless of the Accept header: a failing client needs the reason in any case.</summary>
internal sealed class ProblemDocumentWriter(IOptions<JsonOptions> json, IOptions<ProblemDetailsOptions> options) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        var response = context.HttpContext.Response;
        problem.Status ??= response.StatusCode;
        problem.Type ??= $"https://httpwg.org/specs/rfc9110.html#status.{problem.Status}";
        problem.Title ??= Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(problem.Status.Value);
        options.Value.CustomizeProblemDetails?.Invoke(context);
        response.StatusCode = problem.Status.Value;
        SecurityHeaders.Write(context.HttpContext);
        response.ContentType = "application/problem+json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        // Not with the request's own token, which is cancelled if the problem is a timeout.
        await JsonSerializer.SerializeAsync(response.BodyWriter, problem, problem.GetType(), json.Value.SerializerOptions, CancellationToken.None);
    }
}
