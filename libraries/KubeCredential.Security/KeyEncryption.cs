using System.Security.Cryptography;
using System.Text;

namespace KubeCredential.Security;

/// <summary>
/// Encrypts private keys for the database: AES-256-GCM (NIST SP 800-38D) under a key that is derived from the master key (HKDF, RFC 5869) for each of them. The key ID is
/// authenticated with it, so that a row's private key cannot be put into another row.
/// </summary>
/// <param name="masterKey">The master key: at least 32 bytes, from a secret.</param>
/// <param name="purpose">What kind of keys: those of another kind cannot be decrypted.</param>
public sealed class KeyEncryption(byte[] masterKey, string purpose = "kubecredential signing key")
{
    private const int KeyBytes = 32;
    private static readonly int s_nonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int s_tagBytes = AesGcm.TagByteSizes.MaxSize;

    /// <summary>Encrypts a private key.</summary>
    /// <param name="keyId">The key ID, in ASCII.</param>
    /// <param name="privateKey">The private key.</param>
    /// <returns>Nonce, ciphertext and tag, one after the other.</returns>
    public byte[] Encrypt(string keyId, ReadOnlySpan<byte> privateKey)
    {
        var stored = new byte[s_nonceBytes + privateKey.Length + s_tagBytes];
        var nonce = stored.AsSpan(0, s_nonceBytes);
        var text = stored.AsSpan(s_nonceBytes, privateKey.Length);
        var tag = stored.AsSpan(stored.Length - s_tagBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = CipherOf(keyId);
        cipher.Encrypt(nonce, privateKey, text, tag, Encoding.ASCII.GetBytes(keyId));
        return stored;
    }

    /// <summary>Decrypts a private key.</summary>
    /// <param name="keyId">The key ID, in ASCII.</param>
    /// <param name="stored">What <see cref="Encrypt"/> has returned.</param>
    /// <exception cref="CryptographicException">It was encrypted under another master key or for another key ID, or was changed.</exception>
    public byte[] Decrypt(string keyId, byte[] stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (stored.Length <= s_nonceBytes + s_tagBytes) throw new CryptographicException("The stored private key is too short.");
        var nonce = stored.AsSpan(0, s_nonceBytes);
        var text = stored.AsSpan(s_nonceBytes, stored.Length - s_nonceBytes - s_tagBytes);
        var tag = stored.AsSpan(stored.Length - s_tagBytes);
        var privateKey = new byte[text.Length];
        using var cipher = CipherOf(keyId);
        cipher.Decrypt(nonce, text, tag, privateKey, Encoding.ASCII.GetBytes(keyId));
        return privateKey;
    }

    private AesGcm CipherOf(string keyId) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, KeyBytes, salt: [], info: Encoding.ASCII.GetBytes($"{purpose} {keyId}")), s_tagBytes);
}
