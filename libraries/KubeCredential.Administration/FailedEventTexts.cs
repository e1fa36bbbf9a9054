namespace KubeCredential.Administration;

/// <summary>A service's texts for the endpoints of failed events.</summary>
/// <param name="IdRoute">The ID of a dead letter in the route, with its constraint: <c>{id}</c> or <c>{id:guid}</c>.</param>
/// <param name="ReprocessSummary">The summary of the endpoint that reprocesses dead letters.</param>
/// <param name="Done">What happens to a reprocessed event: <c>published</c> or <c>processed</c>.</param>
/// <param name="Discarded">The message after discarding a dead letter.</param>
public sealed record FailedEventTexts(string IdRoute, string ReprocessSummary, string Done, string Discarded);
