namespace KubeCredential.Administration;

/// <summary>The response to discarding a dead letter.</summary>
/// <param name="Success">Whether the request succeeded.</param>
/// <param name="Message">The result as a sentence.</param>
/// <param name="Id">The ID of the discarded event.</param>
/// <param name="WorkerId">The replica that answered.</param>
public sealed record DiscardedDocument(bool Success, string Message, string Id, string WorkerId);
