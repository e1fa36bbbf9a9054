using System.Text.Json;
using KubeCredential.Text;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.Keys;

namespace KubeCredential.VerifiableCredentials.Dids;

/// <summary>Reads a DID document: keys of every type that holds one in a known form, and the IDs of those that may be used for a purpose.</summary>
internal sealed class DidDocumentReader(string did, CredentialLimits limits)
{
    private readonly List<VerificationMethod> _methods = [];
    private int _entries;

    public DidDocument Read(ReadOnlySpan<byte> json)
    {
        if (!Did.IsValid(did)) throw new CredentialException(CredentialError.InvalidDid, "The text is not a DID.");
        var root = JsonDocuments.ParseObject(json, limits);
        if (JsonDocuments.Text(root, "id") != did) throw Invalid("The DID document is not that of the DID.", "/id");
        foreach (var item in Items(root, "verificationMethod")) Add(ReadMethod(item, "/verificationMethod"));
        return new DidDocument(did, _methods, Relationship(root, "assertionMethod"), Relationship(root, "authentication"));
    }

    /// <summary>The keys for a purpose: IDs, or whole keys that are for nothing else.</summary>
    private List<string> Relationship(JsonElement root, string name)
    {
        List<string> ids = [];
        foreach (var item in Items(root, name))
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                ids.Add(Absolute(item.GetString()!));
                continue;
            }

            var method = ReadMethod(item, $"/{name}");
            Add(method);
            ids.Add(method.Id);
        }

        return ids;
    }

    private VerificationMethod ReadMethod(JsonElement item, string pointer)
    {
        if (JsonDocuments.Text(item, "id") is not { } id || JsonDocuments.Text(item, "type") is not { } type) throw Invalid("A key has no 'id' or no 'type'.", pointer);
        var method = new VerificationMethod(Absolute(id), type, JsonDocuments.Text(item, "controller") ?? throw Invalid("A key has no 'controller'.", pointer))
        {
            Revoked = Moment(item, "revoked", pointer),
            Expires = Moment(item, "expires", pointer),
        };
        try
        {
            return method with { Key = ReadKey(item, type) };
        }
        catch (CredentialException error)
        {
            // A key that nobody here can use does not spoil the others.
            return method with { KeyError = error };
        }
    }

    private static VerificationKey ReadKey(JsonElement item, string type)
    {
        if (JsonDocuments.Text(item, "publicKeyMultibase") is { } multibase) return Multikey.Parse(multibase);
        if (item.TryGetProperty("publicKeyJwk", out var jwk)) return JsonWebKey.Parse(jwk);
        if (type == "Ed25519VerificationKey2018" && JsonDocuments.Text(item, "publicKeyBase58") is { } plain)
            return VerificationKey.Create(KeyAlgorithm.Ed25519, Base58Btc.DecodePlain(plain) ?? throw new CredentialException(CredentialError.InvalidKey, "The key is not in base58."));
        throw new CredentialException(CredentialError.UnsupportedKey, "The key is in a form that is not known here.");
    }

    private void Add(VerificationMethod method)
    {
        if (_methods.Exists(other => other.Id == method.Id)) throw Invalid("Two keys have the same ID.", "/verificationMethod");
        _methods.Add(method);
    }

    private IEnumerable<JsonElement> Items(JsonElement root, string name)
    {
        foreach (var item in JsonDocuments.OneOrMany(root, name))
        {
            if (++_entries > limits.MaxDidDocumentEntries) throw Invalid($"The DID document has more than {limits.MaxDidDocumentEntries} keys.", $"/{name}");
            yield return item;
        }
    }

    /// <summary>A relative ID belongs to the DID of the document.</summary>
    private string Absolute(string id) => id.StartsWith('#') ? did + id : id;

    private static DateTimeOffset? Moment(JsonElement item, string name, string pointer)
    {
        if (!item.TryGetProperty(name, out var value)) return null;
        return value.ValueKind == JsonValueKind.String && Rfc3339.TryParse(value.GetString(), out DateTimeOffset moment) ? moment : throw Invalid($"The member '{name}' of a key is not a time.", pointer);
    }

    private static CredentialException Invalid(string message, string pointer) => new(CredentialError.InvalidDidDocument, message, pointer);
}
