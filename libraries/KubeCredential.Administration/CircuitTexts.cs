namespace KubeCredential.Administration;

/// <summary>What the endpoint of the breaker says at a service.</summary>
/// <param name="Summary">What the breaker does there.</param>
/// <param name="Isolated">That the work is stopped.</param>
/// <param name="Closed">That it goes on.</param>
public sealed record CircuitTexts(string Summary, string Isolated, string Closed);
