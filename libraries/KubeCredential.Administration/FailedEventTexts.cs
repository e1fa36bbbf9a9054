namespace KubeCredential.Administration;

/// <summary>What the endpoints of failed events say at a service.</summary>
/// <param name="IdRoute">The id of a dead letter in a route, with its constraint: <c>{id}</c> or <c>{id:guid}</c>.</param>
/// <param name="ReprocessSummary">What becomes of dead letters that are tried again.</param>
/// <param name="Done">What is done with an event that is tried again: <c>published</c> or <c>processed</c>.</param>
/// <param name="Discarded">What has become of a dead letter that was taken away.</param>
public sealed record FailedEventTexts(string IdRoute, string ReprocessSummary, string Done, string Discarded);
