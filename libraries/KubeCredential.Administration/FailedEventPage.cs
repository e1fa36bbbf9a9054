namespace KubeCredential.Administration;

/// <summary>A page of failed events.</summary>
/// <param name="Items">The events.</param>
/// <param name="NextCursor">Passed as <c>cursor</c>, it returns the next page; null on the last one.</param>
/// <typeparam name="TEvent">An event as the service shows it.</typeparam>
public sealed record FailedEventPage<TEvent>(IReadOnlyList<TEvent> Items, string? NextCursor);
