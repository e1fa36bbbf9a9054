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

/// <summary>Signing people in and out.</summary>
internal static class SessionEndpoints
{
    private const int MostPathCharacters = 500;
    private const string StartPath = "/api/v1/session/start";

    // Where the app tells why it shows the way in.
    private const string UsedLinkPath = "/?signIn=link";

    internal static RouteGroupBuilder MapSessions(this IEndpointRouteBuilder app)
    {
        var session = app.MapGroup("/api/v1/session").WithTags("Session");
        session.AddEndpointFilter(static (context, next) =>
        {
            context.HttpContext.Response.Headers.CacheControl = "no-store";
            return next(context);
        });
        session.MapGet("/", ReadAsync).ForEverybody().WithName("GetSession").WithSummary("Tells who is signed in, and how one can sign in");
        session.MapPost("/", SignInAsync)
            .ForEverybody()
            .LimitedBy(RateLimits.SignIn)
            // Taken as application/json only, which no other site can send; and who signs in has no token yet.
            .DisableAntiforgery()
            .WithName("SignIn")
            .WithSummary("Signs a browser in with an API key")
            .WithDescription("Sets a cookie that no script can read. From then on requests that change something carry the antiForgeryToken as X-CSRF-TOKEN.")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized);
        session.MapDelete("/", SignOutAsync).ForEverybody().WithName("SignOut").WithSummary("Ends the session on all replicas").ProducesProblem(StatusCodes.Status403Forbidden);
        session.MapPost("/link", CreateLinkAsync).ForOperators().WithName("CreateSignInLink").WithSummary("Makes a link that signs a browser in once, as who asks for it");
        session.MapGet("/start", StartAsync)
            .ForEverybody()
            .LimitedBy(RateLimits.SignIn)
            .WithName("StartSession")
            .WithSummary("Uses a link up: signs the browser in and leads it to the app")
            .Produces(StatusCodes.Status302Found)
            .ProducesProblem(StatusCodes.Status401Unauthorized);
        session.MapGet("/openid-connect", ToProvider)
            .ForEverybody()
            .LimitedBy(RateLimits.SignIn)
            .WithName("SignInAtProvider")
            .WithSummary("Leads the browser to the OpenID Connect provider to sign in")
            .WithDescription("Only where GET /api/v1/session says that there is one.")
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
            return await RefuseAsync("This key signs nobody in.", store, options.Value, time, cancellationToken);
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
            : TypedResults.Problem("You signed in too long ago for a session to begin with it. Sign in again first.", statusCode: StatusCodes.Status403Forbidden);

    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> StartAsync(
        [FromQuery, Description("The token of the link")] string? token,
        SessionStore store, KeyCheck keys, IOptions<SessionOptions> options, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsHead(context.Request.Method)) return TypedResults.LocalRedirect("/"); // Whoever only looks at a link does not use it up.
        if (await store.UseLinkAsync(token ?? "", cancellationToken) is not { } caller || !await keys.GoesOnAsync(caller, context, cancellationToken))
        {
            var refusal = await RefuseAsync("This link was used before, or its time is over. Ask for a new one.", store, options.Value, time, cancellationToken);
            return ShowsPages(context.Request) ? TypedResults.LocalRedirect(UsedLinkPath) : refusal;
        }

        await SessionHandler.BeginAsync(context, store, caller);
        return TypedResults.LocalRedirect("/");
    }

    private static Results<ChallengeHttpResult, ValidationProblem, ProblemHttpResult> ToProvider(
        [FromQuery, Description("Where to lead the browser then: a path of the app; left out: its first page")] string? returnUrl, SignInWays ways)
    {
        if (!ways.OpenIdConnect) return TypedResults.Problem("No OpenID Connect provider is configured here.", statusCode: StatusCodes.Status404NotFound);
        returnUrl ??= "/";
        return IsLocal(returnUrl)
            ? TypedResults.Challenge(new AuthenticationProperties { RedirectUri = returnUrl }, [OpenIdConnect.Scheme])
            : TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["returnUrl"] = ["This must be a path of the app, such as /credentials."] });
    }

    /// <summary>Whether an address stays on this site: a path. Browsers read // and /\ as the beginning of another site's.</summary>
    private static bool IsLocal(string url) => url is ['/', ..] and not ['/', '/' or '\\', ..] && UnicodeText.Length(url) <= MostPathCharacters && !url.Any(char.IsControl);

    /// <summary>Whether a browser asks for a page to show, and no program for data.</summary>
    private static bool ShowsPages(HttpRequest request) => request.GetTypedHeaders().Accept.Any(static type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    /// <summary>Answers late, so that trying takes long, and the same whatever was wrong.</summary>
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
