namespace KubeCredential.TestServers.Otlp;

/// <summary>A log entry exported by a service.</summary>
/// <param name="Service">The value of <c>service.name</c>.</param>
/// <param name="Scope">The logger's category.</param>
/// <param name="Severity">The level's name.</param>
/// <param name="Body">The text.</param>
/// <param name="TraceId">The trace in lower-case hexadecimal, or empty.</param>
/// <param name="Attributes">The attributes, including those of the scopes.</param>
public sealed record OtlpLog(string Service, string Scope, string Severity, string Body, string TraceId, IReadOnlyDictionary<string, object?> Attributes);
