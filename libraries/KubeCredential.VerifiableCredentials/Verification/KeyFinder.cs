using KubeCredential.VerifiableCredentials.DataIntegrity;
using KubeCredential.VerifiableCredentials.Dids;
using KubeCredential.VerifiableCredentials.Keys;

namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>Finds keys in DID documents for one verification: each document is asked for once, and only so many.</summary>
internal sealed class KeyFinder(IDidResolver resolver, CredentialLimits limits, DateTimeOffset now)
{
    private readonly Dictionary<string, DidDocument> _documents = new(StringComparer.Ordinal);
    private int _asked;

    /// <summary>The key of an ID, compared exactly. If the document does not have it, a fresh one is asked for, once.</summary>
    public async ValueTask<VerificationMethod> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        if (Did.OfKey(keyId) is not { } did)
        {
            throw new CredentialException(
                keyId.StartsWith("did:", StringComparison.Ordinal) ? CredentialError.InvalidDid : CredentialError.UnsupportedDid, "The ID of the key is not one in a DID document.", "/proof/verificationMethod");
        }

        var document = await ResolveAsync(did, refresh: false, cancellationToken);
        var method = document.Find(keyId);
        if (method is null && !did.StartsWith(DidKey.Prefix, StringComparison.Ordinal)) method = (await ResolveAsync(did, refresh: true, cancellationToken)).Find(keyId);
        return method ?? throw new CredentialException(CredentialError.UnknownKey, "The DID document has no key of that ID.", "/proof/verificationMethod");
    }

    /// <summary>Fails unless somebody controls the key, and allows its use for the purpose at this time.</summary>
    public async ValueTask CheckAsync(VerificationMethod method, string purpose, string controller, CancellationToken cancellationToken)
    {
        if (method.Revoked <= now) throw new CredentialException(CredentialError.KeyRevoked, "The key is revoked, so that nothing that it signed is believed.");
        if (method.Expires <= now) throw new CredentialException(CredentialError.KeyExpired, "The key has expired.");
        if (method.Controller != controller) throw new CredentialException(CredentialError.NotTheController, "The key belongs to somebody else.");
        // The controller's own document decides, one step away at most: whatever else documents refer to is not followed.
        var document = await ResolveAsync(controller, refresh: false, cancellationToken);
        var allowed = purpose == ProofPurposes.Authentication ? document.Authentications : document.AssertionMethods;
        if (!allowed.Contains(method.Id)) throw new CredentialException(CredentialError.KeyNotAuthorized, $"The controller does not allow the key for '{purpose}'.");
    }

    /// <summary>The only key of a DID, for a JWT that names no more than the DID.</summary>
    public async ValueTask<string> OnlyKeyOfAsync(string did, CancellationToken cancellationToken)
    {
        var document = await ResolveAsync(did, refresh: false, cancellationToken);
        return document.VerificationMethods is [var only] ? only.Id : throw new CredentialException(CredentialError.UnknownKey, "The JWT does not name its key, and the DID document has several.");
    }

    public static VerificationKey KeyOf(VerificationMethod method) =>
        method.Key ?? throw method.KeyError ?? new CredentialException(CredentialError.UnsupportedKey, "The key cannot be read.");

    private async ValueTask<DidDocument> ResolveAsync(string did, bool refresh, CancellationToken cancellationToken)
    {
        if (!refresh && _documents.TryGetValue(did, out var known)) return known;
        if (++_asked > limits.MaxDidDocuments) throw new CredentialException(CredentialError.TooManyReferences, $"More than {limits.MaxDidDocuments} DID documents would be needed.");
        if (!Did.IsValid(did)) throw new CredentialException(did.StartsWith("did:", StringComparison.Ordinal) ? CredentialError.InvalidDid : CredentialError.UnsupportedDid, "The identifier is not a DID.");
        if (did.StartsWith(DidKey.Prefix, StringComparison.Ordinal)) return _documents[did] = DidKey.Resolve(did);
        if (!did.StartsWith(DidWeb.Prefix, StringComparison.Ordinal)) throw new CredentialException(CredentialError.UnsupportedDid, "The DID is of a method that is not known here.");
        DidWeb.AddressOf(did); // What is malformed or forbidden is never asked for.
        var document = await resolver.ResolveAsync(did, refresh, cancellationToken);
        return document.Id == did ? _documents[did] = document : throw new CredentialException(CredentialError.InvalidDidDocument, "The DID document is not that of the DID.");
    }
}
