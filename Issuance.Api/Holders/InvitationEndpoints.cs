using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Issuance.Api.Batches;
using Issuance.Api.Credentials;
using KubeCredential.Security;
using KubeCredential.Security.Limits;
using KubeCredential.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Holders;

/// <summary>Inviting holders to their pages.</summary>
internal static class InvitationEndpoints
{
    private const string Path = "/api/v1/invitations";
    private const int DefaultPage = 50;
    private const int LargestPage = 200;
    private const string RetryAfterSeconds = "3600";

    internal static void MapInvitations(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/credentials/{id:guid}/invitations", InviteAsync).WithTags("Holders").ForIssuers().LimitedBy(RateLimits.Issue).ReadsItsBody()
            .WithName("InviteHolder")
            .WithSummary("Invites the holder of a credential to their own page")
            .WithDescription("By e-mail, which is sent in the background, or by a link that only this response has. The link works once.")
            .Accepts<InviteRequest>("application/json")
            .Produces<InvitationDocument>(StatusCodes.Status201Created)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Produces<HolderProblem>(StatusCodes.Status409Conflict, HolderProblem.MediaType)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        app.MapGet("/api/v1/credentials/{id:guid}/invitations", ListOfAsync).WithTags("Holders").ForReaders()
            .WithName("ListCredentialInvitations")
            .WithSummary("Lists the invitations to a credential, newest first")
            .ProducesProblem(StatusCodes.Status404NotFound);
        app.MapPost("/api/v1/batches/{id:guid}/invitations", InviteBatchAsync).WithTags("Holders").ForIssuers().LimitedBy(RateLimits.Issue).ReadsItsBody()
            .WithName("InviteBatch")
            .WithSummary("Invites the holders of a batch by e-mail")
            .WithDescription("In the background. Whoever has no e-mail address, or an invitation already, is left out. Doing it again invites those who were left out before.")
            .Accepts<InviteBatchRequest>(isOptional: true, "application/json")
            .Produces<BatchInvitedDocument>(StatusCodes.Status202Accepted)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Produces<HolderProblem>(StatusCodes.Status409Conflict, HolderProblem.MediaType)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        var invitations = app.MapGroup(Path).WithTags("Holders");
        invitations.MapGet("/", ListAsync).ForReaders()
            .WithName("ListInvitations")
            .WithSummary("Lists invitations, newest first, with how many there are by state")
            .ProducesValidationProblem();
        Changing("revoke", RevokeAsync).WithName("RevokeInvitation").WithSummary("Revokes an invitation")
            .WithDescription("None of its links opens the page any more, and whoever has opened it is signed out.");
        Changing("resend", ResendAsync).WithName("ResendInvitation").WithSummary("Sends an invitation again, with another link")
            .Produces<HolderProblem>(StatusCodes.Status409Conflict, HolderProblem.MediaType)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);

        RouteHandlerBuilder Changing(string name, Delegate handler) => invitations.MapPost($"/{{id:guid}}/{name}", handler).ForIssuers()
            .Produces<InvitationDocument>()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> InviteAsync(
        [Description("The credential's ID")] Guid id, HttpContext context, InvitationStore store, HolderLinks links, HolderSignal signal, IOptions<MailOptions> mail, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);
        var errors = new Dictionary<string, string[]>();
        var (byMail, email, language) = HolderRequestReader.ReadInvite(await context.Request.ReadBodyAsync(cancellationToken), errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        if (byMail && NoMail(mail.Value, links) is { } off) return off;
        var result = await store.CreateAsync(id, byMail, email, language, context.User.Organisation(), context.User.Actor(), cancellationToken);
        if (result.Invitation is not { } invitation) return result.Refusal == InvitationStore.Refusal.Unknown ? CredentialEndpoints.NotIssuedHere(id) : Refused(result.Refusal, context);
        context.Response.Headers.CacheControl = "no-store";
        signal.Mail.Set();
        return TypedResults.Created($"{Path}/{invitation.Id}", invitation);
    }

    private static async Task<Results<Ok<InvitationList>, ProblemHttpResult>> ListOfAsync(
        [Description("The credential's ID")] Guid id, InvitationStore store, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        await store.ListAsync(id, caller.Organisation(), cancellationToken) is { } found ? TypedResults.Ok(new InvitationList(found)) : CredentialEndpoints.NotIssuedHere(id);

    private static async Task<IResult> InviteBatchAsync(
        [Description("The batch's ID")] Guid id, HttpContext context, BatchStore batches, BatchInvitations invitations, HolderLinks links, IOptions<MailOptions> mail, CancellationToken cancellationToken)
    {
        var body = await context.Request.ReadBodyAsync(cancellationToken);
        if (!body.IsEmpty && !context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);
        var errors = new Dictionary<string, string[]>();
        var language = HolderRequestReader.ReadInviteBatch(body, errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        if (await batches.FindAsync(id, context.User.Organisation(), cancellationToken) is not { } batch) return TypedResults.Problem($"There is no batch with the ID {id} here.", statusCode: StatusCodes.Status404NotFound);
        if (batch.Action is not (BatchAction.Issue or BatchAction.Renew)) return HolderProblem.Of(StatusCodes.Status409Conflict, "notIssued", "This batch has issued no credentials to which holders could be invited.");
        if (batch.State is not (BatchState.Done or BatchState.Cancelled)) return HolderProblem.Of(StatusCodes.Status409Conflict, "notDone", "The batch is not done yet. Invite its holders when it is.");
        if (NoMail(mail.Value, links) is { } off) return off;
        return TypedResults.Accepted($"{Path}?batch={id}", await invitations.BeginAsync(id, language, context.User.Actor(), cancellationToken));
    }

    private static async Task<Results<Ok<InvitationPage>, ValidationProblem>> ListAsync(
        InvitationStore store, ClaimsPrincipal caller,
        [FromQuery, AllowedValues(InvitationState.Queued, InvitationState.Sent, InvitationState.Opened, InvitationState.Bounced, InvitationState.Failed, InvitationState.Expired, InvitationState.Revoked), Description("Only those in this state; all if left out")] string? state,
        [FromQuery, Description("Only those of this batch; all if left out")] string? batch,
        [FromQuery(Name = "limit"), Range(1, LargestPage), Description("How many, from 1 to 200; 50 if left out")] string? limit,
        [FromQuery, Description("The nextCursor of the previous page")] string? cursor,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var count = PageLimit.Read(limit, DefaultPage, LargestPage, errors);
        if (state is not null && !InvitationState.All.Contains(state)) errors["state"] = [$"This must be one of {string.Join(", ", InvitationState.All)}."];
        var of = IdOf("batch", batch, "This must be the ID of a batch (a UUID).", errors);
        var before = IdOf("cursor", cursor, "This must be the nextCursor of the previous page, unchanged.", errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var found = await store.PageAsync(caller.Organisation(), state, of, before, count + 1, cancellationToken); // One more than asked for shows whether there is a next page.
        var isLast = found.Count <= count;
        if (!isLast) found.RemoveRange(count, found.Count - count);
        return TypedResults.Ok(new InvitationPage(found, isLast ? null : found[^1].Id.ToString(), await store.CountAsync(caller.Organisation(), of, cancellationToken)));
    }

    private static async Task<IResult> RevokeAsync([Description("The invitation's ID")] Guid id, InvitationStore store, HttpContext context, CancellationToken cancellationToken) =>
        (await store.RevokeAsync(id, context.User.Organisation(), context.User.Actor(), cancellationToken)).Invitation is { } revoked ? TypedResults.Ok(revoked) : Unknown(id);

    private static async Task<IResult> ResendAsync(
        [Description("The invitation's ID")] Guid id, InvitationStore store, HolderLinks links, HolderSignal signal, IOptions<MailOptions> mail, HttpContext context, CancellationToken cancellationToken)
    {
        if (NoMail(mail.Value, links) is { } off) return off;
        var result = await store.ResendAsync(id, context.User.Organisation(), context.User.Actor(), cancellationToken);
        if (result.Invitation is not { } sent) return result.Refusal == InvitationStore.Refusal.Unknown ? Unknown(id) : Refused(result.Refusal, context);
        signal.Mail.Set();
        return TypedResults.Ok(sent);
    }

    private static ProblemHttpResult? NoMail(MailOptions mail, HolderLinks links) =>
        !mail.IsOn ? HolderProblem.Of(StatusCodes.Status409Conflict, "mailOff", "This service sends no e-mail: no mail server is set (Mail:Host). Invite by a link instead.")
        : !links.HasAddress ? HolderProblem.Of(StatusCodes.Status409Conflict, "noPublicAddress", "This service does not know the address of the holders' page. Set Holders:PublicAddress or Issuers:PublicAddress.")
        : null;

    private static ProblemHttpResult Refused(InvitationStore.Refusal refusal, HttpContext context)
    {
        if (refusal == InvitationStore.Refusal.TooManyMails) context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return refusal switch
        {
            InvitationStore.Refusal.Erased => HolderProblem.Of(StatusCodes.Status409Conflict, "erased", "The content of this credential has been erased."),
            InvitationStore.Refusal.OutOfForce => HolderProblem.Of(StatusCodes.Status409Conflict, "outOfForce", "This credential is revoked or superseded. Invite the holder to the one that took its place."),
            InvitationStore.Refusal.NoAddress => HolderProblem.Of(StatusCodes.Status409Conflict, "noAddress", "The credential has no e-mail address of its holder. Give one, or invite by a link."),
            InvitationStore.Refusal.TooMany => HolderProblem.Of(StatusCodes.Status409Conflict, "tooMany", "This credential has too many unopened invitations. Revoke one, or send one again."),
            InvitationStore.Refusal.Revoked => HolderProblem.Of(StatusCodes.Status409Conflict, "revoked", "This invitation was revoked. Make a new one."),
            InvitationStore.Refusal.NotByMail => HolderProblem.Of(StatusCodes.Status409Conflict, "notByMail", "The link of this invitation was copied, so there is no address to send it to. Make a new one."),
            _ => HolderProblem.Of(StatusCodes.Status429TooManyRequests, "tooManyMails", "This address has reached the limit of messages within 24 hours. Try again tomorrow, or invite by a link."),
        };
    }

    private static ProblemHttpResult Unknown(Guid id) => TypedResults.Problem($"There is no invitation with the ID {id} here.", statusCode: StatusCodes.Status404NotFound);

    /// <summary>Reads an ID in a query, or null if there is none.</summary>
    internal static Guid? IdOf(string name, string? text, string rule, Dictionary<string, string[]> errors)
    {
        if (text is null) return null;
        if (Guid.TryParseExact(text, "D", out var id)) return id;
        errors[name] = [rule];
        return null;
    }
}
