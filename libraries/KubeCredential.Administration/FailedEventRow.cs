namespace KubeCredential.Administration;

/// <summary>An event that failed, and its place in the list it is taken from.</summary>
/// <param name="At">The moment by which the list is sorted.</param>
/// <param name="Id">The event's id there, by which equal moments are sorted.</param>
/// <param name="Event">The event as it is shown.</param>
/// <typeparam name="TEvent">An event as the service shows it.</typeparam>
public readonly record struct FailedEventRow<TEvent>(DateTimeOffset At, string Id, TEvent Event);
