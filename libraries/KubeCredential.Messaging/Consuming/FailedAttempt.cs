namespace KubeCredential.Messaging.Consuming;

/// <summary>An attempt at an event that failed through a fault of the event.</summary>
/// <param name="Delivery">The event, and why it failed.</param>
/// <param name="IsDead">Whether it is given up; otherwise it is tried again later.</param>
public readonly record struct FailedAttempt(FailedDelivery Delivery, bool IsDead);
