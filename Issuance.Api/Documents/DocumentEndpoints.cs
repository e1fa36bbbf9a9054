using System.ComponentModel;
using System.Text.Json;
using Issuance.Api.Credentials;
using KubeCredential.Security;

namespace Issuance.Api.Documents;

/// <summary>Portable credentials: each proves itself, wherever it is shown.</summary>
internal static class DocumentEndpoints
{
    internal static RouteHandlerBuilder MapDocuments(this IEndpointRouteBuilder app) => app.MapGet("/api/v1/credentials/{id:guid}/documents/{format}", FindAsync)
        .WithTags("Credentials")
        .ForReaders()
        .WithName("GetCredentialDocument")
        .WithSummary("Hands a credential out in a portable form")
        .WithDescription($"The form is {DocumentFormat.Names}. It is signed with the issuer's key when it is first asked for, and from then on handed out byte for byte. Whether it is revoked or suspended is in the issuer's status lists, to which it points.")
        .Produces<JsonElement>(StatusCodes.Status200OK, "application/vc", "application/vc+jwt")
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status410Gone)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> FindAsync(
        [Description("The credential's ID")] Guid id, [Description("The form: vc, vc-ecdsa, vc-jcs, vc-jwt or open-badge")] string format, DocumentMaker documents, HttpContext context, CancellationToken cancellationToken)
    {
        if (DocumentFormat.Find(format) is not { } known) return TypedResults.Problem($"There is no such form. It must be {DocumentFormat.Names}.", statusCode: StatusCodes.Status404NotFound);
        var (refusal, document) = await documents.FindOrMakeAsync(id, known, context.User.Organisation(), context.User.Actor(), cancellationToken);
        switch (refusal)
        {
            case DocumentMaker.Refusal.Unknown:
                return CredentialEndpoints.NotIssuedHere(id);
            case DocumentMaker.Refusal.Erased:
                return TypedResults.Problem("The content of this credential has been erased.", statusCode: StatusCodes.Status410Gone);
            case DocumentMaker.Refusal.NoIssuer:
                return TypedResults.Problem("The issuer of this credential is not registered, so that it has no key to sign with. Register it first (POST /api/v1/issuers).", statusCode: StatusCodes.Status409Conflict);
            case DocumentMaker.Refusal.NoAddress:
                return TypedResults.Problem("This service has no public address at which others could read the issuer's keys. Set Issuers:PublicAddress.", statusCode: StatusCodes.Status409Conflict);
            case DocumentMaker.Refusal.NotOffered:
                return TypedResults.Problem("The type of this credential is not offered in this format: see its formats (GET /api/v1/credential-types).", statusCode: StatusCodes.Status409Conflict);
            case DocumentMaker.Refusal.BeingSignedAnew:
                context.Response.Headers.RetryAfter = "5";
                return TypedResults.Problem("A key was compromised, and this credential is being signed anew. Try again in a few seconds.", statusCode: StatusCodes.Status503ServiceUnavailable);
            default:
                context.Response.Headers.CacheControl = "private, no-cache";
                context.Response.Headers.ContentDisposition = $"attachment; filename=\"{id:D}.{known.Name}.{known.Extension}\"";
                return TypedResults.Text(document, known.MediaType);
        }
    }
}
