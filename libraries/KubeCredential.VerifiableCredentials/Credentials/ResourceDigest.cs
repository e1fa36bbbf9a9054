using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.Keys;

namespace KubeCredential.VerifiableCredentials.Credentials;

/// <summary>The digests by which a credential says what a resource was when it was issued (W3C Verifiable Credentials Data Model 2.0, section 5.3).</summary>
internal static class ResourceDigest
{
    private const string Sri = "digestSRI";
    private const string Multibase = "digestMultibase";

    public static bool IsGiven(JsonElement resource) => resource.TryGetProperty(Sri, out _) || resource.TryGetProperty(Multibase, out _);

    /// <summary>Whether a resource has a digest, and each that it has is text.</summary>
    public static bool IsText(JsonElement resource) =>
        IsGiven(resource) && ((string[])[Sri, Multibase]).All(name => !resource.TryGetProperty(name, out _) || JsonDocuments.Text(resource, name) is not null);

    /// <summary>Whether the bytes are those of all digests; null if none of a kind that is known here is given.</summary>
    public static bool? Matches(JsonElement resource, ReadOnlySpan<byte> bytes)
    {
        var (sri, multibase) = (MatchesSri(JsonDocuments.Text(resource, Sri), bytes), MatchesMultibase(JsonDocuments.Text(resource, Multibase), bytes));
        return sri is false || multibase is false ? false : sri ?? multibase;
    }

    /// <summary>One of several digests, separated by spaces: the name of a hash, a hyphen, and base64 (W3C Subresource Integrity, section 3.5).</summary>
    private static bool? MatchesSri(string? digests, ReadOnlySpan<byte> bytes)
    {
        bool? matches = null;
        foreach (var digest in digests?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var parts = digest.Split('-', 2);
            if (parts.Length < 2 || HashOf(parts[0], bytes) is not { } hash) continue;
            if (parts[1].TrimEnd('=') == Convert.ToBase64String(hash).TrimEnd('=')) return true;
            matches = false;
        }

        return matches;
    }

    /// <summary>A multihash in base58btc or base64url (W3C Controlled Identifiers 1.0, sections 2.4 and 2.5). The test suite of the W3C has the hash alone, which its length tells.</summary>
    private static bool? MatchesMultibase(string? digest, ReadOnlySpan<byte> bytes)
    {
        if (digest is not ['z' or 'u', ..]) return null;
        if (Decode(digest) is not { } given) return false;
        var (name, start) = given switch
        {
            [0x12, 32, ..] when given.Length == 34 => ("sha256", 2),
            [0x20, 48, ..] when given.Length == 50 => ("sha384", 2),
            [0x13, 64, ..] when given.Length == 66 => ("sha512", 2),
            { Length: 32 } => ("sha256", 0),
            { Length: 48 } => ("sha384", 0),
            { Length: 64 } => ("sha512", 0),
            _ => ("", 0),
        };
        return HashOf(name, bytes) is { } hash ? given.AsSpan(start).SequenceEqual(hash) : null;
    }

    private static byte[]? Decode(string digest)
    {
        if (digest[0] == 'z') return Base58Btc.Decode(digest);
        try
        {
            return Base64Url.DecodeFromChars(digest.AsSpan(1));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static byte[]? HashOf(string name, ReadOnlySpan<byte> bytes) => name switch
    {
        "sha256" => SHA256.HashData(bytes),
        "sha384" => SHA384.HashData(bytes),
        "sha512" => SHA512.HashData(bytes),
        _ => null,
    };
}
