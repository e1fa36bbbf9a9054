using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using KubeCredential.Events;

namespace Verification.Api.Signatures;

/// <summary>What the issuer has signed, with the signature.</summary>
internal sealed class SignedEvent
{
    private SignedEvent(byte[] input, EventSignature signature)
    {
        KeyId = signature.KeyId;
        (Signature, Input) = SigningTree.Read(signature.Value, input) ?? ([], input);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. Encoding.UTF8.GetBytes(signature.KeyId), 0, .. Signature, .. Input], hash);
        Digest = new(BinaryPrimitives.ReadUInt128LittleEndian(hash), BinaryPrimitives.ReadUInt128LittleEndian(hash[16..]));
    }

    /// <summary>The signed bytes: the signing input (<see cref="SigningInput"/>), or what was signed of it together with others (<see cref="SigningTree"/>).</summary>
    public byte[] Input { get; }

    private SignedEvent(string keyId) => (Input, KeyId, Signature, IsChecked) = ([], keyId, [], true);

    /// <summary>Whether this service has checked the signature before, and sealed what it is the signature of: only the state of the key is left to look at.</summary>
    public bool IsChecked { get; }

    /// <summary>The key.</summary>
    public string KeyId { get; }

    /// <summary>The signature: 64 bytes; empty if it was not that.</summary>
    public byte[] Signature { get; }

    /// <summary>Identifies key, signature and input (SHA-256).</summary>
    public (UInt128, UInt128) Digest { get; }

    /// <summary>What has been checked before, and is as it was then (see <see cref="RowSeal"/>).</summary>
    /// <param name="keyId">The key that it was signed with.</param>
    public static SignedEvent Checked(string keyId) => new(keyId);

    /// <summary>What is signed of an event; null if it has no signature, or lacks something that every signed event has.</summary>
    public static SignedEvent? Of(CredentialEvent happened)
    {
        if (happened is not { Signature: { } signature, ContentHash: not null }) return null;
        try
        {
            return new SignedEvent(SigningInput.Of(happened), signature);
        }
        catch (EventFormatException)
        {
            return null; // A type that no signed event has.
        }
    }

    /// <summary>What is signed of a heartbeat; null if it has no signature.</summary>
    /// <param name="json">The heartbeat's JSON text.</param>
    /// <param name="signature">Its signature, or null.</param>
    public static SignedEvent? Of(string json, EventSignature? signature) => signature is { } given ? new SignedEvent(SigningInput.OfHeartbeat(json), given) : null;
}
