using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Issuance.Api.Credentials;
using KubeCredential.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Documents;

/// <summary>Portable credentials, each of which proves itself wherever it is shown; and papers, for people.</summary>
internal static class DocumentEndpoints
{
    internal static RouteHandlerBuilder MapDocuments(this IEndpointRouteBuilder app) => app.MapGet("/api/v1/credentials/{id:guid}/documents/{format}", FindAsync)
        .WithTags("Credentials")
        .ForReaders()
        .WithName("GetCredentialDocument")
        .WithSummary("Hands a credential out in a portable form, or as a paper")
        .WithDescription($"A portable form is {DocumentFormat.Names}. It is signed with the issuer's key when it is first asked for, and from then on handed out byte for byte. Whether it is revoked or suspended is in the issuer's status lists, to which it points. "
            + $"A paper is {PaperFormat.Names}, as the type and the issuer design it. A PDF (PDF/A-3) carries the signed credential as a file.")
        .Produces<JsonElement>(StatusCodes.Status200OK, "application/vc", "application/vc+jwt", "application/pdf", "image/png", "image/svg+xml")
        .ProducesValidationProblem()
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status410Gone)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> FindAsync(
        [Description("The credential's ID")] Guid id, [Description("The form: vc, vc-ecdsa, vc-jcs, vc-jwt or open-badge; or pdf, png or svg")] string format,
        DocumentMaker documents, CredentialPapers papers, HttpContext context,
        [FromQuery, AllowedValues("A4", "Letter"), Description("The size of a paper's pages; A4 if left out")] string? page,
        [FromQuery, Description("The language of a paper: a tag such as en, de or ar; the first language of the type if left out")] string? language,
        CancellationToken cancellationToken)
    {
        if (PaperFormat.Find(format) is not null)
            return Answer(await papers.MakeAsync(id, format, page, language, context.User.Organisation(), context.User.Actor(), cancellationToken), id, context);
        if (DocumentFormat.Find(format) is not { } known) return UnknownForm();
        if (OnlyOfPapers(page, language) is { } refused) return refused;
        var (refusal, document) = await documents.FindOrMakeAsync(id, known, context.User.Organisation(), context.User.Actor(), cancellationToken);
        if (document is null) return Refused(refusal, id, context);
        context.Response.Headers.CacheControl = "private, no-cache";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{id:D}.{known.Name}.{known.Extension}\"";
        return TypedResults.Text(document, known.MediaType);
    }

    /// <summary>What a caller is told of a paper: the paper, or a problem with what to do.</summary>
    internal static IResult Answer(PaperOutcome outcome, Guid id, HttpContext context)
    {
        switch (outcome.Refusal)
        {
            case PaperOutcome.Reason.None:
                var headers = context.Response.Headers;
                headers.CacheControl = "private, no-cache";
                headers.ContentDisposition = $"attachment; filename=\"{outcome.FileName}\"";
                headers.ContentSecurityPolicy = "default-src 'none'; img-src data:; sandbox"; // An SVG that is opened by its address.
                return TypedResults.Bytes(outcome.Content, outcome.MediaType);
            case PaperOutcome.Reason.UnknownFormat:
                return UnknownForm();
            case PaperOutcome.Reason.UnknownPage:
                return Invalid("page", "This must be A4 or Letter.");
            case PaperOutcome.Reason.BadLanguage:
                return Invalid("language", "This must be a language tag such as en, de or pt-BR.");
            case PaperOutcome.Reason.NoDocument:
                return Refused(outcome.Document, id, context);
            case PaperOutcome.Reason.NoVerifyAddress:
                return Conflict("noVerifyAddress", "The address at which this credential is checked is not set, and a paper shows it. Set Batches:VerifyAddress.");
            case PaperOutcome.Reason.LongVerifyAddress:
                return Conflict("longVerifyAddress", "The address at which this credential is checked is too long for a QR code that can be scanned from paper. Set Batches:VerifyAddress to a shorter one.");
            case PaperOutcome.Reason.LongPaper:
                return Conflict("longPaper", "This credential says more than fits on one picture. Ask for the PDF.");
            case PaperOutcome.Reason.MissingCharacter:
                var character = string.Create(CultureInfo.InvariantCulture, $"U+{outcome.CodePoint:X4}");
                return TypedResults.Problem(
                    $"The fonts have no glyph for {character}, which is in {outcome.Field}. Use a portable form instead, or replace the credential with another spelling.", statusCode: StatusCodes.Status409Conflict,
                    extensions: new Dictionary<string, object?> { ["code"] = "missingCharacter", ["field"] = outcome.Field, ["character"] = character });
            default:
                context.Response.Headers.RetryAfter = "2";
                return TypedResults.Problem("Too many papers are being made. Try again in a few seconds.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>What a portable form does not have is refused rather than ignored.</summary>
    internal static ValidationProblem? OnlyOfPapers(string? page, string? language) =>
        page is not null ? Invalid("page", $"Only {PaperFormat.Names} have a page size. Leave it out.")
        : language is not null ? Invalid("language", $"Only {PaperFormat.Names} have a language. Leave it out.")
        : null;

    private static ProblemHttpResult Refused(DocumentMaker.Refusal refusal, Guid id, HttpContext context)
    {
        switch (refusal)
        {
            case DocumentMaker.Refusal.Unknown:
                return CredentialEndpoints.NotIssuedHere(id);
            case DocumentMaker.Refusal.Erased:
                return TypedResults.Problem("The content of this credential has been erased.", statusCode: StatusCodes.Status410Gone);
            case DocumentMaker.Refusal.NoIssuer:
                return Conflict("noIssuer", "The issuer of this credential is not registered, so that it has no key to sign with. Register it first (POST /api/v1/issuers).");
            case DocumentMaker.Refusal.NoAddress:
                return Conflict("noAddress", "This service has no public address at which others could read the issuer's keys. Set Issuers:PublicAddress.");
            case DocumentMaker.Refusal.NotOffered:
                return Conflict("notOffered", "The type of this credential is not offered in this format: see its formats (GET /api/v1/credential-types).");
            default:
                context.Response.Headers.RetryAfter = "5";
                return TypedResults.Problem("A key was compromised, and this credential is being signed anew. Try again in a few seconds.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static ProblemHttpResult UnknownForm() => TypedResults.Problem($"Unknown format. Use {DocumentFormat.Names}; or, for a paper, {PaperFormat.Names}.", statusCode: StatusCodes.Status404NotFound);

    private static ValidationProblem Invalid(string field, string rule) => TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [rule] });

    private static ProblemHttpResult Conflict(string code, string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status409Conflict, extensions: new Dictionary<string, object?> { ["code"] = code });
}
