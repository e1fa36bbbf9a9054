using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace KubeCredential.Live;

/// <summary>The first event of a stream.</summary>
/// <param name="WorkerId">The process that sends the events.</param>
/// <param name="Timestamp">When the stream started.</param>
public sealed record HelloEvent(string WorkerId, [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp);

/// <summary>Sent once when the current state cannot be read; the stream continues.</summary>
/// <param name="Message">What is wrong, as a sentence.</param>
public sealed record ProblemEvent(string Message);
