using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Issuance.Api.Batches;

/// <summary>JSON of batches, generated at build time.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BatchDocument))]
[JsonSerializable(typeof(BatchPage))]
[JsonSerializable(typeof(BatchRowPage))]
[JsonSerializable(typeof(BatchFaultSummary))]
[JsonSerializable(typeof(BatchConfirmation))]
[JsonSerializable(typeof(BatchMappingRequest))]
[JsonSerializable(typeof(BatchProgressEvent))]
[JsonSerializable(typeof(IReadOnlyList<BatchColumnDocument>))]
[JsonSerializable(typeof(IReadOnlyList<BatchDefault>))]
[JsonSerializable(typeof(IReadOnlyList<RowFault>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class BatchJson : JsonSerializerContext
{
    /// <summary>Writes Unicode text unescaped, as the responses do.</summary>
    public static BatchJson Relaxed { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });
}
