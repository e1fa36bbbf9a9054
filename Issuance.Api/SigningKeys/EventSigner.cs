using System.Buffers.Text;
using Issuance.Api.EventStore;
using KubeCredential.Events;

namespace Issuance.Api.SigningKeys;

/// <summary>Signs what the issuer says with the active key.</summary>
internal sealed class EventSigner(SigningKeyRing keys, ISigner signer)
{
    /// <summary>Signs a fact, unless it has a signature that may be given out.</summary>
    /// <exception cref="System.Data.Common.DbException">The keys have not been read yet, and the database cannot be reached.</exception>
    public async ValueTask<CredentialFact> SignAsync(CredentialFact fact, CancellationToken cancellationToken) =>
        fact.Signature is { } given && keys.IsSound(given.KeyId) ? fact : fact with { Signature = await SignAsync(fact.ToEvent(maxRetries: 0), cancellationToken) };

    /// <summary>Signs an event.</summary>
    /// <exception cref="System.Data.Common.DbException">The keys have not been read yet, and the database cannot be reached.</exception>
    public ValueTask<EventSignature> SignAsync(CredentialEvent happened, CancellationToken cancellationToken) => SignAsync(SigningInput.Of(happened), cancellationToken);

    /// <summary>Signs a heartbeat.</summary>
    /// <exception cref="System.Data.Common.DbException">The keys have not been read yet, and the database cannot be reached.</exception>
    public async ValueTask<IssuerHeartbeat> SignAsync(IssuerHeartbeat heartbeat, CancellationToken cancellationToken) =>
        heartbeat with { Signature = await SignAsync(SigningInput.OfHeartbeat(heartbeat.ToJson()), cancellationToken) };

    private async ValueTask<EventSignature> SignAsync(byte[] data, CancellationToken cancellationToken)
    {
        while (true)
        {
            var key = (await keys.ActiveAsync(cancellationToken)).KeyId;
            try
            {
                return new EventSignature(key, Base64Url.EncodeToString(await signer.SignAsync(key, data, cancellationToken)));
            }
            catch (KeyNotFoundException) when (!keys.IsActive(key))
            {
                // Another key has taken its place between the two calls.
            }
        }
    }
}
