using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace KubeCredential.Administration;

/// <summary>The response to <c>POST /admin/reprocess-failed</c>.</summary>
/// <param name="Success">Whether the request succeeded.</param>
/// <param name="Message">The result as a sentence.</param>
/// <param name="ReprocessedCount">How many events are being reprocessed.</param>
/// <param name="WorkerId">The replica that answered.</param>
/// <param name="Timestamp">The time of the response.</param>
public sealed record ReprocessedDocument(
    bool Success, string Message, long ReprocessedCount, string WorkerId, [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp);
