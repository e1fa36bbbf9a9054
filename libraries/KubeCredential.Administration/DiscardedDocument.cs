namespace KubeCredential.Administration;

/// <summary>The answer to the removal of a dead letter.</summary>
/// <param name="Success">Whether it was done.</param>
/// <param name="Message">The answer as a sentence.</param>
/// <param name="Id">The id of the event that was taken away.</param>
/// <param name="WorkerId">The replica that answered.</param>
public sealed record DiscardedDocument(bool Success, string Message, string Id, string WorkerId);
