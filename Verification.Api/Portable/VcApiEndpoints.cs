using System.Security.Claims;
using System.Text.Json;
using KubeCredential.Security;
using KubeCredential.Security.Limits;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.VerifiableCredentials;
using KubeCredential.VerifiableCredentials.Verification;
using Microsoft.AspNetCore.Http.HttpResults;
using Verification.Api.Credentials;

namespace Verification.Api.Portable;

/// <summary>
/// Verifying over the VC-API (W3C Credentials Community Group, Verifiable Credential API, "Verifying"): 200 if the document verifies, 422 with what speaks against it if not, 400 if there is no
/// credential or presentation to check.
/// </summary>
internal static class VcApiEndpoints
{
    private const string DataModel = "https://www.w3.org/TR/vc-data-model#";
    private const string DataIntegrity = "https://w3id.org/security#";
    private const string StatusList = "https://www.w3.org/ns/credentials/status-list#";
    private const string Options = "options";

    internal static RouteGroupBuilder MapVcApi(this IEndpointRouteBuilder app)
    {
        var standard = app.MapGroup("").WithTags("VC-API").ForEverybody();
        Verifying(standard.MapPost("/credentials/verify", VerifyCredentialAsync)).WithName("VcApiVerifyCredential").WithSummary("Verifies a credential over the VC-API").Accepts<VcApiCredentialRequest>("application/json");
        Verifying(standard.MapPost("/presentations/verify", VerifyPresentationAsync)).WithName("VcApiVerifyPresentation").WithSummary("Verifies a presentation over the VC-API, with the credentials in it")
            .Accepts<VcApiPresentationRequest>("application/json");
        return standard;

        static RouteHandlerBuilder Verifying(RouteHandlerBuilder endpoint) => endpoint
            .LimitedBy(RateLimits.Verify)
            .ReadsItsBody()
            .TakesLargeBodies(LargeBodies.MaxDocumentBytes)
            .WithDescription("verified says what the document is worth by itself. Whether its issuer is trusted here, only POST /api/v1/credentials/verify says.")
            .Produces<VcApiResult>()
            .Produces<VcApiRefusal>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
    }

    private static Task<IResult> VerifyCredentialAsync(HttpContext context, DocumentVerification documents, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        VerifyAsync("verifiableCredential", context, documents, caller, cancellationToken);

    private static Task<IResult> VerifyPresentationAsync(HttpContext context, DocumentVerification documents, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        VerifyAsync("verifiablePresentation", context, documents, caller, cancellationToken);

    private static async Task<IResult> VerifyAsync(string field, HttpContext context, DocumentVerification documents, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);
        var errors = new Dictionary<string, string[]>();
        var document = Read(await context.Request.ReadBodyAsync(cancellationToken), field, errors);
        if (document is null) return Malformed(errors);
        var verdict = await documents.JudgeAsync(document, cancellationToken);
        await documents.RecordAsync(verdict, caller.Actor(), cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        if (verdict.Report.Content is not null) return ResultOf(verdict.Report) is { Verified: true } result ? TypedResults.Ok(result) : VcApiRefusal.Of(ResultOf(verdict.Report));
        errors[field] = [.. verdict.Report.Checks.Where(static check => check.Error is not null).Select(static check => check.Message)];
        return Malformed(errors);
    }

    private static ValidationProblem Malformed(Dictionary<string, string[]> errors) => TypedResults.ValidationProblem(errors, type: $"{DataModel}PARSING_ERROR");

    private static PresentedDocument? Read(ReadOnlyMemory<byte> body, string field, Dictionary<string, string[]> errors)
    {
        using var json = RequestJson.Parse(body, errors);
        if (json is null) return null;
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(field, out _))
        {
            errors[field] = ["This is required."];
            return null;
        }

        try
        {
            var document = VerificationQuestion.ReadDocument(root, field, errors);
            if (!root.TryGetProperty(Options, out var options) || options.ValueKind == JsonValueKind.Null) return document;
            if (options.ValueKind != JsonValueKind.Object) errors[Options] = ["This must be a JSON object."];
            else document = document is null ? null : document with { Challenge = VerificationQuestion.ReadText(options, "challenge", "options.", errors), Domain = VerificationQuestion.ReadText(options, "domain", "options.", errors) };
            return errors.Count > 0 ? null : document;
        }
        catch (InvalidOperationException)
        {
            errors[RequestJson.BodyField] = [RequestJson.NotUnicode];
            return null;
        }
    }

    private static VcApiResult ResultOf(VerificationReport report) => new(
        report.Outcome == VerificationOutcome.Verified,
        [
            .. report.Checks.Where(static check => check.Error is not null).Select(static check => ProblemOf(check.Error!.Value, check.Message)),
            .. report.Warnings.Select(static warning => new VcApiProblem($"{DataModel}MALFORMED_VALUE_ERROR", warning.Code.ToString(), warning.Message)),
        ],
        report.Kind == DocumentKind.Presentation ? [.. report.Credentials.Select(ResultOf)] : null);

    private static VcApiProblem ProblemOf(CredentialError error, string message)
    {
        var title = error.ProblemType();
        var start = title.StartsWith("STATUS_", StringComparison.Ordinal) ? StatusList : title.StartsWith("PROOF_", StringComparison.Ordinal) || title.StartsWith("INVALID_", StringComparison.Ordinal) ? DataIntegrity : DataModel;
        return new VcApiProblem(start + title, title, message);
    }
}
