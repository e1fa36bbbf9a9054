using System.Buffers;
using System.Text.Json;
using KubeCredential.Text;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.JsonLd;
using KubeCredential.VerifiableCredentials.StatusLists;

namespace KubeCredential.VerifiableCredentials.Credentials;

/// <summary>Makes the documents of our credentials (W3C Verifiable Credentials Data Model 2.0, section 4).</summary>
public static class CredentialDocument
{
    /// <summary>The type of our credentials beside <c>VerifiableCredential</c>.</summary>
    public const string Type = "KubeCredential";

    private const string Vocabulary = "urn:kubecredential:";
    private const string UndefinedTerms = "https://www.w3.org/ns/credentials/undefined-terms/v2";

    /// <summary>The credential, to be signed.</summary>
    /// <returns>JSON in UTF-8, without a proof.</returns>
    public static byte[] Build(CredentialContent content, CredentialForm form)
    {
        ArgumentNullException.ThrowIfNull(content);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, JsonDocuments.Compact))
        {
            json.WriteStartObject();
            json.WriteStartArray("@context");
            json.WriteStringValue(BundledContexts.CredentialsV2);
            if (form == CredentialForm.InlineContext) WriteContext(json);
            else json.WriteStringValue(UndefinedTerms);
            json.WriteEndArray();
            WriteHead(json, content.Id, ["VerifiableCredential", Type]);
            json.WriteStartObject("issuer");
            json.WriteString("id", content.Issuer);
            json.WriteString("name", content.IssuerName);
            json.WriteEndObject();
            WriteTimes(json, content.ValidFrom, content.ValidUntil);
            json.WriteStartObject("credentialSubject");
            if (content.HolderId is not null) json.WriteString("id", content.HolderId);
            json.WriteString("name", content.HolderName);
            json.WriteString("credentialType", content.CredentialType);
            if (content.Metadata is { } metadata)
            {
                json.WritePropertyName("metadata");
                metadata.WriteTo(json);
            }

            json.WriteEndObject();
            WriteStatuses(json, content.Statuses);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    internal static void WriteHead(Utf8JsonWriter json, Guid id, IReadOnlyList<string> types)
    {
        json.WriteString("id", $"urn:uuid:{id:D}");
        json.WriteStartArray("type");
        foreach (var type in types) json.WriteStringValue(type);
        json.WriteEndArray();
    }

    internal static void WriteTimes(Utf8JsonWriter json, DateTimeOffset from, DateTimeOffset? until)
    {
        json.WriteString("validFrom", Rfc3339.Format(from));
        if (until is { } end) json.WriteString("validUntil", Rfc3339.Format(end));
    }

    internal static void WriteStatuses(Utf8JsonWriter json, IReadOnlyList<StatusEntry> statuses)
    {
        if (statuses.Count == 0) return;
        json.WriteStartArray("credentialStatus");
        foreach (var status in statuses) status.Write(json);
        json.WriteEndArray();
    }

    private static void WriteContext(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBoolean("@protected", true);
        json.WriteString(Type, Vocabulary + Type);
        json.WriteString("credentialType", Vocabulary + "credentialType");
        json.WriteStartObject("metadata");
        json.WriteString("@id", Vocabulary + "metadata");
        json.WriteString("@type", "@json");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
