using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace KubeCredential.Security;

/// <summary>
/// Responds with 503 and Retry-After if the OpenID Connect provider has never been reached: without its keys, a valid token cannot be told
/// from an invalid one. Once known, the keys are used while the provider is unavailable.
/// </summary>
internal sealed class ProviderUnavailableHandler(IProblemDetailsService problems) : IExceptionHandler
{
    // "Unable to obtain configuration" of Microsoft.IdentityModel, which has no exception type for it.
    private const string NoConfiguration = "IDX20803";
    private const int RetryAfterSeconds = 5;

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not InvalidOperationException || !exception.Message.StartsWith(NoConfiguration, StringComparison.Ordinal)) return false;
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            Exception = exception,
            ProblemDetails = new ProblemDetails
            {
                Status = StatusCodes.Status503ServiceUnavailable,
                Detail = "The OpenID Connect provider cannot be reached at the moment. Try again in a few seconds, or use an API key.",
            },
        });
    }
}
