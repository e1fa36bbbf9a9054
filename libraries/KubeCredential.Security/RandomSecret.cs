using System.Security.Cryptography;
using System.Text;

namespace KubeCredential.Security;

/// <summary>
/// Random secrets and their hashes. They have 256 random bits, so a fast hash is enough: slow hashes protect against dictionary attacks,
/// which are hopeless here, and would cost time on every request.
/// </summary>
public static class RandomSecret
{
    internal const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private const int Characters = 43; // of 62: 256.03 bits

    /// <summary>A new secret: 43 letters and digits.</summary>
    public static string Create() => RandomNumberGenerator.GetString(Alphabet, Characters);

    /// <summary>SHA-256 of a secret, in hexadecimal.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
