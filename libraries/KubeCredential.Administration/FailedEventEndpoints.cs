using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using KubeCredential.Hosting;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;

namespace KubeCredential.Administration;

/// <summary>The retry queue and the dead letters of a service: listing both, reprocessing and discarding dead letters.</summary>
public static class FailedEventEndpoints
{
    private const int DefaultPage = 50;
    private const int LargestPage = 200;
    private const int LongestSearch = 200;

    /// <summary>Maps <c>dead-letters</c>, their causes, <c>retry-queue</c> and <c>reprocess-failed</c> over the service's <see cref="IFailedEvents{TEvent}"/>.</summary>
    /// <param name="admin">The group of admin endpoints.</param>
    /// <param name="texts">The texts of the endpoints.</param>
    /// <typeparam name="TEvent">An event as the service shows it.</typeparam>
    public static RouteGroupBuilder MapFailedEvents<TEvent>(this RouteGroupBuilder admin, FailedEventTexts texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var endpoints = new Endpoints<TEvent>(texts);
        admin.MapGet("/dead-letters", Endpoints<TEvent>.DeadLettersAsync).WithName("ListDeadLetters")
            .WithSummary("Lists dead letters, newest first")
            .WithDescription("With q or cause, at most 20,000 dead letters are looked through for a page: it may have fewer items than asked for, or none, and still a nextCursor.")
            .ProducesValidationProblem();
        admin.MapGet("/dead-letters/causes", Endpoints<TEvent>.CausesAsync)
            .WithName("ListDeadLetterCauses").WithSummary("Counts dead letters by their cause, the most frequent first").ProducesValidationProblem();
        admin.MapGet("/retry-queue", Endpoints<TEvent>.RetryQueueAsync).WithName("ListRetryQueue").WithSummary("Lists events waiting for a retry, soonest first").ProducesValidationProblem();
        admin.MapPost("/reprocess-failed", endpoints.ReprocessAsync).WithName("ReprocessFailed").WithSummary(texts.ReprocessSummary);
        admin.MapDelete($"/dead-letters/{texts.IdRoute}", endpoints.DiscardAsync)
            .WithName("DiscardDeadLetter").WithSummary("Discards a dead letter permanently; requires a reason").ProducesProblem(StatusCodes.Status404NotFound);
        return admin;
    }

    private static void CheckSearch(string? cause, string? words, Dictionary<string, string[]> errors)
    {
        if (cause?.Length > FailureCause.MaxLength) errors["cause"] = ["This must be a cause as GET /admin/dead-letters/causes names it."];
        if (words?.Length > LongestSearch) errors["q"] = [$"This may have at most {LongestSearch} characters."];
    }

    private sealed class Endpoints<TEvent>(FailedEventTexts texts)
    {
        public static Task<Results<Ok<FailedEventPage<TEvent>>, ValidationProblem>> DeadLettersAsync(
            IFailedEvents<TEvent> events,
            [FromQuery, Range(1, LargestPage), Description("The maximum number of items, 1 to 200; default 50")] string? limit,
            [FromQuery, Description("The nextCursor of the previous page")] string? cursor,
            [FromQuery, StringLength(LongestSearch), Description("Only those with all of these words, in any case, anywhere in the event or its reason")] string? q,
            [FromQuery, StringLength(FailureCause.MaxLength), Description("Only those with this cause, as /admin/dead-letters/causes names it")] string? cause,
            CancellationToken cancellationToken)
        {
            var search = new FailedEventSearch<TEvent>(events, cause, q);
            return PageAsync(
                events, limit, cursor, search.IsNarrow ? search.PageAsync : (count, after, token) => NextAsync(events.DeadLettersAsync, count, after, token),
                errors => CheckSearch(cause, q, errors), cancellationToken);
        }

        public static async Task<Results<Ok<DeadLetterCauses>, ValidationProblem>> CausesAsync(
            IFailedEvents<TEvent> events,
            [FromQuery, StringLength(LongestSearch), Description("Count only those with all of these words; all causes are listed all the same")] string? q,
            CancellationToken cancellationToken)
        {
            var errors = new Dictionary<string, string[]>();
            CheckSearch(null, q, errors);
            if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
            return TypedResults.Ok(await new FailedEventSearch<TEvent>(events, null, q).CausesAsync(cancellationToken));
        }

        public static Task<Results<Ok<FailedEventPage<TEvent>>, ValidationProblem>> RetryQueueAsync(
            IFailedEvents<TEvent> events,
            [FromQuery, Range(1, LargestPage), Description("The maximum number of items, 1 to 200; default 50")] string? limit,
            [FromQuery, Description("The nextCursor of the previous page")] string? cursor,
            CancellationToken cancellationToken) =>
            PageAsync(events, limit, cursor, (count, after, token) => NextAsync(events.RetryQueueAsync, count, after, token), static _ => { }, cancellationToken);

        public async Task<Results<Ok<ReprocessedDocument>, ValidationProblem>> ReprocessAsync(
            [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] ReprocessRequest? request,
            IFailedEvents<TEvent> events, ClaimsPrincipal caller, TimeProvider time, CancellationToken cancellationToken)
        {
            var errors = ReprocessRequest.Check(request);
            CheckSearch(request?.Cause, request?.Q, errors);
            if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
            var ids = request?.Ids is { } given ? Array.ConvertAll(given, events.IdOf) : null;
            if (ids?.Contains(null) == true) return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["ids"] = ["Each must be a dead letter's ID, a UUID."] });
            var search = new FailedEventSearch<TEvent>(events, request?.Cause, request?.Q);
            var moved = search.IsNarrow ? await search.ReprocessAsync(caller.Actor(), cancellationToken) : await events.ReprocessAsync(ids!, caller.Actor(), cancellationToken);
            return TypedResults.Ok(new ReprocessedDocument(
                true, moved == 1 ? $"1 event is {texts.Done} again." : $"{moved} events are {texts.Done} again.", moved, WorkerIdentity.Id, time.GetUtcNow()));
        }

        public async Task<Results<Ok<DiscardedDocument>, ValidationProblem, ProblemHttpResult>> DiscardAsync(
            [Description("The ID of its event")] string id,
            [FromQuery, Required, StringLength(OperatorReason.MaxCharacters), Description("The reason, at most 500 characters; required")] string? reason,
            IFailedEvents<TEvent> events, ClaimsPrincipal caller, CancellationToken cancellationToken)
        {
            if (OperatorReason.FaultOfRequired(reason) is { } fault) return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["reason"] = [fault] });
            return events.IdOf(id) is { } known && await events.DiscardAsync(known, reason!, caller.Actor(), cancellationToken)
                ? TypedResults.Ok(new DiscardedDocument(true, texts.Discarded, known, WorkerIdentity.Id))
                : TypedResults.Problem("There is no dead letter with this ID.", statusCode: StatusCodes.Status404NotFound);
        }

        private static async Task<Results<Ok<FailedEventPage<TEvent>>, ValidationProblem>> PageAsync(
            IFailedEvents<TEvent> events, string? limit, string? cursor,
            Func<int, (DateTimeOffset At, string Id)?, CancellationToken, Task<(List<FailedEventRow<TEvent>> Rows, (DateTimeOffset At, string Id)? Next)>> read,
            Action<Dictionary<string, string[]>> check, CancellationToken cancellationToken)
        {
            var errors = new Dictionary<string, string[]>();
            check(errors);
            var count = PageLimit.Read(limit, DefaultPage, LargestPage, errors);
            (DateTimeOffset, string)? after = null;
            if (TimeCursor.Read(cursor, errors) is { } position)
            {
                if (events.IdOf(position.Id) is { } id) after = (position.Moment, id);
                else errors["cursor"] = ["This must be the nextCursor of the previous page, unchanged."];
            }

            if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
            var (rows, next) = await read(count, after, cancellationToken);
            return TypedResults.Ok(new FailedEventPage<TEvent>(rows.ConvertAll(static row => row.Event), next is { } place ? TimeCursor.Write(place.At, place.Id) : null));
        }

        /// <summary>The next rows of a list, and the place after which to go on if there are more.</summary>
        private static async Task<(List<FailedEventRow<TEvent>> Rows, (DateTimeOffset At, string Id)? Next)> NextAsync(
            Func<int, (DateTimeOffset At, string Id)?, CancellationToken, Task<IReadOnlyList<FailedEventRow<TEvent>>>> read, int count, (DateTimeOffset At, string Id)? after, CancellationToken cancellationToken)
        {
            var rows = await read(count + 1, after, cancellationToken);
            if (rows.Count <= count) return ([.. rows], null);
            var page = rows.Take(count).ToList();
            return (page, (page[^1].At, page[^1].Id));
        }
    }
}
