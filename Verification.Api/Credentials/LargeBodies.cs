using System.Globalization;
using KubeCredential.Security.Limits;

namespace Verification.Api.Credentials;

/// <summary>How many requests with a body that is larger than usual are served at once, so that those of strangers cannot fill the memory.</summary>
internal sealed class LargeBodies : IEndpointFilter, IDisposable
{
    /// <summary>The largest body of a document to be verified, in bytes: a document of 1 MiB and what is around it.</summary>
    public const int MaxDocumentBytes = (1024 + 64) * 1024;

    /// <summary>The largest picture with a badge in it, in bytes.</summary>
    public const int MaxPictureBytes = 4 * 1024 * 1024;

    private const int MostAtOnce = 64;
    private const int RetryAfterSeconds = 2;

    private readonly SemaphoreSlim _turns = new(MostAtOnce, MostAtOnce);

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        if (context.HttpContext.Request.ContentLength <= ConnectionLimits.MaxRequestBodyBytes) return await next(context);
        if (!await _turns.WaitAsync(TimeSpan.Zero, context.HttpContext.RequestAborted))
        {
            context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            return TypedResults.Problem("Too many large documents are being verified. Try again in a few seconds.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        try
        {
            return await next(context);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();
}
