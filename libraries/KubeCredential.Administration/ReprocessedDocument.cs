using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace KubeCredential.Administration;

/// <summary>The answer to <c>POST /admin/reprocess-failed</c>.</summary>
/// <param name="Success">Whether it was done.</param>
/// <param name="Message">The answer as a sentence.</param>
/// <param name="ReprocessedCount">How many events are tried again.</param>
/// <param name="WorkerId">The replica that answered.</param>
/// <param name="Timestamp">When.</param>
public sealed record ReprocessedDocument(
    bool Success, string Message, long ReprocessedCount, string WorkerId, [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp);
