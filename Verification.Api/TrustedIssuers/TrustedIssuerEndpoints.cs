using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using KubeCredential.Hosting;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Verification.Api.TrustedIssuers;

/// <summary>The issuers elsewhere whose credentials are trusted, managed by operators.</summary>
internal static class TrustedIssuerEndpoints
{
    private const string Path = "/admin/trusted-issuers";
    private const int DefaultPage = 50;
    private const int LargestPage = 200;

    internal static RouteGroupBuilder MapTrustedIssuers(this IEndpointRouteBuilder app)
    {
        var issuers = app.MapGroup(Path).WithTags("Trusted issuers").ForOperators();
        issuers.MapGet("/", ListAsync).WithName("ListTrustedIssuers").WithSummary("Lists the issuers elsewhere whose credentials are trusted, newest first").ProducesValidationProblem();
        issuers.MapPost("/", AddAsync).WithName("AddTrustedIssuer").WithSummary("Trusts an issuer elsewhere")
            .WithDescription("A sound credential of an issuer that is not trusted is reported as untrusted, not as valid. What counts for from and to is the day from which the credential is valid, which its issuer writes: remove an issuer that you do not trust to write it truly. The issuers of this system need no entry.")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict);
        issuers.MapGet("/{id:guid}", FindAsync).WithName("GetTrustedIssuer").WithSummary("Reads a trusted issuer").ProducesProblem(StatusCodes.Status404NotFound);
        issuers.MapPut("/{id:guid}", ChangeAsync).WithName("ChangeTrustedIssuer").WithSummary("Changes the name of a trusted issuer, and for what it is trusted")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
        issuers.MapDelete("/{id:guid}", RemoveAsync).WithName("RemoveTrustedIssuer").WithSummary("Trusts an issuer no longer, on all replicas at once").ProducesProblem(StatusCodes.Status404NotFound);
        return issuers;
    }

    private static async Task<Results<Ok<TrustedIssuerPage>, ValidationProblem>> ListAsync(
        TrustedIssuerStore store,
        [FromQuery, Range(1, LargestPage), Description("The maximum number of items, 1 to 200; default 50")] string? limit,
        [FromQuery, Description("The nextCursor of the previous page")] string? cursor,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var count = PageLimit.Read(limit, DefaultPage, LargestPage, errors);
        (DateTimeOffset, Guid)? before = null;
        if (TimeCursor.Read(cursor, errors) is var (moment, text))
        {
            if (Guid.TryParseExact(text, "D", out var id)) before = (moment, id);
            else errors["cursor"] = ["This must be the nextCursor of the previous page, unchanged."];
        }

        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var found = await store.ListAsync(before, count + 1, cancellationToken); // One more than asked for shows whether there is a next page.
        var page = found.Count > count ? found[..count] : found;
        return TypedResults.Ok(new TrustedIssuerPage(page, found.Count > count ? TimeCursor.Write(page[^1].CreatedAt, page[^1].Id.ToString()) : null));
    }

    private static async Task<Results<Ok<TrustedIssuerDocument>, ProblemHttpResult>> FindAsync([Description("The ID of the entry")] Guid id, TrustedIssuerStore store, HttpContext context, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } found ? Written(found, context) : Unknown();

    private static async Task<Results<Created<TrustedIssuerDocument>, ValidationProblem, ProblemHttpResult>> AddAsync(
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] TrustedIssuerRequest? request, TrustedIssuerStore store, ClaimsPrincipal caller, HttpContext context, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var trust = TrustedIssuerRules.Read(request, null, errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        if (await store.AddAsync(trust, caller.Actor(), cancellationToken) is not { } added)
        {
            return TypedResults.Problem(
                "This issuer is trusted already. Change its entry instead.", statusCode: StatusCodes.Status409Conflict,
                extensions: new Dictionary<string, object?> { ["errors"] = new Dictionary<string, string[]> { ["did"] = ["This issuer is trusted already."] } });
        }

        context.Response.Headers.ETag = ETagOf(added);
        return TypedResults.Created($"{Path}/{added.Id}", added);
    }

    private static async Task<Results<Ok<TrustedIssuerDocument>, ValidationProblem, ProblemHttpResult>> ChangeAsync(
        [Description("The ID of the entry")] Guid id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] TrustedIssuerRequest? request, TrustedIssuerStore store, ClaimsPrincipal caller, HttpContext context,
        CancellationToken cancellationToken)
    {
        var expected = context.Request.Headers.IfMatch.ToString();
        while (true)
        {
            if (await store.FindAsync(id, cancellationToken) is not { } read) return Unknown();
            var errors = new Dictionary<string, string[]>();
            var trust = TrustedIssuerRules.Read(request, read.Did, errors);
            if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
            if (expected is not ("" or "*") && expected != ETagOf(read))
                return TypedResults.Problem("The entry was changed meanwhile. Read it again, and decide again.", statusCode: StatusCodes.Status412PreconditionFailed);
            if (await store.ChangeAsync(read, trust, caller.Actor(), cancellationToken) is { } changed) return Written(changed, context);
        }
    }

    private static async Task<Results<Ok<TrustedIssuerRemovedDocument>, ProblemHttpResult>> RemoveAsync(
        [Description("The ID of the entry")] Guid id, TrustedIssuerStore store, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        await store.RemoveAsync(id, caller.Actor(), cancellationToken) is { } removed
            ? TypedResults.Ok(new TrustedIssuerRemovedDocument(true, $"{removed.Name} is no longer trusted.", removed, WorkerIdentity.Id))
            : Unknown();

    private static Ok<TrustedIssuerDocument> Written(TrustedIssuerDocument issuer, HttpContext context)
    {
        context.Response.Headers.ETag = ETagOf(issuer);
        return TypedResults.Ok(issuer);
    }

    private static string ETagOf(TrustedIssuerDocument issuer) => string.Create(CultureInfo.InvariantCulture, $"\"{issuer.Revision}\"");

    private static ProblemHttpResult Unknown() => TypedResults.Problem("There is no such trusted issuer.", statusCode: StatusCodes.Status404NotFound);
}
