using System.ComponentModel;
using Issuance.Api.Documents;
using KubeCredential.Security;
using KubeCredential.Security.Limits;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Storage.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Holders;

/// <summary>The holder's own page: opened by a personal link, without an account.</summary>
internal static class HolderEndpoints
{
    /// <summary>The header that carries the token of <see cref="HolderSession.AntiForgeryToken"/>.</summary>
    public const string AntiForgeryHeader = "X-CSRF-TOKEN";

    /// <summary>The cookie that holds the ID of the session.</summary>
    public const string CookieName = "kc-holder";

    private const string Path = "/api/v1/holder";
    private const string Renewed = "If this link was once yours, a new one is on its way to the same e-mail address.";

    // For these paths alone, and never sent with a request from another site. It lasts until the browser is closed; the database decides when the session ends. Browsers take a Secure cookie
    // from http://localhost, too.
    private static readonly CookieOptions s_cookie = new() { Path = Path, HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict, IsEssential = true };

    internal static void MapHolderPages(this IEndpointRouteBuilder app)
    {
        // These have an anti-forgery check of their own: a registrar's session in the same browser has nothing to do with the holder's.
        var open = app.MapGroup(Path).WithTags("Holder").ForEverybody().LimitedBy(RateLimits.Holder).DisableAntiforgery().AddEndpointFilter(NeverStoredAsync);
        open.MapPost("/session", OpenAsync).ReadsItsBody()
            .WithName("OpenHolderPage")
            .WithSummary("Opens a personal link, which is then used up, and sets a cookie that scripts cannot read")
            .WithDescription("The problem's code says what has become of a link that does not open: unknown, used, expired, revoked or erased.")
            .Accepts<HolderTokenRequest>("application/json")
            .Produces<HolderDocument>()
            .ProducesValidationProblem()
            .Produces<HolderProblem>(StatusCodes.Status404NotFound, HolderProblem.MediaType)
            .Produces<HolderProblem>(StatusCodes.Status410Gone, HolderProblem.MediaType)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        open.MapPost("/new-link", RenewAsync).ReadsItsBody()
            .WithName("RequestNewLink")
            .WithSummary("Sends a new link to the address of an old one")
            .WithDescription("The answer is the same for every token.")
            .Accepts<HolderTokenRequest>("application/json")
            .Produces<NewLinkDocument>(StatusCodes.Status202Accepted)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

        var own = app.MapGroup(Path).WithTags("Holder").ForEverybody().LimitedBy(RateLimits.Holder).DisableAntiforgery().AddEndpointFilter(NeverStoredAsync).AddEndpointFilter(WithSessionAsync);
        Own(own.MapGet("/", ReadAsync)).WithName("GetHolder").WithSummary("Reads the holder's credential with everything in it").Produces<HolderDocument>();
        Own(own.MapDelete("/session", CloseAsync)).WithName("CloseHolderPage").WithSummary("Ends the holder's session").Produces(StatusCodes.Status204NoContent);
        Own(own.MapGet("/documents/{format}", DocumentAsync)).WithName("GetHolderDocument").WithSummary("Hands the credential out in a portable form or on paper")
            .WithDescription($"The form is {DocumentFormat.Names}, or pdf, png or svg.")
            .Produces<byte[]>(StatusCodes.Status200OK, "application/vc", "application/vc+jwt", "application/pdf", "image/png", "image/svg+xml")
            .ProducesValidationProblem()
            .Produces<HolderProblem>(StatusCodes.Status404NotFound, HolderProblem.MediaType)
            .Produces<HolderProblem>(StatusCodes.Status409Conflict, HolderProblem.MediaType)
            .Produces<HolderProblem>(StatusCodes.Status410Gone, HolderProblem.MediaType)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        Changing(own.MapPost("/shares", ShareAsync)).WithName("ShareCredential").WithSummary("Makes a link that shows the whole credential to others")
            .Accepts<ShareRequest>(isOptional: true, "application/json").Produces<ShareDocument>(StatusCodes.Status201Created).Produces<HolderProblem>(StatusCodes.Status409Conflict, HolderProblem.MediaType);
        Own(own.MapPost("/shares/{id:guid}/switch-off", SwitchOffAsync)).WithName("SwitchShareOff").WithSummary("Switches a shared link off, for good").Produces<ShareDocument>().ProducesProblem(StatusCodes.Status404NotFound);
        Changing(own.MapPost("/corrections", CorrectAsync)).WithName("RequestCorrection").WithSummary("Reports a mistake to the issuer")
            .Accepts<CorrectionRequest>("application/json").Produces<CorrectionDocument>(StatusCodes.Status201Created).Produces<HolderProblem>(StatusCodes.Status409Conflict, HolderProblem.MediaType);

        app.MapGet("/api/v1/shares/{token}", OpenShareAsync).WithTags("Holder").ForEverybody().LimitedBy(RateLimits.Verify).AddEndpointFilter(NeverStoredAsync)
            .WithName("OpenShare")
            .WithSummary("Says which credential a shared link shows, and counts that it was opened")
            .WithDescription("For the verification service. The problem's code says what has become of a link that does not open any more: expired or switchedOff.")
            .Produces<SharedDocument>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Produces<HolderProblem>(StatusCodes.Status410Gone, HolderProblem.MediaType);

        static RouteHandlerBuilder Own(RouteHandlerBuilder endpoint) => endpoint
            .Produces<HolderProblem>(StatusCodes.Status401Unauthorized, HolderProblem.MediaType).Produces<HolderProblem>(StatusCodes.Status403Forbidden, HolderProblem.MediaType);

        static RouteHandlerBuilder Changing(RouteHandlerBuilder endpoint) => Own(endpoint).ReadsItsBody().ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
    }

    private static ValueTask<object?> NeverStoredAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        invocation.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(invocation);
    }

    /// <summary>Lets in whoever has opened a personal link; requests that change something must come from a page of ours.</summary>
    private static async ValueTask<object?> WithSessionAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var sessions = context.RequestServices.GetRequiredService<HolderSessions>();
        if (context.Request.Cookies[CookieName] is not { Length: > 0 } id || await sessions.FindAsync(id, context.RequestAborted) is not { } session)
            return HolderProblem.Of(StatusCodes.Status401Unauthorized, "noSession", "Your session has ended. Open your personal link, or ask for a new one.");
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method) && !session.IsAntiForgeryToken(context.Request.Headers[AntiForgeryHeader].ToString()))
            return HolderProblem.Of(StatusCodes.Status403Forbidden, "antiForgery", $"Send the antiForgeryToken from GET {Path} in the {AntiForgeryHeader} header.");
        context.Features.Set(session);
        return await next(invocation);
    }

    private static HolderSession SessionOf(HttpContext context) => context.Features.Get<HolderSession>()!;

    private static async Task<IResult> OpenAsync(HttpContext context, HolderSessions sessions, HolderView view, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);
        var errors = new Dictionary<string, string[]>();
        var token = HolderRequestReader.ReadToken(await context.Request.ReadBodyAsync(cancellationToken), errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var (refusal, session) = HolderLinks.CanBeToken(token) ? await sessions.BeginAsync(token, context.Request.Cookies[CookieName], cancellationToken) : (HolderSessions.Refusal.Unknown, null);
        if (session is null)
        {
            return refusal switch
            {
                HolderSessions.Refusal.Used => Gone("used", "This link has been opened before; it works once. Ask for a new one."),
                HolderSessions.Refusal.Expired => Gone("expired", "This link has expired. Ask for a new one."),
                HolderSessions.Refusal.Revoked => Gone("revoked", "The issuer has revoked this link. Please contact the issuer."),
                HolderSessions.Refusal.Erased => Gone("erased", "The content of this credential has been erased."),
                _ => HolderProblem.Of(StatusCodes.Status404NotFound, "unknown", "There is no such link. Check that it is complete."),
            };
        }

        context.Response.Cookies.Append(CookieName, session.Id, s_cookie);
        return await view.ReadAsync(session, cancellationToken) is { } holder ? TypedResults.Ok(holder) : Erased();
    }

    private static async Task<IResult> RenewAsync(HttpContext context, InvitationStore invitations, HolderLinks links, HolderSignal signal, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);
        var errors = new Dictionary<string, string[]>();
        var token = HolderRequestReader.ReadToken(await context.Request.ReadBodyAsync(cancellationToken), errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        if (links.HasAddress && HolderLinks.CanBeToken(token)) await invitations.RenewLinkAsync(token, cancellationToken);
        signal.Mail.Set();
        return TypedResults.Accepted((string?)null, new NewLinkDocument(Renewed));
    }

    private static async Task<IResult> ReadAsync(HttpContext context, HolderView view, CancellationToken cancellationToken) =>
        await view.ReadAsync(SessionOf(context), cancellationToken) is { } holder ? TypedResults.Ok(holder) : Erased();

    private static async Task<IResult> CloseAsync(HttpContext context, HolderSessions sessions, CancellationToken cancellationToken)
    {
        await sessions.EndAsync(SessionOf(context), cancellationToken);
        context.Response.Cookies.Delete(CookieName, s_cookie);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> DocumentAsync(
        [Description("The form: vc, vc-ecdsa, vc-jcs, vc-jwt, open-badge, pdf, png or svg")] string format,
        [FromQuery, Description("For paper: A4 or Letter; A4 if left out")] string? page,
        [FromQuery, Description("For paper: the language, such as en, de or ar")] string? language,
        CredentialPapers papers, DocumentMaker documents, HttpContext context, CancellationToken cancellationToken)
    {
        var id = SessionOf(context).CredentialId;
        if (PaperFormat.Find(format) is not null)
        {
            var paper = await papers.MakeAsync(id, format, page, language, null, AuditActor.Holder, cancellationToken);
            return paper.Refusal switch
            {
                PaperOutcome.Reason.NoDocument => Refused(paper.Document, context),
                PaperOutcome.Reason.NoVerifyAddress or PaperOutcome.Reason.LongVerifyAddress => NotOffered(),
                _ => DocumentEndpoints.Answer(paper, id, context),
            };
        }

        if (DocumentFormat.Find(format) is not { } known) return HolderProblem.Of(StatusCodes.Status404NotFound, "noSuchForm", "There is no such form of this credential.");
        if (DocumentEndpoints.OnlyOfPapers(page, language) is { } onlyOfPapers) return onlyOfPapers;
        var (refusal, document) = await documents.FindOrMakeAsync(id, known, null, AuditActor.Holder, cancellationToken);
        if (document is null) return Refused(refusal, context);
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{id:D}.{known.Name}.{known.Extension}\"";
        return TypedResults.Text(document, known.MediaType);
    }

    /// <summary>What a holder is told: not what the issuer would have to set.</summary>
    private static ProblemHttpResult Refused(DocumentMaker.Refusal refusal, HttpContext context)
    {
        if (refusal is DocumentMaker.Refusal.Unknown or DocumentMaker.Refusal.Erased) return Erased();
        if (refusal != DocumentMaker.Refusal.BeingSignedAnew) return NotOffered();
        context.Response.Headers.RetryAfter = "5";
        return TypedResults.Problem("This credential is being signed anew. Try again in a few seconds.", statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static ProblemHttpResult NotOffered() => HolderProblem.Of(StatusCodes.Status409Conflict, "notOffered", "The issuer does not offer this credential in this form.");

    private static async Task<IResult> ShareAsync(HttpContext context, ShareStore shares, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await context.Request.ReadBodyAsync(cancellationToken);
        if (!body.IsEmpty && !context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);
        var errors = new Dictionary<string, string[]>();
        var (label, expiresAt) = HolderRequestReader.ReadShare(body, time.GetUtcNow(), errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        return await shares.CreateAsync(SessionOf(context).CredentialId, label, expiresAt, cancellationToken) is { } share
            ? TypedResults.Created((string?)null, share)
            : HolderProblem.Of(StatusCodes.Status409Conflict, "tooMany", "You have too many links to share. Switch one off first.");
    }

    private static async Task<IResult> SwitchOffAsync([Description("The share's ID")] Guid id, HttpContext context, ShareStore shares, CancellationToken cancellationToken) =>
        await shares.SwitchOffAsync(SessionOf(context).CredentialId, id, cancellationToken) is { } share
            ? TypedResults.Ok(share)
            : TypedResults.Problem("You have no such link.", statusCode: StatusCodes.Status404NotFound);

    private static async Task<IResult> CorrectAsync(HttpContext context, CorrectionStore corrections, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);
        var errors = new Dictionary<string, string[]>();
        var (proposed, note) = HolderRequestReader.ReadCorrection(await context.Request.ReadBodyAsync(cancellationToken), errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        return await corrections.CreateAsync(SessionOf(context), proposed, note, cancellationToken) is { } correction
            ? TypedResults.Created((string?)null, correction)
            : HolderProblem.Of(StatusCodes.Status409Conflict, "tooMany", "You have reported several mistakes that are still open. The issuer will answer them.");
    }

    private static async Task<IResult> OpenShareAsync([Description("What follows the # in the link")] string token, ShareStore shares, CancellationToken cancellationToken)
    {
        var (state, credentialId) = HolderLinks.CanBeToken(token) ? await shares.OpenAsync(token, cancellationToken) : (ShareStore.State.Unknown, default);
        return state switch
        {
            ShareStore.State.Open => TypedResults.Ok(new SharedDocument(credentialId)),
            ShareStore.State.Expired => Gone("expired", "This link has ended. Ask the holder for another one."),
            ShareStore.State.SwitchedOff => Gone("switchedOff", "The holder has switched this link off."),
            _ => TypedResults.Problem("There is no such link.", statusCode: StatusCodes.Status404NotFound),
        };
    }

    private static ProblemHttpResult Erased() => Gone("erased", "The content of this credential has been erased.");

    private static ProblemHttpResult Gone(string code, string detail) => HolderProblem.Of(StatusCodes.Status410Gone, code, detail);
}
