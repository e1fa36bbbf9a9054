namespace KubeCredential.Messaging.Consuming;

/// <summary>An attempt that failed because of the event itself.</summary>
/// <param name="Delivery">The event, and why it failed.</param>
/// <param name="IsDead">Whether it is given up; otherwise it is retried later.</param>
public readonly record struct FailedAttempt(FailedDelivery Delivery, bool IsDead);
