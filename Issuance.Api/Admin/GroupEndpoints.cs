using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using Issuance.Api.Outbox;
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
    internal static void MapGroups(this RouteGroupBuilder admin) =>
        admin.MapDelete("/groups/{group}", RetireAsync).WithName("RetireGroup")
            .WithSummary("Retires a consumer group that is no longer in use, with its retry queue and dead letters, so that the stream can be trimmed again")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

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
            response.Headers.RetryAfter = 2.ToString(CultureInfo.InvariantCulture);
            return TypedResults.Problem("Redis is unavailable. The group may or may not have been retired; try again when Redis is available.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static GroupDocument Show(ConsumerGroups.Standing one, DateTimeOffset now)
    {
        var stats = one.Stats;
        return new GroupDocument(
            one.Name, one.IsRequired, stats?.Lag, stats?.LagIsExact, stats?.Pending, stats?.Consumers, stats?.Retries, stats?.DeadLetters, one.Confirmed, one.DeadLettered,
            stats?.IdleMilliseconds is { } idle ? Rfc3339.ToMilliseconds(now.AddMilliseconds(-idle)) : null);
    }
}
