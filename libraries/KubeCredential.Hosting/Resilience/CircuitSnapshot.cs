using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace KubeCredential.Hosting.Resilience;

/// <summary>A circuit breaker's state at one moment.</summary>
/// <param name="State"><c>closed</c>, <c>open</c>, <c>half-open</c>, or <c>isolated</c> if an operator has stopped the calls.</param>
/// <param name="NextProbeAt">When an open breaker lets the next call through, else null.</param>
/// <param name="LastError">The type of the last error, or null.</param>
/// <param name="LastErrorAt">When it happened, or null.</param>
public sealed record CircuitSnapshot(
    [property: AllowedValues(CircuitSnapshot.Closed, CircuitSnapshot.Open, CircuitSnapshot.HalfOpen, CircuitSnapshot.Isolated)] string State,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? NextProbeAt,
    string? LastError,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? LastErrorAt)
{
    /// <summary>Calls go through.</summary>
    public const string Closed = "closed";

    /// <summary>Calls are refused until the next probe.</summary>
    public const string Open = "open";

    /// <summary>The next call is the probe.</summary>
    public const string HalfOpen = "half-open";

    /// <summary>An operator has stopped the calls.</summary>
    public const string Isolated = "isolated";
}
