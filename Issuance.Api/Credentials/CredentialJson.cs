using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Issuance.Api.Credentials;

/// <summary>JSON of the credential documents, generated at build time.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IssuedContent))]
[JsonSerializable(typeof(CredentialDocument))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(RecordDocument))]
[JsonSerializable(typeof(ExpiringDocument))]
[JsonSerializable(typeof(IssuedDocument))]
[JsonSerializable(typeof(CredentialPage))]
[JsonSerializable(typeof(CredentialCount))]
[JsonSerializable(typeof(SavedView))]
[JsonSerializable(typeof(SavedViewList))]
[JsonSerializable(typeof(SaveViewRequest))]
[JsonSerializable(typeof(SuggestionsDocument))]
[JsonSerializable(typeof(DeliveryDocument))]
internal sealed partial class CredentialJson : JsonSerializerContext
{
    /// <summary>Writes Unicode text unescaped, as the responses do.</summary>
    public static CredentialJson Relaxed { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
