using System.Text;
using System.Text.Json;
using KubeCredential.VerifiableCredentials.Credentials;
using KubeCredential.VerifiableCredentials.Jose;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.JsonLd;

namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>A document and how it is secured, as far as it can be read.</summary>
/// <param name="Json">The document: with its proofs, or the payload of a JWT.</param>
/// <param name="Jwt">The JWT, if it is one.</param>
/// <param name="Content">What it says.</param>
internal sealed record SecuredDocument(JsonElement Json, CredentialJwt? Jwt, DocumentContent Content)
{
    private const string JwtData = "data:application/";

    public DocumentFormat Format => Jwt is null ? DocumentFormat.DataIntegrity : DocumentFormat.Jwt;

    public DocumentKind Kind => Content.IsPresentation ? DocumentKind.Presentation : DocumentKind.Credential;

    /// <summary>Reads a document of any form.</summary>
    public static SecuredDocument Read(ReadOnlySpan<byte> text, CredentialLimits limits)
    {
        text = text.Trim(" \t\r\n"u8);
        return CredentialJwt.IsCompact(text) ? ReadJwt(text, limits) : Read(ParseObject(text, limits), limits);
    }

    /// <summary>Reads a document that is part of another one.</summary>
    public static SecuredDocument Read(JsonElement json, CredentialLimits limits)
    {
        if (json.ValueKind == JsonValueKind.String) return ReadJwt(Encoding.UTF8.GetBytes(json.GetString()!), limits);
        if (json.ValueKind != JsonValueKind.Object) throw new CredentialException(CredentialError.InvalidMember, "The document is not an object.");
        var types = DocumentReader.TypesOf(json);
        if (!types.Contains(DocumentReader.EnvelopedCredentialType) && !types.Contains(DocumentReader.EnvelopedPresentationType)) return new SecuredDocument(json, null, DocumentReader.Read(json));

        // An envelope holds a JWT as a data URL, and is a document of the data model itself (Verifiable Credentials Data Model 2.0, sections 4.13 and 4.14).
        if (!JsonDocuments.OneOrMany(json, "@context").Any(static context => context.ValueKind == JsonValueKind.String && context.GetString() == BundledContexts.CredentialsV2))
            throw new CredentialException(CredentialError.InvalidMember, "The '@context' of the envelope does not have that of the data model.", "/@context");
        var id = JsonDocuments.Text(json, "id");
        var comma = id?.IndexOf(',', StringComparison.Ordinal) ?? -1;
        return comma > 0 && id![..comma] is JwtData + CredentialJwt.CredentialType or JwtData + CredentialJwt.PresentationType
            ? ReadJwt(Encoding.UTF8.GetBytes(id[(comma + 1)..]), limits)
            : throw new CredentialException(CredentialError.UnsupportedDocument, "The envelope does not hold a JWT.", "/id");
    }

    private static SecuredDocument ReadJwt(ReadOnlySpan<byte> text, CredentialLimits limits)
    {
        var jwt = CredentialJwt.Parse(text, limits);
        var content = DocumentReader.Read(jwt.Payload);
        var type = jwt.Type?.ToUpperInvariant();
        var expected = content.IsPresentation ? "VP+JWT" : "VC+JWT";
        if (type is not null and not "JWT" && type != expected && type != $"APPLICATION/{expected}") throw new CredentialException(CredentialError.InvalidJwt, "The type in the header of the JWT is not that of the document.");
        return new SecuredDocument(jwt.Payload, jwt, content);
    }

    private static JsonElement ParseObject(ReadOnlySpan<byte> text, CredentialLimits limits) => JsonDocuments.ParseObject(text, limits);
}
