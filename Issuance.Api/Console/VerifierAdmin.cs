using System.Security.Claims;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;

namespace Issuance.Api.Console;

/// <summary>
/// Passes what people do at the verification service on to it. They are signed in here; there the request comes with this service's own
/// key and says for whom it comes, so that the verifier's roles and audit trail are about them. Nothing is tried twice: an order is not.
/// </summary>
internal sealed class VerifierAdmin(HttpClient http)
{
    /// <summary>Below which path the verifier's administration is.</summary>
    public const string Path = "/verifier";

    private const string RetryAfterSeconds = "2";

    // Less than the proxies before this service wait; checking a long audit trail takes its time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] PassedBack = ["Retry-After", "Cache-Control", "Location", "Allow"];

    /// <summary>Adds the client.</summary>
    public static void Add(IServiceCollection services, Func<IServiceProvider, Uri> verifier)
    {
#pragma warning disable EXTEXP0001 // Experimental, and the only way: the handler that all clients have has one set of options for all of them.
        services.AddServiceClient<VerifierAdmin>(verifier).RemoveAllResilienceHandlers().ConfigureHttpClient(static http => http.Timeout = Patience);
#pragma warning restore EXTEXP0001
    }

    /// <summary>Maps <c>/verifier/admin/…</c>. Which role each call needs, the verifier decides.</summary>
    public static void Map(IEndpointRouteBuilder app) => app
        .MapMethods($"{Path}/admin/{{**path}}", [HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete], PassOnAsync)
        .TakesAnyQuery().ReadsItsBody() // The verifier says what it takes.
        .WithSummary("Passes the administration of the verification service on")
        .DisableRequestTimeout() // The client has its own.
        .ForAuditors()
        .ExcludeFromDescription();

    private static Task PassOnAsync(HttpContext context, VerifierAdmin verifier, ClaimsPrincipal caller) => verifier.SendAsync(context, caller);

    private async Task SendAsync(HttpContext context, ClaimsPrincipal caller)
    {
        var (from, cancelled) = (context.Request, context.RequestAborted);
        if (!VerifierPath.TryWrite(context.GetRouteValue("path") as string, out var path))
        {
            await TypedResults.Problem("There is nothing at this path.", statusCode: StatusCodes.Status404NotFound).ExecuteAsync(context);
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(from.Method), new Uri($"{path}{from.QueryString}", UriKind.Relative));
        if (!OnBehalf.TryWrite(request, caller))
        {
            await TypedResults.Problem("The verification service cannot be asked for you.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
            return;
        }

        if (from.ContentLength > 0 || from.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(from.Body);
            if (from.ContentType is { } type) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancelled);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException && !cancelled.IsCancellationRequested)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            await TypedResults.Problem("The verification service does not answer at the moment. Try again in a few seconds.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
            return;
        }

        using (answer)
        {
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            foreach (var name in PassedBack)
            {
                if (answer.Headers.TryGetValues(name, out var values)) context.Response.Headers[name] = values.ToArray();
            }

            await answer.Content.CopyToAsync(context.Response.Body, cancelled);
        }
    }
}
