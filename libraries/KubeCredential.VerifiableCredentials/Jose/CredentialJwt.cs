using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.Keys;

namespace KubeCredential.VerifiableCredentials.Jose;

/// <summary>
/// A credential or a presentation as a JWT, whose payload is the document itself (W3C Securing Verifiable Credentials using JOSE and COSE, section 3.1; RFC 7515, compact serialization).
/// </summary>
public sealed class CredentialJwt
{
    /// <summary>The type of a credential, in the header and, after <c>application/</c>, as a media type.</summary>
    public const string CredentialType = "vc+jwt";

    /// <summary>The type of a presentation.</summary>
    public const string PresentationType = "vp+jwt";

    private readonly byte[] _signed;
    private readonly byte[] _signature;

    private CredentialJwt(byte[] signed, byte[] signature, JsonElement payload) => (_signed, _signature, Payload) = (signed, signature, payload);

    /// <summary>The payload: the document, and the claims beside it.</summary>
    public JsonElement Payload { get; }

    /// <summary>The algorithm of the key.</summary>
    public required KeyAlgorithm Algorithm { get; init; }

    /// <summary>The type in the header, if there is one.</summary>
    public string? Type { get; private init; }

    /// <summary>The ID of the key, if the header has one, as it is written there.</summary>
    public string? KeyId { get; private init; }

    /// <summary>Until when the signature may be used (<c>exp</c>); null: without end. That of the credential is another time.</summary>
    public DateTimeOffset? Expires { get; private init; }

    /// <summary>From when the signature may be used (<c>nbf</c>).</summary>
    public DateTimeOffset? NotBefore { get; private init; }

    /// <summary>Who signed (<c>iss</c>), if it says so.</summary>
    public string? Issuer => JsonDocuments.Text(Payload, "iss");

    /// <summary>Whether bytes look like a compact JWS: three parts of base64url.</summary>
    public static bool IsCompact(ReadOnlySpan<byte> text) => text.StartsWith("ey"u8) && text.Count((byte)'.') == 2;

    /// <summary>Signs a document.</summary>
    /// <param name="document">A credential or a presentation without proofs: JSON in UTF-8. It becomes the payload as it is.</param>
    /// <param name="type">One of <see cref="CredentialType"/> and <see cref="PresentationType"/>.</param>
    /// <param name="key">The key; of RSA, no documents are signed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The JWT, in ASCII.</returns>
    /// <exception cref="CredentialException">The key is one of RSA (<see cref="CredentialError.UnsupportedKey"/>).</exception>
    /// <exception cref="KeyNotFoundException">The signer does not hold the key.</exception>
    public static async ValueTask<string> SignAsync(ReadOnlyMemory<byte> document, string type, SigningKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        var header = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["alg"] = JoseAlgorithms.NameOf(key.Algorithm), ["kid"] = key.VerificationMethod, ["typ"] = type });
        var text = new StringBuilder(64 + ((document.Length + header.Length) * 4 / 3)).Append(Base64Url.EncodeToString(header)).Append('.').Append(Base64Url.EncodeToString(document.Span)).ToString();
        var signature = await key.Signer.SignAsync(key.KeyId, Encoding.ASCII.GetBytes(text), cancellationToken);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Reads a JWT, without checking its signature.</summary>
    /// <param name="text">The JWT, in ASCII.</param>
    /// <param name="limits">What it may cost; null: <see cref="CredentialLimits.Default"/>.</param>
    /// <exception cref="CredentialException">
    /// It is malformed (<see cref="CredentialError.InvalidJwt"/> and those of reading JSON), uses an unknown algorithm (<see cref="CredentialError.UnsupportedProof"/>), or wraps a credential of version
    /// 1.1 (<see cref="CredentialError.LegacyJwt"/>).
    /// </exception>
    public static CredentialJwt Parse(ReadOnlySpan<byte> text, CredentialLimits? limits = null)
    {
        limits ??= CredentialLimits.Default;
        if (text.Length > limits.MaxDocumentBytes) throw new CredentialException(CredentialError.DocumentTooLarge, $"The JWT has {text.Length:N0} bytes; the maximum is {limits.MaxDocumentBytes:N0}.");
        var first = text.IndexOf((byte)'.');
        var last = text.LastIndexOf((byte)'.');
        if (first <= 0 || last <= first || text[(first + 1)..last].Contains((byte)'.')) throw Invalid("The text does not have the three parts of a JWT.");
        var header = JsonDocuments.ParseObject(Decode(text[..first]), limits);
        var payload = JsonDocuments.ParseObject(Decode(text[(first + 1)..last]), limits);
        // What must be understood is not: RFC 7515, section 4.1.11.
        if (header.TryGetProperty("crit", out _)) throw new CredentialException(CredentialError.UnsupportedProof, "The header of the JWT has extensions that are not known here.");
        if (payload.TryGetProperty("vc", out _) || payload.TryGetProperty("vp", out _)) throw new CredentialException(CredentialError.LegacyJwt, "The JWT wraps its credential in a claim 'vc' or 'vp', as version 1.1 of the data model did; this is not read.");
        return new CredentialJwt(text[..last].ToArray(), Decode(text[(last + 1)..]), payload)
        {
            Algorithm = JoseAlgorithms.Find(JsonDocuments.Text(header, "alg")) ?? throw new CredentialException(CredentialError.UnsupportedProof, "The algorithm of the JWT is not one that is known here."),
            Type = JsonDocuments.Text(header, "typ"),
            KeyId = JsonDocuments.Text(header, "kid"),
            Expires = Moment(payload, "exp"),
            NotBefore = Moment(payload, "nbf"),
        };
    }

    /// <summary>Whether the signature matches.</summary>
    /// <exception cref="CredentialException">The key is of another algorithm than the header says (<see cref="CredentialError.UnsupportedKey"/>).</exception>
    public bool Matches(VerificationKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Algorithm == Algorithm ? key.Verify(_signed, _signature) : throw new CredentialException(CredentialError.UnsupportedKey, "The key is of another algorithm than the header of the JWT says.");
    }

    private static byte[] Decode(ReadOnlySpan<byte> part)
    {
        try
        {
            if (!part.Contains((byte)'=') && part.IndexOfAny(" \t\r\n"u8) < 0) return Base64Url.DecodeFromUtf8(part);
        }
        catch (FormatException error)
        {
            throw new CredentialException(CredentialError.InvalidJwt, "A part of the JWT is not in base64url.", inner: error);
        }

        throw Invalid("A part of the JWT is not in base64url.");
    }

    /// <summary>A NumericDate: seconds since 1970 (RFC 7519, section 2).</summary>
    private static DateTimeOffset? Moment(JsonElement payload, string name)
    {
        if (!payload.TryGetProperty(name, out var value)) return null;
        const double Last = 253_402_300_799; // The end of the year 9999.
        return value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and <= Last and var seconds ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : throw Invalid($"The claim '{name}' is not a time.");
    }

    private static CredentialException Invalid(string message) => new(CredentialError.InvalidJwt, message);
}
