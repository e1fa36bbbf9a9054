using System.Buffers;
using System.Text.Json;
using KubeCredential.Text;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.Keys;

namespace KubeCredential.VerifiableCredentials.Dids;

/// <summary>A DID document: the keys of an issuer or a holder (W3C Decentralized Identifiers 1.0, section 5; W3C Controlled Identifiers 1.0, section 2).</summary>
/// <param name="Id">The DID.</param>
/// <param name="VerificationMethods">The keys.</param>
/// <param name="AssertionMethods">The IDs of the keys whose signatures on credentials count.</param>
/// <param name="Authentications">The IDs of the keys whose signatures on presentations count.</param>
public sealed record DidDocument(
    string Id, IReadOnlyList<VerificationMethod> VerificationMethods, IReadOnlyList<string> AssertionMethods, IReadOnlyList<string> Authentications)
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/did+ld+json";

    /// <summary>Reads a document.</summary>
    /// <param name="json">The document: JSON in UTF-8.</param>
    /// <param name="did">The DID whose document it must be.</param>
    /// <param name="limits">What it may cost; null: <see cref="CredentialLimits.Default"/>.</param>
    /// <exception cref="CredentialException">It is malformed, too large, or that of another DID (<see cref="CredentialError.InvalidDidDocument"/> and those of reading JSON).</exception>
    public static DidDocument Parse(ReadOnlySpan<byte> json, string did, CredentialLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(did);
        return new DidDocumentReader(did, limits ?? CredentialLimits.Default).Read(json);
    }

    /// <summary>The key of an ID, compared exactly; null if there is none.</summary>
    public VerificationMethod? Find(string keyId) => VerificationMethods.FirstOrDefault(method => method.Id == keyId);

    /// <summary>Writes a document whose keys are of type Multikey, with their revocation and end.</summary>
    /// <returns>JSON in UTF-8.</returns>
    /// <exception cref="CredentialException">A key is missing or one of RSA (<see cref="CredentialError.UnsupportedKey"/>).</exception>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, JsonDocuments.Compact))
        {
            json.WriteStartObject();
            WriteTexts(json, "@context", ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]);
            json.WriteString("id", Id);
            json.WriteStartArray("verificationMethod");
            foreach (var method in VerificationMethods) Write(json, method);
            json.WriteEndArray();
            WriteTexts(json, "assertionMethod", AssertionMethods);
            if (Authentications.Count > 0) WriteTexts(json, "authentication", Authentications);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, VerificationMethod method)
    {
        json.WriteStartObject();
        json.WriteString("id", method.Id);
        json.WriteString("type", "Multikey");
        json.WriteString("controller", method.Controller);
        json.WriteString("publicKeyMultibase", Multikey.Format(method.Key ?? throw new CredentialException(CredentialError.UnsupportedKey, "A key of the document cannot be written.")));
        if (method.Revoked is { } revoked) json.WriteString("revoked", Rfc3339.Format(revoked));
        if (method.Expires is { } expires) json.WriteString("expires", Rfc3339.Format(expires));
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
