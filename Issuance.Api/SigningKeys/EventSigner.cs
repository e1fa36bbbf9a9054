using Issuance.Api.EventStore;
using KubeCredential.Events;
using KubeCredential.VerifiableCredentials.Keys;

namespace Issuance.Api.SigningKeys;

/// <summary>Signs what the issuer says with the active key.</summary>
internal sealed class EventSigner(SigningKeyRing keys, ICredentialSigner signer)
{
    /// <summary>Signs facts, as many with each signature as may be, and puts each in place of the unsigned one. Those that have a signature that may be given out are left as they are.</summary>
    /// <exception cref="System.Data.Common.DbException">The keys have not been read yet, and the database cannot be reached.</exception>
    public async ValueTask SignAsync(IReadOnlyList<CredentialFact[]> groups, CancellationToken cancellationToken)
    {
        var open = new List<(CredentialFact[] Group, int At)>(groups.Count);
        foreach (var group in groups)
        {
            for (var at = 0; at < group.Length; at++)
            {
                if (group[at].Signature is not { } given || !keys.IsSound(given.KeyId)) open.Add((group, at));
            }
        }

        var signatures = await SignAsync(open.ConvertAll(static one => one.Group[one.At].SigningInput), cancellationToken);
        for (var i = 0; i < signatures.Length; i++)
        {
            var (group, at) = open[i];
            group[at] = group[at] with { Signature = signatures[i] };
        }
    }

    /// <summary>Signs events, as many with each signature as may be.</summary>
    /// <returns>The signature of each.</returns>
    /// <exception cref="System.Data.Common.DbException">The keys have not been read yet, and the database cannot be reached.</exception>
    public Task<EventSignature[]> SignAsync(IReadOnlyCollection<CredentialEvent> happened, CancellationToken cancellationToken) =>
        SignAsync([.. happened.Select(static one => SigningInput.Of(one))], cancellationToken);

    /// <summary>Signs a heartbeat.</summary>
    /// <exception cref="System.Data.Common.DbException">The keys have not been read yet, and the database cannot be reached.</exception>
    public async ValueTask<IssuerHeartbeat> SignAsync(IssuerHeartbeat heartbeat, CancellationToken cancellationToken) =>
        heartbeat with { Signature = (await SignAsync([SigningInput.OfHeartbeat(heartbeat.ToJson())], cancellationToken))[0] };

    private async Task<EventSignature[]> SignAsync(List<byte[]> inputs, CancellationToken cancellationToken)
    {
        // A key store that is far away signs them at the same time.
        var signed = await Task.WhenAll(inputs.Chunk(SigningTree.MostInputs).Select(async together => await SignAsync(new SigningTree(together), together.Length, cancellationToken)));
        return signed is [var all] ? all : [.. signed.SelectMany(static one => one)];
    }

    private async Task<EventSignature[]> SignAsync(SigningTree tree, int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            var key = (await keys.ActiveAsync(cancellationToken)).KeyId;
            try
            {
                var signature = await signer.SignAsync(key, tree.Input, cancellationToken);
                return [.. Enumerable.Range(0, count).Select(index => new EventSignature(key, tree.ValueOf(index, signature)))];
            }
            catch (KeyNotFoundException) when (!keys.IsActive(key))
            {
                // Another key has taken its place between the two calls.
            }
        }
    }
}
