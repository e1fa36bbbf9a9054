namespace KubeCredential.Administration;

/// <summary>A service's texts for the breaker endpoint.</summary>
/// <param name="Summary">The summary of the endpoint.</param>
/// <param name="Isolated">The message after stopping.</param>
/// <param name="Closed">The message after resuming.</param>
public sealed record CircuitTexts(string Summary, string Isolated, string Closed);
