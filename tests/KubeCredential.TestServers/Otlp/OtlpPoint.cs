namespace KubeCredential.TestServers.Otlp;

/// <summary>A data point of a metric exported by a service.</summary>
/// <param name="Service">The value of <c>service.name</c>.</param>
/// <param name="Scope">The meter's name.</param>
/// <param name="Metric">The instrument's name.</param>
/// <param name="Attributes">The attributes.</param>
public sealed record OtlpPoint(string Service, string Scope, string Metric, IReadOnlyDictionary<string, object?> Attributes);
