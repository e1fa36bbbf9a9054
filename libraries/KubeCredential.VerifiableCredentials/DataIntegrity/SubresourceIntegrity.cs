using System.Security.Cryptography;

namespace KubeCredential.VerifiableCredentials.DataIntegrity;

/// <summary>Digests as <c>digestSRI</c> has them (W3C Subresource Integrity, section 3.5): the name of a hash, a hyphen, and base64.</summary>
internal static class SubresourceIntegrity
{
    /// <summary>Whether one of the digests, separated by spaces, is that of the bytes.</summary>
    public static bool Matches(string? digests, ReadOnlySpan<byte> bytes)
    {
        foreach (var digest in digests?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var hash = digest.Split('-', 2)[0] switch
            {
                "sha256" => SHA256.HashData(bytes),
                "sha384" => SHA384.HashData(bytes),
                "sha512" => SHA512.HashData(bytes),
                _ => null,
            };
            if (hash is not null && digest[7..].TrimEnd('=') == Convert.ToBase64String(hash).TrimEnd('=')) return true;
        }

        return false;
    }
}
