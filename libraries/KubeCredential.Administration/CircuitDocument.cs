using KubeCredential.Hosting.Resilience;

namespace KubeCredential.Administration;

/// <summary>The response to a change of the breaker, with its state.</summary>
/// <param name="Success">Whether the request succeeded.</param>
/// <param name="Message">The result as a sentence.</param>
/// <param name="CircuitBreaker">The breaker of this replica, after the change.</param>
/// <param name="WorkerId">The replica that answered.</param>
public sealed record CircuitDocument(bool Success, string Message, CircuitSnapshot CircuitBreaker, string WorkerId);
