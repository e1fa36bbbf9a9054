using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Console;

/// <summary>Who is signed in, for operators.</summary>
internal static class SignedInEndpoints
{
    private const int DefaultPage = 50;
    private const int LargestPage = 200;

    internal static RouteGroupBuilder MapSignedIn(this IEndpointRouteBuilder app)
    {
        var sessions = app.MapGroup("/admin/sessions").WithTags("Session").ForOperators();
        sessions.MapGet("/", ListAsync).WithName("ListSessions").WithSummary("Lists who is signed in with a browser, newest first").ProducesValidationProblem();
        sessions.MapDelete("/{id}", EndAsync).WithName("EndSession").WithSummary("Ends someone's session on all replicas").ProducesProblem(StatusCodes.Status404NotFound);
        return sessions;
    }

    private static async Task<Results<Ok<SignedInPage>, ValidationProblem>> ListAsync(
        SessionStore store, KeyCheck keys, ClaimsPrincipal caller,
        [FromQuery, Range(1, LargestPage), Description("The maximum number of items, 1 to 200; default 50")] string? limit,
        [FromQuery, Description("The nextCursor of the previous page")] string? cursor,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var count = PageLimit.Read(limit, DefaultPage, LargestPage, errors);
        var before = TimeCursor.Read(cursor, errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var found = await store.ListAsync(before, count + 1, cancellationToken);
        var own = caller.SessionId() is { } session ? RandomSecret.HashOf(session) : null;
        var items = new List<SignedInDocument>();
        foreach (var one in found.Take(count))
        {
            // A session ends with its key, even if it has not been removed yet.
            if (!await keys.StandsAsync(one.Caller, cancellationToken)) continue;
            items.Add(new SignedInDocument(
                one.Id, one.Caller.DisplayName() ?? one.Caller.Actor(), one.Caller.Actor(), one.Caller.RolesOf(), one.Caller.Organisation(), one.SignedInAt, one.LastUsedAt, one.ExpiresAt, one.Id == own));
        }

        return TypedResults.Ok(new SignedInPage(items, found.Count > count ? TimeCursor.Write(found[count - 1].SignedInAt, found[count - 1].Id) : null));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(
        [Description("The session's ID")] string id, SessionStore store, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        await store.RevokeAsync(id, caller.Actor(), cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.Problem("There is no session with this ID, or it has already ended.", statusCode: StatusCodes.Status404NotFound);
}
