using System.Security.Claims;
using KubeCredential.Security;
using KubeCredential.Security.Limits;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Storage.Audit;
using KubeCredential.VerifiableCredentials;
using KubeCredential.VerifiableCredentials.OpenBadges;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Verification.Api.Credentials.Checks;

namespace Verification.Api.Credentials;

/// <summary>Verifying credentials.</summary>
internal static class VerificationEndpoints
{
    private const string ProblemType = "application/problem+json";
    private const string Path = "/api/v1/credentials/verify";

    internal static RouteGroupBuilder MapVerification(this IEndpointRouteBuilder app)
    {
        var credentials = app.MapGroup("/api/v1/credentials").WithTags("Verification").ForEverybody();
        credentials.MapPost("/verify", VerifyAsync)
            .LimitedBy(RateLimits.Verify)
            .ReadsItsBody()
            .TakesLargeBodies(LargeBodies.MaxDocumentBytes)
            .WithName("VerifyCredential")
            .WithSummary("Verifies a credential")
            .WithDescription("Send the ID, or the whole credential (as it is, or as the member credential) to have its content compared with what was issued. maxAge beside it refuses a verdict from a verifier that has not heard from the issuer for longer. Returns 200 with isValid true or false if this verifier knows the credential, and 404 with isValid false if it does not: do not rely on it. A verifiableCredential or verifiablePresentation of any issuer proves itself: the verdict, always 200, says what was checked and what could not be; it is valid only if every check that matters was made and the issuer is trusted.")
            .Accepts<VerifyCredentialRequest>("application/json")
            .Produces<VerificationDocument>()
            .Produces<BadVerificationProblem>(StatusCodes.Status400BadRequest, ProblemType)
            .Produces<UnknownCredentialProblem>(StatusCodes.Status404NotFound, ProblemType)
            .Produces<VerificationProblem>(StatusCodes.Status413PayloadTooLarge, ProblemType)
            .Produces<VerificationProblem>(StatusCodes.Status415UnsupportedMediaType, ProblemType);
        credentials.MapPost("/verify-picture", VerifyPictureAsync)
            .LimitedBy(RateLimits.Verify)
            .ReadsItsBody()
            .TakesLargeBodies(LargeBodies.MaxPictureBytes)
            .WithName("VerifyPicture")
            .WithSummary("Verifies a badge in a picture")
            .WithDescription("Send a PNG or an SVG with an Open Badge 3.0 baked into it.")
            .Accepts<byte[]>("image/png", "image/svg+xml")
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                operation.RequestBody!.Description = "A PNG or an SVG of at most 4 MiB, with an Open Badge 3.0 baked into it.";
                foreach (var one in operation.RequestBody.Content!.Values) one.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
                return Task.CompletedTask;
            })
            .Produces<VerificationDocument>()
            .Produces<BadVerificationProblem>(StatusCodes.Status400BadRequest, ProblemType)
            .Produces<VerificationProblem>(StatusCodes.Status413PayloadTooLarge, ProblemType)
            .Produces<VerificationProblem>(StatusCodes.Status415UnsupportedMediaType, ProblemType);
        return credentials;
    }

    /// <summary>Lets an endpoint take bodies that are larger than usual, a few at once.</summary>
    internal static RouteHandlerBuilder TakesLargeBodies(this RouteHandlerBuilder endpoint, int maxBytes)
    {
        var filter = new LargeBodies();
        return endpoint.WithMetadata(new RequestSizeLimitAttribute(maxBytes)).AddEndpointFilter(filter);
    }

    private static async Task<IResult> VerifyPictureAsync(HttpContext context, IDocumentVerification documents, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        if (context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() is not ("image/png" or "image/svg+xml")) return NotValid(StatusCodes.Status415UnsupportedMediaType, null);
        try
        {
            var badge = BadgeImage.Extract(await context.Request.ReadBodyAsync(cancellationToken));
            return await documents.AnswerAsync(new PresentedDocument(badge, IsPresentation: false, null, null, null), caller.Actor(), cancellationToken);
        }
        catch (CredentialException error)
        {
            var errors = new Dictionary<string, string[]> { [RequestJson.BodyField] = [error.Message] };
            return NotValid(StatusCodes.Status400BadRequest, $"{RequestJson.BodyField}: {error.Message}", ("errors", errors));
        }
    }

    private static async Task<IResult> VerifyAsync(
        HttpContext context, CredentialJudge judge, VerificationTally tally, IDocumentVerification documents, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType()) return NotValid(StatusCodes.Status415UnsupportedMediaType, null);
        var question = VerificationQuestion.Read(await context.Request.ReadBodyAsync(cancellationToken));
        if (question.Errors is { } errors)
            return NotValid(StatusCodes.Status400BadRequest, string.Join(' ', errors.Select(static error => $"{error.Key}: {string.Join(' ', error.Value)}")), ("errors", errors));

        if (question.Document is { } document) return await documents.AnswerAsync(document, caller.Actor(), cancellationToken);
        var isId = Guid.TryParseExact(question.Id.Trim(), "D", out var id);
        var heard = judge.Heard;
        if ((isId ? await judge.JudgeAsync(id, question.Shown, question.MaxAge, cancellationToken) : null) is not { } judged)
        {
            tally.RecordUnknown();
            return NotValid(
                StatusCodes.Status404NotFound, CredentialChecks.UnknownMessage,
                ("result", AuditOutcome.Unknown), ("asOf", heard.AsOfText), ("checks", CredentialChecks.OfUnknown));
        }

        await tally.RecordAsync(id, judged.Verdict.Outcome, caller.Actor(), judged.At, cancellationToken);
        // Who shows the whole credential has everything in it; who has only its ID sees what its type makes public.
        return new VerificationResult(judged, await judge.ViewAsync(judged, question.Shown is not null && judged.Verdict.Outcome != AuditOutcome.Different, cancellationToken));
    }

    /// <summary>Adds <c>isValid: false</c> to every problem document of the verify endpoints, whichever part of the service writes it.</summary>
    internal static void SayNotValid(ProblemDetailsContext context)
    {
        if (context.HttpContext.Request.Path.Value?.StartsWith(Path, StringComparison.OrdinalIgnoreCase) == true) context.ProblemDetails.Extensions["isValid"] = false;
    }

    private static ProblemHttpResult NotValid(int status, string? detail, params ReadOnlySpan<(string Name, object? Value)> more)
    {
        var extensions = new Dictionary<string, object?> { ["isValid"] = false };
        foreach (var (name, value) in more) extensions[name] = value;
        return TypedResults.Problem(detail, statusCode: status, extensions: extensions);
    }
}
