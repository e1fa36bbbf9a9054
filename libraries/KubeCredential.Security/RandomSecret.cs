using System.Security.Cryptography;
using System.Text;

namespace KubeCredential.Security;

/// <summary>
/// Secrets that nobody can guess, and what is kept of them. They have 256 random bits, so a fast hash is enough: there is nothing to guess
/// from a dictionary, which is what slow hashes are against, and a slow one would be paid on every request.
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
