using Issuance.Api.SigningKeys;
using KubeCredential.VerifiableCredentials;
using KubeCredential.VerifiableCredentials.Dids;
using KubeCredential.VerifiableCredentials.Keys;
using Microsoft.Extensions.Options;
using KeyAlgorithm = Issuance.Api.SigningKeys.KeyAlgorithm;
using SigningKey = Issuance.Api.SigningKeys.SigningKey;

namespace Issuance.Api.Issuers;

/// <summary>The DIDs of issuers (did:web), below the configured public address, and their documents.</summary>
internal sealed class IssuerDids(IOptions<IssuerOptions> options)
{
    private readonly string? _prefix = options.Value.PublicAddress is { } address ? DidWeb.Of(address) : null;

    /// <summary>The DID of an issuer; null if no public address is configured.</summary>
    public string? Of(string slug) => _prefix is null ? null : $"{_prefix}:issuers:{slug}";

    /// <summary>The ID of a key in a DID document.</summary>
    public static string KeyOf(string did, string keyId) => $"{did}#{keyId}";

    /// <summary>The algorithm of a key, as documents name it.</summary>
    /// <param name="algorithm">One of <see cref="KeyAlgorithm"/>.</param>
    public static KubeCredential.VerifiableCredentials.Keys.KeyAlgorithm AlgorithmOf(string algorithm) =>
        algorithm == KeyAlgorithm.P256 ? KubeCredential.VerifiableCredentials.Keys.KeyAlgorithm.P256 : KubeCredential.VerifiableCredentials.Keys.KeyAlgorithm.Ed25519;

    /// <summary>
    /// The document of an issuer. Upcoming keys are in it before their first use; retired ones stay, without an end, because either would make verifiers refuse what they signed.
    /// A compromised one stays as revoked, and counts for nothing.
    /// </summary>
    public static DidDocument DocumentOf(string did, IReadOnlyList<SigningKey> keys) => new(
        did,
        [.. keys.Select(key => new VerificationMethod(KeyOf(did, key.KeyId), "Multikey", did) { Key = VerificationKey.Create(AlgorithmOf(key.Algorithm), key.PublicKey), Revoked = key.CompromisedAt })],
        [.. keys.Where(static key => key.State != SigningKeyState.Compromised).Select(key => KeyOf(did, key.KeyId))],
        []);

    /// <summary>Whether DIDs can be made of an address: they are read over HTTPS, except on this machine, and contain no IP address.</summary>
    public static bool IsPublicAddress(Uri? address)
    {
        try
        {
            return address is null || DidWeb.Of(address).Length > 0;
        }
        catch (CredentialException)
        {
            return false;
        }
    }
}
