using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json.Serialization;
using Issuance.Api.Outbox;
using KubeCredential.Hosting;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Console;

/// <summary>How many credentials were issued and delivered by all replicas together, minute by minute.</summary>
/// <param name="From">The start of the first step.</param>
/// <param name="To">The end of the last one.</param>
/// <param name="StepSeconds">The length of a step.</param>
/// <param name="Points">The steps, oldest first.</param>
/// <param name="WorkerId">The replica that answered.</param>
internal sealed record TimelineDocument(
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset From,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset To,
    int StepSeconds,
    IReadOnlyList<TimelinePoint> Points,
    string WorkerId);

/// <summary>One minute. Lags are measured from issue to the verifier's confirmation; null if nothing was delivered.</summary>
/// <param name="At">The start of the minute.</param>
/// <param name="Issued">Credentials issued.</param>
/// <param name="Delivered">Credentials confirmed by the verifier.</param>
/// <param name="LagMeanMs">The mean lag in milliseconds, or null.</param>
/// <param name="LagMaxMs">The longest lag in milliseconds, or null.</param>
internal sealed record TimelinePoint(
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset At, long Issued, long Delivered, double? LagMeanMs, long? LagMaxMs);

/// <summary>The last hour, for the charts.</summary>
internal static class TimelineEndpoint
{
    private const int MostMinutes = 60;

    internal static void MapTimeline(this IEndpointRouteBuilder app) =>
        app.MapGet("/admin/timeline", ReadAsync)
            .WithTags("Administration").WithName("GetTimeline").WithSummary("Counts the credentials issued and delivered, minute by minute").ForReaders().ProducesValidationProblem();

    private static async Task<Results<Ok<TimelineDocument>, ValidationProblem>> ReadAsync(
        DeliveryTimeline timeline, ClaimsPrincipal caller, TimeProvider time,
        [FromQuery, Range(1, MostMinutes), Description("How many minutes, from 1 to 60; 60 if left out")] string? minutes,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var count = PageLimit.Read(minutes, MostMinutes, MostMinutes, errors, "minutes");
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);

        var last = DeliveryTimeline.MinuteOf(time.GetUtcNow());
        var from = last.AddMinutes(1 - count);
        var found = await (caller.Organisation() is { } organisation ? timeline.ReadOfAsync(organisation, from, cancellationToken) : timeline.ReadAsync(from, cancellationToken));
        var points = Enumerable.Range(0, count).Select(i => from.AddMinutes(i)).Select(at =>
        {
            var minute = found.GetValueOrDefault(at);
            return minute.Delivered == 0
                ? new TimelinePoint(at, minute.Issued, 0, null, null)
                : new TimelinePoint(at, minute.Issued, minute.Delivered, Math.Round((double)minute.LagSum / minute.Delivered, 1), minute.LagMax);
        });
        return TypedResults.Ok(new TimelineDocument(from, last.AddMinutes(1), 60, [.. points], WorkerIdentity.Id));
    }
}
