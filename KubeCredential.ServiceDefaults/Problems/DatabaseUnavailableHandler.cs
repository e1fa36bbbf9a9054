using System.Data.Common;
using System.Globalization;
using KubeCredential.Storage;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace KubeCredential.ServiceDefaults.Problems;

/// <summary>Responds with 503 and Retry-After when the database cannot be reached, so that clients know to try again.</summary>
internal sealed class DatabaseUnavailableHandler(IProblemDetailsService problems, DatabaseReadiness readiness) : IExceptionHandler
{
    private const int RetryAfterSeconds = 2;

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (!exception.IsDatabaseUnavailable() && (readiness.IsReady || exception is not DbException)) return false;
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            Exception = exception,
            ProblemDetails = new ProblemDetails
            {
                Status = StatusCodes.Status503ServiceUnavailable,
                Detail = "The database is unavailable. Try again in a few seconds.",
            },
        });
    }
}
