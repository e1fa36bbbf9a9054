using KubeCredential.Hosting.Resilience;

namespace KubeCredential.Administration;

/// <summary>The answer to a change of the breaker, and its state.</summary>
/// <param name="Success">Whether it was done.</param>
/// <param name="Message">The answer as a sentence.</param>
/// <param name="CircuitBreaker">The breaker of this replica, after the change.</param>
/// <param name="WorkerId">The replica that answered.</param>
public sealed record CircuitDocument(bool Success, string Message, CircuitSnapshot CircuitBreaker, string WorkerId);
