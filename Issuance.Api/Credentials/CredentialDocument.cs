using System.Text.Json;
using System.Text.Json.Serialization;
using KubeCredential.ServiceDefaults.OpenApi;

namespace Issuance.Api.Credentials;

/// <summary>A credential as all endpoints return it: its content, byte for byte.</summary>
/// <param name="Id">The credential's id.</param>
/// <param name="HolderName">Who holds it.</param>
/// <param name="CredentialType">What it attests.</param>
/// <param name="IssuerName">Who issued it.</param>
/// <param name="Json">The content: the JSON text of a <see cref="IssuedContent"/>.</param>
[WrittenAs(typeof(IssuedContent))]
[JsonConverter(typeof(RawContent))]
internal sealed record CredentialDocument(Guid Id, string HolderName, string CredentialType, string IssuerName, string Json)
{
    internal sealed class RawContent : JsonConverter<CredentialDocument>
    {
        public override CredentialDocument Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("Credentials are only written.");

        // This service wrote the text itself when it issued the credential, so it is not validated again.
        public override void Write(Utf8JsonWriter writer, CredentialDocument value, JsonSerializerOptions options) => writer.WriteRawValue(value.Json, skipInputValidation: true);
    }
}
