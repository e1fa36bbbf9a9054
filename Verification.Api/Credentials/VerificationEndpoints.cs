using System.Security.Claims;
using KubeCredential.Security;
using KubeCredential.Security.Limits;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Storage.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Verification.Api.Credentials.Checks;
using Verification.Api.Freshness;
using Verification.Api.Issuers;
using Verification.Api.Signatures;

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
            .WithName("VerifyCredential")
            .WithSummary("Verifies a credential")
            .WithDescription("Send the ID, or the whole credential (as it is, or as the member credential) to have its content compared with what was issued. maxAge beside it refuses a verdict from a verifier that has not heard from the issuer for longer. Returns 200 with isValid true or false if this verifier knows the credential, and 404 with isValid false if it does not: do not rely on it.")
            .Accepts<VerifyCredentialRequest>("application/json")
            .Produces<VerificationDocument>()
            .Produces<BadVerificationProblem>(StatusCodes.Status400BadRequest, ProblemType)
            .Produces<UnknownCredentialProblem>(StatusCodes.Status404NotFound, ProblemType)
            .Produces<VerificationProblem>(StatusCodes.Status413PayloadTooLarge, ProblemType)
            .Produces<VerificationProblem>(StatusCodes.Status415UnsupportedMediaType, ProblemType);
        return credentials;
    }

    private static async Task<IResult> VerifyAsync(
        HttpContext context, CredentialCache credentials, SignatureChecks signatures, RegisteredIssuers issuers, Knowledge knowledge, IOptions<FreshnessOptions> freshness, VerificationTally tally, ClaimsPrincipal caller, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType()) return NotValid(StatusCodes.Status415UnsupportedMediaType, null);
        var question = VerificationQuestion.Read(await context.Request.ReadBodyAsync(cancellationToken));
        if (question.Errors is { } errors)
            return NotValid(StatusCodes.Status400BadRequest, string.Join(' ', errors.Select(static error => $"{error.Key}: {string.Join(' ', error.Value)}")), ("errors", errors));

        var isId = Guid.TryParseExact(question.Id.Trim(), "D", out var id);
        var heard = knowledge.Current; // Before the credential is read: what is known up to a moment is in the database then.
        var known = isId ? await credentials.FindAsync(id, cancellationToken) : null;
        var now = time.GetUtcNow();
        if (known is null)
        {
            tally.RecordUnknown();
            return NotValid(
                StatusCodes.Status404NotFound, "No credential with this ID was found here. Do not rely on it.",
                ("result", AuditOutcome.Unknown), ("asOf", heard.AsOfText), ("checks", CredentialChecks.OfUnknown));
        }

        var verdict = CredentialChecks.Judge(new CheckInput(known, question.Shown, now, heard, freshness.Value.FreshFor, question.MaxAge) { Signature = await signatures.CheckAsync(known.Signed, cancellationToken) });
        await tally.RecordAsync(id, verdict.Outcome, caller.Actor(), now, cancellationToken);
        return new VerificationResult(known, verdict, heard, verdict.IsAuthentic && known.Issuer is { } name ? issuers.Find(name) : null, now);
    }

    /// <summary>Adds <c>isValid: false</c> to every problem document of the verify endpoint, whichever part of the service writes it.</summary>
    internal static void SayNotValid(ProblemDetailsContext context)
    {
        if (context.HttpContext.Request.Path.Equals(Path, StringComparison.OrdinalIgnoreCase)) context.ProblemDetails.Extensions["isValid"] = false;
    }

    private static ProblemHttpResult NotValid(int status, string? detail, params ReadOnlySpan<(string Name, object? Value)> more)
    {
        var extensions = new Dictionary<string, object?> { ["isValid"] = false };
        foreach (var (name, value) in more) extensions[name] = value;
        return TypedResults.Problem(detail, statusCode: status, extensions: extensions);
    }
}
