using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace KubeCredential.Security;

/// <summary>
/// Answers 503 with Retry-After where the OpenID Connect provider has never been reached: its keys are not known, so a sound token cannot be
/// told from another. Once they are known they are used until the provider is back.
/// </summary>
internal sealed class ProviderUnavailableHandler(IProblemDetailsService problems) : IExceptionHandler
{
    // "Unable to obtain configuration", of Microsoft.IdentityModel; there is no type of its own for it.
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
