namespace KubeCredential.Administration;

/// <summary>A failed event and its place in its list.</summary>
/// <param name="At">The time by which the list is sorted.</param>
/// <param name="Id">The event's ID in the list, which sorts equal times.</param>
/// <param name="Reason">Why the last attempt failed, or null.</param>
/// <param name="Event">The event as shown.</param>
/// <typeparam name="TEvent">An event as the service shows it.</typeparam>
public readonly record struct FailedEventRow<TEvent>(DateTimeOffset At, string Id, string? Reason, TEvent Event);
