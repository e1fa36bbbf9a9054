using Microsoft.Extensions.Options;
using NSec.Cryptography;

namespace Verification.Api.Signatures;

/// <summary>Checks the issuer's signatures. Which ones were found right is remembered, in two generations of bounded size; what follows from the state of the key is found out anew each time.</summary>
internal sealed class SignatureChecks(IssuerKeys keys, IOptions<SignatureOptions> options)
{
    private readonly Lock _gate = new();
    private HashSet<(UInt128, UInt128)> _recent = [];
    private HashSet<(UInt128, UInt128)> _earlier = [];

    /// <summary>Checks a signature. If its key is not known, or not known to be in use, the issuer is asked for its keys once more.</summary>
    /// <param name="signed">What is signed; null if there is no signature.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<SignatureFinding> CheckAsync(SignedEvent? signed, CancellationToken cancellationToken)
    {
        if (signed is null) return SignatureFinding.Forged;
        var key = keys.Find(signed.KeyId);
        if (key is null or { State: IssuerKeyState.Upcoming })
        {
            var answered = await keys.RefreshAsync(cancellationToken);
            key = keys.Find(signed.KeyId);
            if (key is null or { State: IssuerKeyState.Upcoming }) return answered ? SignatureFinding.Forged : SignatureFinding.Unknown;
        }

        if (!IsRight(signed, key)) return SignatureFinding.Forged;
        return key switch
        {
            { State: not IssuerKeyState.Compromised } => SignatureFinding.Authentic,
            { ReplacedAt: null } => SignatureFinding.Compromised,
            _ => SignatureFinding.Forged,
        };
    }

    private bool IsRight(SignedEvent signed, IssuerKey key)
    {
        if (signed.IsChecked) return true;
        lock (_gate)
        {
            if (_recent.Contains(signed.Digest) || _earlier.Contains(signed.Digest)) return true;
        }

        if (!SignatureAlgorithm.Ed25519.Verify(key.Public, signed.Input, signed.Signature)) return false;
        lock (_gate)
        {
            if (_recent.Count >= options.Value.Remembered) (_earlier, _recent) = (_recent, []);
            _recent.Add(signed.Digest);
        }

        return true;
    }
}
