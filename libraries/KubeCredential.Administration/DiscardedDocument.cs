namespace KubeCredential.Administration;

/// <summary>The response to discarding a dead letter.</summary>
/// <param name="Success">Whether it was done.</param>
/// <param name="Message">The answer as a sentence.</param>
/// <param name="Id">The ID of the discarded event.</param>
/// <param name="WorkerId">The replica that answered.</param>
public sealed record DiscardedDocument(bool Success, string Message, string Id, string WorkerId);
