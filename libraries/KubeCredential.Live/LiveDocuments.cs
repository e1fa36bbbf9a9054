using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace KubeCredential.Live;

/// <summary>The first event of a stream.</summary>
/// <param name="WorkerId">The process that tells.</param>
/// <param name="Timestamp">When.</param>
public sealed record HelloEvent(string WorkerId, [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp);

/// <summary>Told once when the present state cannot be read; the stream goes on.</summary>
/// <param name="Message">What is wrong, as a sentence.</param>
public sealed record ProblemEvent(string Message);
