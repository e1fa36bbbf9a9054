using System.Collections.Concurrent;
using System.Text;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Issuance.Api.Tests.SigningKeys;

/// <summary>
/// Signs with the private keys of a hardware token (PKCS #11 3.0, section 2.3.13: EdDSA). A key is found by its ID, which the token holds as the object's <c>CKA_ID</c>. A session does one
/// thing at a time, so that each signature at the same time as others has a session of its own.
/// </summary>
/// <param name="slot">The token's slot. The user is logged in.</param>
internal sealed class Pkcs11Signer(ISlot slot) : KubeCredential.VerifiableCredentials.Keys.ICredentialSigner, IDisposable
{
    private const ulong Eddsa = 0x1057; // CKM_EDDSA
    private readonly ConcurrentBag<ISession> _idle = [];

    /// <inheritdoc/>
    public ValueTask<byte[]> SignAsync(string keyId, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (!_idle.TryTake(out var session)) session = slot.OpenSession(SessionType.ReadOnly);
        try
        {
            var attributes = session.Factories.ObjectAttributeFactory;
            using var kind = attributes.Create(CKA.CKA_CLASS, CKO.CKO_PRIVATE_KEY);
            using var id = attributes.Create(CKA.CKA_ID, Encoding.ASCII.GetBytes(keyId));
            if (session.FindAllObjects([kind, id]) is not [var key]) return ValueTask.FromException<byte[]>(new KeyNotFoundException($"The token holds no private key {keyId}."));
            using var eddsa = session.Factories.MechanismFactory.Create(Eddsa);
            return ValueTask.FromResult(session.Sign(eddsa, key, data.ToArray()));
        }
        finally
        {
            _idle.Add(session);
        }
    }

    public void Dispose()
    {
        foreach (var session in _idle) session.Dispose();
    }
}
