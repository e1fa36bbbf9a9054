using System.Net;
using System.Security.Claims;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace Issuance.Api.Console;

/// <summary>
/// Passes what people do at the verification service on to it. They are signed in here; there the request comes with this service's own
/// key and says for whom it comes, so that the verifier's roles and audit trail are about them. Nothing is tried twice: an order is not.
/// </summary>
internal static class VerifierAdmin
{
    /// <summary>Below which path the verifier's administration is.</summary>
    public const string Path = "/verifier";

    private const string Client = "verifier-admin";
    private const string RetryAfterSeconds = "2";

    /// <summary>Adds what passes requests on.</summary>
    public static void AddVerifierAdmin(this WebApplicationBuilder builder)
    {
        builder.Services.AddHttpForwarder();
        // Its lines hold whole addresses. Spans tell the same, without the query.
        builder.Logging.AddFilter("Yarp", LogLevel.None);
#pragma warning disable EXTEXP0001 // Experimental, and the only way: the handler that all clients have has one set of options for all of them.
        builder.Services.AddHttpClient(Client).RemoveAllResilienceHandlers().UseSocketsHttpHandler(static (handler, _) =>
        {
            // What the verifier answers is for the caller: nothing is followed, unpacked or remembered here.
            (handler.AllowAutoRedirect, handler.AutomaticDecompression, handler.UseCookies) = (false, DecompressionMethods.None, false);
        });
#pragma warning restore EXTEXP0001
    }

    /// <summary>Maps <c>/verifier/admin/…</c>. Which role each call needs, the verifier decides.</summary>
    public static void MapVerifierAdmin(this IEndpointRouteBuilder app) => app
        .MapMethods($"{Path}/admin/{{**path}}", [HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete], PassOnAsync)
        .TakesAnyQuery().ReadsItsBody() // The verifier says what it takes.
        .WithSummary("Passes the administration of the verification service on")
        .DisableRequestTimeout() // Forwarding has its own.
        .ForAuditors()
        .ExcludeFromDescription();

    private static async Task PassOnAsync(HttpContext context, IHttpForwarder forwarder, IHttpMessageHandlerFactory handlers, IOptions<HistoryOptions> options, ClaimsPrincipal caller)
    {
        if (!VerifierPath.TryWrite(context.GetRouteValue("path") as string, out var path))
        {
            await TypedResults.Problem("There is nothing at this path.", statusCode: StatusCodes.Status404NotFound).ExecuteAsync(context);
            return;
        }

        context.Features.Set<IHttpUpgradeFeature>(null); // An answer is all that comes of a request here, never a connection to the verifier.
        // The handlers are the factory's, which finds the verifier's addresses and renews its connections.
        using var invoker = new HttpMessageInvoker(handlers.CreateHandler(Client), disposeHandler: false);
        var error = await forwarder.SendAsync(
            context, options.Value.VerificationUrl.ToString(), invoker, new ForwarderRequestConfig { ActivityTimeout = options.Value.AdministrationTimeout, Version = HttpVersion.Version11 },
            new VerifierRequest(path, caller));
        if (error == ForwarderError.None || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested) return;
        if (error is ForwarderError.RequestBodyClient)
        {
            await TypedResults.Problem("The body of the request could not be read.", statusCode: context.Response.StatusCode).ExecuteAsync(context);
            return;
        }

        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        await TypedResults.Problem("The verification service does not answer at the moment. Try again in a few seconds.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
    }
}
