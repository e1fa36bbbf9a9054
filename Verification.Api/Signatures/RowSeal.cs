using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Verification.Api.Changes;

namespace Verification.Api.Signatures;

/// <summary>Seals rows (HMAC-SHA-256, RFC 2104) with a secret that is not in the database: a row that somebody else wrote or changed is not believed.</summary>
/// <param name="secret">The secret, at least 32 characters.</param>
/// <param name="purpose">What kind of rows: each has a key of its own (HKDF, RFC 5869).</param>
internal sealed class RowSeal(string secret, string purpose)
{
    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, salt: [], info: Encoding.UTF8.GetBytes(purpose));

    /// <summary>The seal of a row.</summary>
    /// <param name="row">Everything that the row says, in a form in which no other row can say it.</param>
    public byte[] Of(string row) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(row));

    /// <summary>The seal of a credential, in base64url.</summary>
    public string Of(StoredCredential row) => row.WithBytes(bytes => Base64Url.EncodeToString(HMACSHA256.HashData(_key, bytes)));

    /// <summary>Whether a row is as this service wrote it.</summary>
    public bool Holds(byte[] seal, string row) => CryptographicOperations.FixedTimeEquals(seal, Of(row));

    /// <summary>Whether a credential is as this service wrote it.</summary>
    public bool Holds(string seal, StoredCredential row) => CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(seal.AsSpan()), MemoryMarshal.AsBytes(Of(row).AsSpan()));
}
