using System.Buffers;
using System.ComponentModel;
using System.Security.Claims;
using KubeCredential.Security;
using KubeCredential.Security.Limits;
using Microsoft.AspNetCore.Http.HttpResults;
using Verification.Api.Credentials;

namespace Verification.Api.Shares;

/// <summary>What a holder shares: the whole credential, for as long as the link is open.</summary>
internal static class ShareEndpoints
{
    private const string ProblemType = "application/problem+json";
    private const int TokenLength = 43; // 256 bits in base64url.
    private static readonly SearchValues<char> s_base64Url = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    internal static RouteHandlerBuilder MapShares(this IEndpointRouteBuilder app) => app.MapGet("/api/v1/shared/{token}", FindAsync)
        .WithTags("Verification")
        .ForEverybody()
        .LimitedBy(RateLimits.Verify)
        .WithName("VerifySharedCredential")
        .WithSummary("Verifies a credential that its holder shares by a link")
        .WithDescription("The verdict with everything in the credential, as long as the link is open. The issuance service says what the link opens, so it must be reachable.")
        .Produces<VerificationDocument>()
        .Produces<ShareProblem>(StatusCodes.Status404NotFound, ProblemType)
        .Produces<ShareProblem>(StatusCodes.Status410Gone, ProblemType)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> FindAsync(
        [Description("What the link ends in")] string token, ShareFeed shares, CredentialJudge judge, VerificationTally tally, ClaimsPrincipal caller, HttpContext context, CancellationToken cancellationToken)
    {
        if (token.Length != TokenLength || token.AsSpan().ContainsAnyExcept(s_base64Url)) return Unknown();
        ShareAnswer answer;
        try
        {
            answer = await shares.AskAsync(token, cancellationToken);
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            context.Response.Headers.RetryAfter = "10";
            return TypedResults.Problem("Whether this link is open cannot be found out at the moment. Try again in a few seconds.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        if (answer.CredentialId is not { } id) return answer.Code == ShareFeed.Unknown ? Unknown() : Closed(answer.Code!);
        if (await judge.JudgeAsync(id, null, null, cancellationToken) is not { } judged)
        {
            context.Response.Headers.RetryAfter = "5";
            return TypedResults.Problem("The credential has not arrived at this verifier yet. Try again in a few seconds.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        await tally.RecordAsync(id, judged.Verdict.Outcome, caller.Actor(), judged.At, cancellationToken);
        return new VerificationResult(judged, await judge.ViewAsync(judged, isWhole: true, cancellationToken));
    }

    private static ProblemHttpResult Unknown() => TypedResults.Problem("There is no such link. Ask its holder for another one.", statusCode: StatusCodes.Status404NotFound, extensions: new Dictionary<string, object?> { ["code"] = ShareFeed.Unknown });

    private static ProblemHttpResult Closed(string code) => TypedResults.Problem(
        code == ShareFeed.Expired ? "This link has expired. Ask its holder for another one." : "The holder has switched this link off.",
        statusCode: StatusCodes.Status410Gone, extensions: new Dictionary<string, object?> { ["code"] = code });
}
