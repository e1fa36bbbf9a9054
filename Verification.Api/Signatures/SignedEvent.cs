using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using KubeCredential.Events;

namespace Verification.Api.Signatures;

/// <summary>What the issuer has signed, with the signature.</summary>
internal sealed class SignedEvent
{
    private const int SignatureBytes = 64;

    private SignedEvent(byte[] input, EventSignature signature)
    {
        (Input, KeyId) = (input, signature.KeyId);
        Signature = signature.Value.Length == Base64Url.GetEncodedLength(SignatureBytes) && Base64Url.IsValid(signature.Value) ? Base64Url.DecodeFromChars(signature.Value) : [];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. Encoding.UTF8.GetBytes(signature.KeyId), 0, .. Signature, .. input], hash);
        Digest = new(BinaryPrimitives.ReadUInt128LittleEndian(hash), BinaryPrimitives.ReadUInt128LittleEndian(hash[16..]));
    }

    /// <summary>The signed bytes (<see cref="SigningInput"/>).</summary>
    public byte[] Input { get; }

    /// <summary>The key.</summary>
    public string KeyId { get; }

    /// <summary>The signature: 64 bytes; empty if it was not that.</summary>
    public byte[] Signature { get; }

    /// <summary>Identifies key, signature and input (SHA-256).</summary>
    public (UInt128, UInt128) Digest { get; }

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
