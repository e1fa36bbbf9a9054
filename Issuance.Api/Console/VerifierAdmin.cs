using System.Net;
using System.Security.Claims;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace Issuance.Api.Console;

/// <summary>
/// Forwards administrative requests to the verification service. Users are signed in here; the forwarded request carries this service's own key
/// and names the user, so that the verifier checks their roles and records them in its audit trail. Nothing is retried: the requests are not idempotent.
/// </summary>
internal static class VerifierAdmin
{
    /// <summary>The path below which the verifier's administration is available.</summary>
    public const string Path = "/verifier";

    private const string Client = "verifier-admin";
    private const string RetryAfterSeconds = "2";

    /// <summary>Adds the forwarding.</summary>
    public static void AddVerifierAdmin(this WebApplicationBuilder builder)
    {
        // YARP's log lines contain whole URLs, so the forwarder is built without any logging, whatever levels are configured. Spans record the same without the query.
        builder.Services.AddSingleton(static _ => new ServiceCollection().AddLogging().AddHttpForwarder().BuildServiceProvider().GetRequiredService<IHttpForwarder>());
#pragma warning disable EXTEXP0001 // Experimental, but the only way to opt out: the resilience handler that all clients get by default has one set of options for all of them.
        builder.Services.AddHttpClient(Client).RemoveAllResilienceHandlers().UseSocketsHttpHandler(static (handler, _) =>
        {
            // The verifier's response is meant for the caller: follow no redirects, decompress nothing, store no cookies.
            (handler.AllowAutoRedirect, handler.AutomaticDecompression, handler.UseCookies) = (false, DecompressionMethods.None, false);
        });
#pragma warning restore EXTEXP0001
    }

    /// <summary>Maps <c>/verifier/admin/…</c>. The verifier decides which role each call needs.</summary>
    public static void MapVerifierAdmin(this IEndpointRouteBuilder app) => app
        .MapMethods($"{Path}/admin/{{**path}}", [HttpMethods.Get, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete], PassOnAsync)
        .TakesAnyQuery().ReadsItsBody() // The verifier validates the query and the body.
        .WithSummary("Forwards administrative requests to the verification service")
        .DisableRequestTimeout() // Forwarding has a timeout of its own.
        .ForAuditors()
        .ExcludeFromDescription();

    private static async Task PassOnAsync(HttpContext context, IHttpForwarder forwarder, IHttpMessageHandlerFactory handlers, IOptions<HistoryOptions> options, ClaimsPrincipal caller)
    {
        if (!VerifierPath.TryWrite(context.GetRouteValue("path") as string, out var path))
        {
            await TypedResults.Problem("Nothing was found at this path.", statusCode: StatusCodes.Status404NotFound).ExecuteAsync(context);
            return;
        }

        context.Features.Set<IHttpUpgradeFeature>(null); // Never upgrade to a raw connection (such as a WebSocket) to the verifier.
        // The factory owns the handlers: it resolves the verifier's addresses and renews its connections.
        using var invoker = new HttpMessageInvoker(handlers.CreateHandler(Client), disposeHandler: false);
        var error = await forwarder.SendAsync(
            context, options.Value.VerificationUrl.ToString(), invoker, new ForwarderRequestConfig { ActivityTimeout = options.Value.AdministrationTimeout, Version = HttpVersion.Version11 },
            new VerifierRequest(path, caller));
        if (error == ForwarderError.None || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested) return;
        if (error is ForwarderError.RequestBodyClient)
        {
            await TypedResults.Problem("The request body could not be read.", statusCode: context.Response.StatusCode).ExecuteAsync(context);
            return;
        }

        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        await TypedResults.Problem("The verification service is not responding. Try again in a few seconds.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
    }
}
