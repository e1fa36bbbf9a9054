using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json.Serialization;
using Issuance.Api.Outbox;
using KubeCredential.Hosting;
using KubeCredential.Security;
using KubeCredential.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Console;

/// <summary>How many credentials were issued and delivered by all replicas together, step by step.</summary>
/// <param name="From">The start of the first step.</param>
/// <param name="To">The end of the last one, which has not ended yet.</param>
/// <param name="StepSeconds">The length of a step.</param>
/// <param name="Points">The steps, oldest first.</param>
/// <param name="Issued">Credentials issued in the whole range.</param>
/// <param name="Delivered">Credentials confirmed by the verifier in the whole range.</param>
/// <param name="Lag">How long delivery took in the whole range; null if nothing was delivered.</param>
/// <param name="WorkerId">The replica that answered.</param>
internal sealed record TimelineDocument(
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset From,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset To,
    int StepSeconds,
    IReadOnlyList<TimelinePoint> Points,
    long Issued,
    long Delivered,
    LagDocument? Lag,
    string WorkerId);

/// <summary>One step.</summary>
/// <param name="At">The start of the step.</param>
/// <param name="Issued">Credentials issued.</param>
/// <param name="Delivered">Credentials confirmed by the verifier.</param>
/// <param name="Lag">How long delivery took; null if nothing was delivered.</param>
internal sealed record TimelinePoint([property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset At, long Issued, long Delivered, LagDocument? Lag);

/// <summary>How long delivery took, from issue to the verifier's confirmation, in milliseconds. Percentiles are rounded up, by at most a fifth.</summary>
/// <param name="P50Ms">Half of all were delivered within this time.</param>
/// <param name="P95Ms">95 % were delivered within this time.</param>
/// <param name="P99Ms">99 % were delivered within this time.</param>
/// <param name="MaxMs">The longest time.</param>
internal sealed record LagDocument(long P50Ms, long P95Ms, long P99Ms, long MaxMs)
{
    internal static LagDocument? Of(DeliveryCounts counts) => counts is { Delivered: > 0 }
        ? new LagDocument(counts.Within(0.5)!.Value, counts.Within(0.95)!.Value, counts.Within(0.99)!.Value, counts.Longest)
        : null;
}

/// <summary>The last hour, day or week, for the charts.</summary>
internal static class TimelineEndpoint
{
    internal static void MapTimeline(this IEndpointRouteBuilder app) =>
        app.MapGet("/admin/timeline", ReadAsync)
            .WithTags("Administration").WithName("GetTimeline").WithSummary("Counts the credentials issued and delivered, and how long delivery took").ForReaders().ProducesValidationProblem();

    private static async Task<Results<Ok<TimelineDocument>, ValidationProblem>> ReadAsync(
        DeliveryTimeline timeline, ClaimsPrincipal caller, TimeProvider time,
        [FromQuery(Name = "range"), AllowedValues(TimelineRange.Hour, TimelineRange.Day, TimelineRange.Week),
            Description("How far back: the last hour by minute, the last 24 hours by quarter of an hour, or the last 7 days by hour; 1h if left out")] string? name,
        CancellationToken cancellationToken)
    {
        if (TimelineRange.All.FirstOrDefault(one => one.Name == (name ?? TimelineRange.Hour)) is not { } range)
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["range"] = ["This must be 1h, 24h or 7d."] });

        var from = range.FirstStep(time.GetUtcNow());
        var found = await (caller.Organisation() is { } organisation
            ? timeline.ReadOfAsync(organisation, range, from, cancellationToken)
            : timeline.ReadAsync(range, from, cancellationToken));
        var total = new DeliveryCounts();
        var points = new List<TimelinePoint>(range.Steps);
        for (var i = 0; i < range.Steps; i++)
        {
            var counts = found.GetValueOrDefault(from + (i * range.Step)) ?? new DeliveryCounts();
            total.Add(counts);
            points.Add(new TimelinePoint(from + (i * range.Step), counts.Issued, counts.Delivered, LagDocument.Of(counts)));
        }

        return TypedResults.Ok(new TimelineDocument(from, from + (range.Steps * range.Step), range.StepSeconds, points, total.Issued, total.Delivered, LagDocument.Of(total), WorkerIdentity.Id));
    }
}
