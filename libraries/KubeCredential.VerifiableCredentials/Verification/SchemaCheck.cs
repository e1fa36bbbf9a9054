using System.Text.Json;
using KubeCredential.VerifiableCredentials.Credentials;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.Schemas;

namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>Checks a credential against the schemas that it names (W3C Verifiable Credentials JSON Schema, section 2.1).</summary>
internal static class SchemaCheck
{
    public static async ValueTask<VerificationCheck> CheckAsync(SecuredDocument document, CredentialVerifierOptions options, CancellationToken cancellationToken)
    {
        var schemas = document.Content.Schemas;
        if (schemas.Count == 0) return CheckOutcomes.NotApplicable(CheckName.Schema, "The credential names no schema.");
        try
        {
            if (schemas.Count > options.Limits.MaxSchemas) throw Unsupported($"The credential names more than {options.Limits.MaxSchemas} schemas.");
            foreach (var schema in schemas)
            {
                if (JsonDocuments.Text(schema, "type") != "JsonSchema") throw Unsupported("The schema is of a type that is not known here.");
                var bytes = await options.Schemas.FetchAsync(JsonDocuments.Text(schema, "id")!, cancellationToken);
                CheckDigests(document.Json, schema, bytes.Span);
                if (DocumentSchema.Read(bytes.Span, limits: options.Limits).FaultsOf(document.Json) is [var fault, ..])
                    return CheckOutcomes.Of(CheckName.Schema, new CredentialException(CredentialError.SchemaViolation, "The credential breaks its schema.", fault.Place));
            }

            return CheckOutcomes.Passed(CheckName.Schema, "The credential follows its schema.");
        }
        catch (CredentialException error)
        {
            return CheckOutcomes.Of(CheckName.Schema, error);
        }
    }

    /// <summary>The schema must be the one that the issuer had before it (Verifiable Credentials Data Model 2.0, section 5.3).</summary>
    private static void CheckDigests(JsonElement document, JsonElement schema, ReadOnlySpan<byte> bytes)
    {
        var id = JsonDocuments.Text(schema, "id");
        foreach (var owner in JsonDocuments.OneOrMany(document, "relatedResource").Where(resource => JsonDocuments.Text(resource, "id") == id).Prepend(schema))
        {
            if (ResourceDigest.IsGiven(owner) && ResourceDigest.Matches(owner, bytes) is not true)
                throw new CredentialException(CredentialError.SchemaUnavailable, "The schema is not the one that the credential was made for, as far as can be told: its digest is another one, or of another kind.", "/credentialSchema");
        }
    }

    private static CredentialException Unsupported(string message) => new(CredentialError.UnsupportedSchema, message, "/credentialSchema");
}
