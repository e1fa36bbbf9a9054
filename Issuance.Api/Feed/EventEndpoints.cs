using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Issuance.Api.EventStore;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Feed;

/// <summary>The event store as a feed.</summary>
internal static class EventEndpoints
{
    private const int DefaultPage = 100;
    private const int LargestPage = 1000;

    internal static RouteGroupBuilder MapEvents(this IEndpointRouteBuilder app)
    {
        var events = app.MapGroup("/api/v1/events").WithTags("Events").ForReplicas();
        events.MapGet("/", ReadAsync)
            .WithName("ReadEvents")
            .WithSummary("Reads the event store page by page, oldest events first")
            .WithDescription("The order never changes and no event appears late: an event becomes visible once every transaction that began before its own has ended. To continue, send nextAfter as after, even if the page was not full.")
            .ProducesValidationProblem();
        return events;
    }

    private static async Task<Results<Ok<EventPage>, ValidationProblem>> ReadAsync(
        EventReader store,
        [FromQuery, Description("The nextAfter of the previous page; if left out, reading starts at the beginning")] string? after,
        [FromQuery, Range(1, LargestPage), Description("How many, from 1 to 1,000; 100 if left out")] string? limit,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var count = PageLimit.Read(limit, DefaultPage, LargestPage, errors);
        var place = PlaceOf(after, errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);

        var (settled, begun) = await store.TransactionsAsync(cancellationToken); // Before the events, so that it promises no more than the page holds.
        var found = await store.ReadAsync(place, count, cancellationToken);
        var last = found.Count > 0 ? found[^1].Place : place;
        var items = found.ConvertAll(static one => new EventDocument(
            one.Event.EventType, one.Event.EventId, one.Event.Timestamp, one.Event.Version, one.Event.CorrelationId, one.Event.CredentialId, new StatusText(one.Event.StatusJson),
            one.Event.ContentHash, one.Event.ContentSalt, one.Event.Credential is { } content ? new ContentText(content) : null,
            one.Event.Signature!.Value.KeyId, one.Event.Signature.Value.Value));
        return TypedResults.Ok(new EventPage(items, string.Create(CultureInfo.InvariantCulture, $"{last.Transaction}.{last.Position}"), found.Count < count, settled, begun));
    }

    private static EventReader.Place PlaceOf(string? after, Dictionary<string, string[]> errors)
    {
        if (after is null) return default;
        if (after.Split('.') is [var transaction, var position]
            && ulong.TryParse(transaction, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var second))
        {
            return new EventReader.Place(first, second);
        }

        errors["after"] = ["This must be the nextAfter of the previous page, unchanged."];
        return default;
    }
}
