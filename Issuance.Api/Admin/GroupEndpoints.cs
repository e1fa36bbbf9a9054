using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using Issuance.Api.Outbox;
using KubeCredential.Administration;
using KubeCredential.Hosting;
using KubeCredential.Messaging;
using KubeCredential.Messaging.Resilience;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Admin;

/// <summary>The endpoints for consumer groups.</summary>
internal static class GroupEndpoints
{
    private const int DefaultPage = 50;
    private const int LargestPage = 200;

    internal static void MapGroups(this RouteGroupBuilder admin)
    {
        admin.MapDelete("/groups/{group}", RetireAsync).WithName("RetireGroup")
            .WithSummary("Retires a consumer group that is no longer in use, with its retry queue and dead letters, so that the stream can be trimmed again")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        admin.MapGet("/groups/{group}/dead-letters", DeadLettersAsync).WithName("ListGroupDeadLetters")
            .WithSummary("Lists the dead letters of a consumer group, newest first")
            .WithDescription("The service that runs the group reprocesses them: only it knows whether what went wrong is put right.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        admin.MapDelete("/groups/{group}/dead-letters/{id}", DiscardAsync).WithName("DiscardGroupDeadLetter")
            .WithSummary("Discards a dead letter of a consumer group that is not required, permanently; requires a reason")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>All groups; while Redis is unavailable, only the required ones, without figures.</summary>
    internal static async Task<IReadOnlyList<GroupDocument>> ReadGroupsAsync(ConsumerGroups groups, Dictionary<string, long> totals, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await groups.ReadAsync(totals, cancellationToken)).Select(one => Show(one, now))];
        }
        catch (Exception error) when (RedisFault.IsOutage(error))
        {
            return [.. groups.ReadWithoutRedis(totals).Select(one => Show(one, now))];
        }
    }

    private static async Task<Results<Ok<RetiredGroupDocument>, ValidationProblem, ProblemHttpResult>> RetireAsync(
        [Description("The name of the group")] string group,
        [FromQuery, Required, StringLength(OperatorReason.MaxCharacters), Description("Why, at most 500 characters; required")] string? reason,
        ConsumerGroups groups, RequiredGroups required, ClaimsPrincipal caller, HttpResponse response, CancellationToken cancellationToken)
    {
        if (OperatorReason.FaultOfRequired(reason) is { } fault) return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["reason"] = [fault] });
        if (required.Contains(group))
            return TypedResults.Problem($"The group {group} is required. Remove it from Outbox:RequiredGroups first.", statusCode: StatusCodes.Status409Conflict);
        try
        {
            var retired = await groups.RetireAsync(group, reason!, caller.Actor(), cancellationToken);
            return retired.State switch
            {
                RetirementState.Retired => TypedResults.Ok(new RetiredGroupDocument(
                    true, $"The group {group} has been retired. It no longer keeps the stream from being trimmed.", group, retired.Pending, retired.Retries, retired.DeadLetters, WorkerIdentity.Id)),
                RetirementState.Running => TypedResults.Problem(
                    $"The group {group} is running. Stop its consumers first; a consumer counts as running for {ConsumerGroupRetirement.RunningWithin.TotalSeconds:0} s after it last asked for events.",
                    statusCode: StatusCodes.Status409Conflict),
                _ => TypedResults.Problem("The group was not found.", statusCode: StatusCodes.Status404NotFound),
            };
        }
        catch (Exception error) when (RedisFault.IsOutage(error))
        {
            return Away(response, "The group may or may not have been retired; try again when Redis is available.");
        }
    }

    private static async Task<Results<Ok<GroupDeadLetterPage>, ValidationProblem, ProblemHttpResult>> DeadLettersAsync(
        [Description("The name of the group")] string group,
        [FromQuery, Range(1, LargestPage), Description("The maximum number of items, 1 to 200; default 50")] string? limit,
        [FromQuery, Description("The nextCursor of the previous page")] string? cursor,
        ConsumerGroups groups, RequiredGroups required, HttpResponse response, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var count = PageLimit.Read(limit, DefaultPage, LargestPage, errors);
        var after = TimeCursor.Read(cursor, errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        try
        {
            if (await groups.DeadLettersAsync(group, count + 1, after is { } place ? (place.Id, place.Moment.ToUnixTimeMilliseconds()) : null, cancellationToken) is not { } found)
                return TypedResults.Problem("The group was not found.", statusCode: StatusCodes.Status404NotFound);
            var next = found.Count > count ? TimeCursor.Write(found[count - 1].At, found[count - 1].Id) : null;
            return TypedResults.Ok(new GroupDeadLetterPage(group, required.Contains(group), [.. found.Take(count).Select(Show)], next));
        }
        catch (Exception error) when (RedisFault.IsOutage(error))
        {
            return Away(response, "The dead letters are kept there; try again when Redis is available.");
        }
    }

    private static async Task<Results<Ok<DiscardedDocument>, ValidationProblem, ProblemHttpResult>> DiscardAsync(
        [Description("The name of the group")] string group,
        [Description("The ID of the dead letter")] string id,
        [FromQuery, Required, StringLength(OperatorReason.MaxCharacters), Description("The reason, at most 500 characters; required")] string? reason,
        ConsumerGroups groups, RequiredGroups required, ClaimsPrincipal caller, HttpResponse response, CancellationToken cancellationToken)
    {
        if (OperatorReason.FaultOfRequired(reason) is { } fault) return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["reason"] = [fault] });
        if (required.Contains(group))
        {
            return TypedResults.Problem(
                $"The group {group} is required: a credential waits for it. Reprocess or discard the dead letter in the service that runs the group, which then reports it.", statusCode: StatusCodes.Status409Conflict);
        }

        try
        {
            return await groups.DiscardAsync(group, id, reason!, caller.Actor(), cancellationToken)
                ? TypedResults.Ok(new DiscardedDocument(true, "The dead letter was discarded. The event remains in the event store.", id, WorkerIdentity.Id))
                : TypedResults.Problem("The group has no dead letter with this ID.", statusCode: StatusCodes.Status404NotFound);
        }
        catch (Exception error) when (RedisFault.IsOutage(error))
        {
            return Away(response, "The dead letter may or may not have been discarded; try again when Redis is available.");
        }
    }

    private static ProblemHttpResult Away(HttpResponse response, string what)
    {
        response.Headers.RetryAfter = 2.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Problem($"Redis is unavailable. {what}", statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static GroupDeadLetter Show(QueuedDelivery queued)
    {
        var (delivery, mention) = (queued.Delivery, ConsumerGroups.EventMention.Of(queued.Delivery.Event));
        return new GroupDeadLetter(queued.Id, mention.EventType, mention.CredentialId, delivery.Reason, delivery.Attempts, delivery.FirstFailedAt, queued.At);
    }

    private static GroupDocument Show(ConsumerGroups.Standing one, DateTimeOffset now)
    {
        var stats = one.Stats;
        return new GroupDocument(
            one.Name, one.IsRequired, stats?.Lag, stats?.LagIsExact, stats?.Pending, stats?.Consumers, stats?.Retries, stats?.DeadLetters, one.Confirmed, one.DeadLettered,
            stats?.IdleMilliseconds is { } idle ? Rfc3339.ToMilliseconds(now.AddMilliseconds(-idle)) : null);
    }
}
