using System.ComponentModel;
using System.Security.Claims;
using KubeCredential.Security;
using KubeCredential.Security.Limits;
using KubeCredential.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Console;

/// <summary>Signing in and out.</summary>
internal static class SessionEndpoints
{
    private const int MostPathCharacters = 500;
    private const string StartPath = "/api/v1/session/start";

    // Where the app explains why it asks the user to sign in.
    private const string UsedLinkPath = "/?signIn=link";

    internal static RouteGroupBuilder MapSessions(this IEndpointRouteBuilder app)
    {
        var session = app.MapGroup("/api/v1/session").WithTags("Session");
        session.AddEndpointFilter(static (context, next) =>
        {
            context.HttpContext.Response.Headers.CacheControl = "no-store";
            return next(context);
        });
        session.MapGet("/", ReadAsync).ForEverybody().WithName("GetSession").WithSummary("Reads who is signed in, and the available ways to sign in");
        session.MapPost("/", SignInAsync)
            .ForEverybody()
            .LimitedBy(RateLimits.SignIn)
            // No token is needed: only application/json is accepted, which another site cannot send, and a caller who is signing in has no token yet.
            .DisableAntiforgery()
            .WithName("SignIn")
            .WithSummary("Signs a browser in with an API key")
            .WithDescription("Sets a cookie that scripts cannot read. From then on, requests that change something must send the antiForgeryToken as X-CSRF-TOKEN.")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized);
        session.MapDelete("/", SignOutAsync).ForEverybody().WithName("SignOut").WithSummary("Ends the session on all replicas").ProducesProblem(StatusCodes.Status403Forbidden);
        session.MapPost("/link", CreateLinkAsync).ForOperators().WithName("CreateSignInLink").WithSummary("Creates a one-time link that signs a browser in as the caller");
        session.MapGet("/start", StartAsync)
            .ForEverybody()
            .LimitedBy(RateLimits.SignIn)
            .WithName("StartSession")
            .WithSummary("Redeems a sign-in link: signs the browser in and redirects it to the app")
            .Produces(StatusCodes.Status302Found)
            .ProducesProblem(StatusCodes.Status401Unauthorized);
        session.MapGet("/openid-connect", ToProvider)
            .ForEverybody()
            .LimitedBy(RateLimits.SignIn)
            .WithName("SignInAtProvider")
            .WithSummary("Redirects the browser to the OpenID Connect provider to sign in")
            .WithDescription("Available only if GET /api/v1/session lists a provider.")
            .Produces(StatusCodes.Status302Found)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound);
        return session;
    }

    private static async Task<Ok<SessionDocument>> ReadAsync(ClaimsPrincipal caller, SignInWays ways, HttpContext context)
    {
        var properties = (await context.AuthenticateAsync()).Properties;
        return TypedResults.Ok(Show(caller, caller.SessionId(), properties?.ExpiresUtc, ways));
    }

    private static async Task<Results<Ok<SessionDocument>, ValidationProblem, ProblemHttpResult>> SignInAsync(
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] SignInRequest? request,
        KeyCheck keys, SignInWays ways, SessionStore store, IOptions<SessionOptions> options, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request?.Key)) return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["key"] = ["This is required."] });
        if (await keys.SignInAsync(request.Key.Trim(), context, cancellationToken) is not { } caller)
            return await RefuseAsync("This key cannot be used to sign in.", store, options.Value, time, cancellationToken);
        var (id, expiresAt) = await SessionHandler.BeginAsync(context, store, caller);
        return TypedResults.Ok(Show(caller, id, expiresAt, ways));
    }

    private static async Task<NoContent> SignOutAsync(HttpContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await context.SignOutAsync(SessionHandler.Scheme);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<SignInLinkDocument>, ProblemHttpResult>> CreateLinkAsync(SessionStore store, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        await store.CreateLinkAsync(caller, cancellationToken) is var (token, expiresAt)
            ? TypedResults.Ok(new SignInLinkDocument($"{StartPath}?token={token}", expiresAt))
            : TypedResults.Problem("You signed in too long ago to start another session. Sign in again first.", statusCode: StatusCodes.Status403Forbidden);

    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> StartAsync(
        [FromQuery, Description("The link's token")] string? token,
        SessionStore store, KeyCheck keys, IOptions<SessionOptions> options, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsHead(context.Request.Method)) return TypedResults.LocalRedirect("/"); // A HEAD request, such as a link preview's, must not use up the link.
        if (await store.UseLinkAsync(token ?? "", cancellationToken) is not { } caller || !await keys.GoesOnAsync(caller, context, cancellationToken))
        {
            var refusal = await RefuseAsync("This link has already been used or has expired. Ask for a new one.", store, options.Value, time, cancellationToken);
            return ShowsPages(context.Request) ? TypedResults.LocalRedirect(UsedLinkPath) : refusal;
        }

        await SessionHandler.BeginAsync(context, store, caller);
        return TypedResults.LocalRedirect("/");
    }

    private static Results<ChallengeHttpResult, ValidationProblem, ProblemHttpResult> ToProvider(
        [FromQuery, Description("Where to send the browser afterwards: a path of the app; its home page if left out")] string? returnUrl, SignInWays ways)
    {
        if (!ways.OpenIdConnect) return TypedResults.Problem("No OpenID Connect provider is configured.", statusCode: StatusCodes.Status404NotFound);
        returnUrl ??= "/";
        return IsLocal(returnUrl)
            ? TypedResults.Challenge(new AuthenticationProperties { RedirectUri = returnUrl }, [OpenIdConnect.Scheme])
            : TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["returnUrl"] = ["This must be a path of the app, such as /credentials."] });
    }

    /// <summary>Whether an address stays on this site, that is, is a path. Browsers read a leading // or /\ as the start of another site's address.</summary>
    private static bool IsLocal(string url) => url is ['/', ..] and not ['/', '/' or '\\', ..] && UnicodeText.Length(url) <= MostPathCharacters && !UnicodeText.HasControls(url);

    /// <summary>Whether the request is a browser asking for a page, and not a program asking for data.</summary>
    private static bool ShowsPages(HttpRequest request) => request.GetTypedHeaders().Accept.Any(static type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    /// <summary>Answers after a delay, which slows down guessing, and with the same response whatever was wrong.</summary>
    private static async Task<ProblemHttpResult> RefuseAsync(string detail, SessionStore store, SessionOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        await store.NoteFailureAsync(cancellationToken);
        await Task.Delay(options.FailureDelay, time, cancellationToken);
        return TypedResults.Problem(detail, statusCode: StatusCodes.Status401Unauthorized);
    }

    private static SessionDocument Show(ClaimsPrincipal caller, string? session, DateTimeOffset? expiresAt, SignInWays ways) => new(
        caller.Identity?.IsAuthenticated == true, caller.DisplayName(), caller.RolesOf(), caller.Organisation(), session is null ? null : expiresAt,
        session is null ? null : AntiForgery.TokenOf(session), ways);
}
