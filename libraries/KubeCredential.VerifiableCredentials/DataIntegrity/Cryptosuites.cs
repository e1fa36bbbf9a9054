using System.Security.Cryptography;
using System.Text.Json;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.JsonLd;
using KubeCredential.VerifiableCredentials.Keys;
using KubeCredential.VerifiableCredentials.Rdf;

namespace KubeCredential.VerifiableCredentials.DataIntegrity;

/// <summary>What the suites consist of.</summary>
internal static class Cryptosuites
{
    private static readonly (Cryptosuite Suite, string Name, bool IsJcs, KeyAlgorithm[] Keys)[] s_suites =
    [
        (Cryptosuite.EddsaRdfc2022, "eddsa-rdfc-2022", false, [KeyAlgorithm.Ed25519]),
        (Cryptosuite.EddsaJcs2022, "eddsa-jcs-2022", true, [KeyAlgorithm.Ed25519]),
        (Cryptosuite.EcdsaRdfc2019, "ecdsa-rdfc-2019", false, [KeyAlgorithm.P256, KeyAlgorithm.P384]),
        (Cryptosuite.EcdsaJcs2019, "ecdsa-jcs-2019", true, [KeyAlgorithm.P256, KeyAlgorithm.P384]),
    ];

    public static string Name(this Cryptosuite suite) => s_suites[(int)suite].Name;

    public static bool IsJcs(this Cryptosuite suite) => s_suites[(int)suite].IsJcs;

    public static bool Takes(this Cryptosuite suite, KeyAlgorithm key) => s_suites[(int)suite].Keys.Contains(key);

    public static Cryptosuite? Find(string name)
    {
        foreach (var suite in s_suites)
        {
            if (suite.Name == name) return suite.Suite;
        }

        return null;
    }

    /// <summary>What is signed: the hash of the proof's options, then that of the document, each in its canonical form.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="key">The kind of key, which decides on the hash.</param>
    /// <param name="options">The proof without its value, and with the context of the document.</param>
    /// <param name="document">The document without the proof.</param>
    /// <param name="limits">What it may cost.</param>
    public static byte[] DataToSign(this Cryptosuite suite, KeyAlgorithm key, JsonElement options, JsonElement document, CredentialLimits limits)
    {
        var algorithm = key == KeyAlgorithm.P384 ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;
        var length = key == KeyAlgorithm.P384 ? SHA384.HashSizeInBytes : SHA256.HashSizeInBytes;
        var data = new byte[2 * length];
        using var buffer = new PooledBuffer();
        Hash(options, data.AsSpan(0, length));
        Hash(document, data.AsSpan(length));
        return data;

        void Hash(JsonElement value, Span<byte> hash)
        {
            buffer.Clear();
            if (suite.IsJcs()) Jcs.Write(value, buffer);
            else Rdfc.Canonicalize(JsonLdReader.Read(value, limits.MaxStatements), algorithm, limits.MaxCanonicalizationWork, buffer);
            CryptographicOperations.HashData(algorithm, buffer.Written, hash);
        }
    }
}
