using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Holders;

/// <summary>Answering the mistakes that holders report.</summary>
internal static class CorrectionEndpoints
{
    private const string Path = "/api/v1/corrections";
    private const int DefaultPage = 50;
    private const int LargestPage = 200;

    internal static void MapCorrections(this IEndpointRouteBuilder app)
    {
        var corrections = app.MapGroup(Path).WithTags("Holders");
        corrections.MapGet("/", ListAsync).ForReaders()
            .WithName("ListCorrections")
            .WithSummary("Lists the mistakes that holders have reported, newest first")
            .ProducesValidationProblem();
        corrections.MapPost("/{id:guid}/answer", AnswerAsync).ForIssuers().ReadsItsBody()
            .WithName("AnswerCorrection")
            .WithSummary("Answers a holder's report of a mistake")
            .WithDescription("The holder is told by e-mail if there is an address. To correct a name, replace the credential first (POST /api/v1/credentials/{id}/replace), and name the new one here.")
            .Accepts<CorrectionAnswerRequest>("application/json")
            .Produces<CorrectionDocument>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Produces<HolderProblem>(StatusCodes.Status409Conflict, HolderProblem.MediaType)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
    }

    private static async Task<Results<Ok<CorrectionPage>, ValidationProblem>> ListAsync(
        CorrectionStore store, ClaimsPrincipal caller,
        [FromQuery, AllowedValues(CorrectionState.Open, CorrectionState.Answered), Description("Only those in this state; both if left out")] string? state,
        [FromQuery(Name = "limit"), Range(1, LargestPage), Description("How many, from 1 to 200; 50 if left out")] string? limit,
        [FromQuery, Description("The nextCursor of the previous page")] string? cursor,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var count = PageLimit.Read(limit, DefaultPage, LargestPage, errors);
        if (state is not (null or CorrectionState.Open or CorrectionState.Answered)) errors["state"] = ["This must be open or answered."];
        var before = InvitationEndpoints.IdOf("cursor", cursor, "This must be the nextCursor of the previous page, unchanged.", errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var found = await store.PageAsync(caller.Organisation(), state, before, count + 1, cancellationToken); // One more than asked for shows whether there is a next page.
        var isLast = found.Count <= count;
        if (!isLast) found.RemoveRange(count, found.Count - count);
        return TypedResults.Ok(new CorrectionPage(found, isLast ? null : found[^1].Id.ToString(), await store.CountOpenAsync(caller.Organisation(), cancellationToken)));
    }

    private static async Task<IResult> AnswerAsync(
        [Description("The report's ID")] Guid id, HttpContext context, CorrectionStore store, HolderLinks links, HolderSignal signal, IOptions<MailOptions> mail, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);
        var errors = new Dictionary<string, string[]>();
        var (decision, note, replacedBy) = HolderRequestReader.ReadAnswer(await context.Request.ReadBodyAsync(cancellationToken), errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var (outcome, correction) = await store.AnswerAsync(id, decision, note, replacedBy, mail.Value.IsOn && links.HasAddress, context.User.Organisation(), context.User.Actor(), cancellationToken);
        switch (outcome)
        {
            case CorrectionStore.Answering.Unknown:
                return TypedResults.Problem($"There is no report with the ID {id} here.", statusCode: StatusCodes.Status404NotFound);
            case CorrectionStore.Answering.Answered:
                return HolderProblem.Of(StatusCodes.Status409Conflict, "answered", $"This report has been answered already: {correction?.State}.");
            case CorrectionStore.Answering.OtherCredential:
                return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["replacedBy"] = ["This must be another credential of the same issuer."] });
            default:
                signal.Mail.Set();
                return TypedResults.Ok(correction);
        }
    }
}
