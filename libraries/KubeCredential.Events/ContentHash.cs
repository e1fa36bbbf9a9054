using System.Security.Cryptography;
using System.Text;

namespace KubeCredential.Events;

/// <summary>
/// The salted hash of a credential's content: SHA-256 (FIPS 180-4) over the salt followed by the exact bytes of the content in UTF-8. The hash outlives an
/// erased content; without the salt, which is erased with it, nobody can find out by guessing what it was.
/// </summary>
public static class ContentHash
{
    /// <summary>The length of a salt, in bytes.</summary>
    public const int SaltBytes = 16;

    /// <summary>The hash of a content, as lower-case hexadecimal text.</summary>
    /// <param name="salt">The salt in hexadecimal.</param>
    /// <param name="content">The content: JSON text.</param>
    /// <exception cref="FormatException">The salt is not hexadecimal text of the right length.</exception>
    public static string Of(string salt, string content)
    {
        var length = Encoding.UTF8.GetByteCount(content);
        var bytes = System.Buffers.ArrayPool<byte>.Shared.Rent(SaltBytes + length);
        try
        {
            if (Convert.FromHexString(salt, bytes.AsSpan(0, SaltBytes), out var read, out var written) != System.Buffers.OperationStatus.Done || written != SaltBytes || read != salt.Length)
                throw new FormatException("A salt has 16 bytes, in hexadecimal.");
            Encoding.UTF8.GetBytes(content, bytes.AsSpan(SaltBytes));
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(bytes.AsSpan(0, SaltBytes + length), hash);
            return Convert.ToHexStringLower(hash);
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }
}
