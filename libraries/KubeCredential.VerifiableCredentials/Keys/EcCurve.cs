using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace KubeCredential.VerifiableCredentials.Keys;

/// <summary>A prime curve of NIST with a = -3 (SEC 2 version 2.0, sections 2.4.2 and 2.5.1), and the unpacking of its points.</summary>
internal sealed class EcCurve
{
    private readonly BigInteger _prime;
    private readonly BigInteger _b;

    private EcCurve(KeyAlgorithm algorithm, ECCurve named, HashAlgorithmName hash, int bytes, string prime, string b)
    {
        (Algorithm, Named, Hash, Bytes) = (algorithm, named, hash, bytes);
        (_prime, _b) = (Number(prime), Number(b));
        static BigInteger Number(string digits) => BigInteger.Parse("0" + digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    public static EcCurve P256 { get; } = new(
        KeyAlgorithm.P256, ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256, 32,
        "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");

    public static EcCurve P384 { get; } = new(
        KeyAlgorithm.P384, ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384, 48,
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
        "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef");

    public KeyAlgorithm Algorithm { get; }

    public ECCurve Named { get; }

    public HashAlgorithmName Hash { get; }

    /// <summary>The length of a coordinate.</summary>
    public int Bytes { get; }

    public static EcCurve? Of(KeyAlgorithm algorithm) => algorithm switch
    {
        KeyAlgorithm.P256 => P256,
        KeyAlgorithm.P384 => P384,
        _ => null,
    };

    /// <summary>X and Y of a compressed point (SEC 1 version 2.0, section 2.3.4); null if there is no such point.</summary>
    public byte[]? Decompress(ReadOnlySpan<byte> point)
    {
        if (point.Length != Bytes + 1 || point[0] is not (2 or 3)) return null;
        var x = new BigInteger(point[1..], isUnsigned: true, isBigEndian: true);
        if (x >= _prime) return null;
        var square = Mod((x * x * x) - (3 * x) + _b);
        // Both primes leave 3 when divided by 4, so that this power is a root if there is one.
        var y = BigInteger.ModPow(square, (_prime + 1) / 4, _prime);
        if (Mod(y * y) != square) return null;
        if (y.IsEven != (point[0] == 2)) y = _prime - y;
        var unpacked = new byte[2 * Bytes];
        point[1..].CopyTo(unpacked);
        var written = y.ToByteArray(isUnsigned: true, isBigEndian: true);
        written.CopyTo(unpacked, unpacked.Length - written.Length);
        return unpacked;
    }

    /// <summary>Whether X and Y are those of a point on the curve (FIPS 186-5, appendix A.1).</summary>
    public bool Contains(ReadOnlySpan<byte> point)
    {
        if (point.Length != 2 * Bytes) return false;
        BigInteger x = new(point[..Bytes], isUnsigned: true, isBigEndian: true), y = new(point[Bytes..], isUnsigned: true, isBigEndian: true);
        return x < _prime && y < _prime && Mod(y * y) == Mod((x * x * x) - (3 * x) + _b);
    }

    private BigInteger Mod(BigInteger number)
    {
        var rest = number % _prime;
        return rest.Sign < 0 ? rest + _prime : rest;
    }
}
