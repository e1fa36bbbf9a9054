using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KubeCredential.Events;

/// <summary>
/// Several signing inputs under one signature: what is signed is the root of a hash tree (RFC 9162, section 2.1) whose leaves are the inputs, and each input's signature has the hashes that lead
/// from it to the root. So a key store that is slow is asked once for many events, and a verifier that has checked one of them has checked the signature of all. One input alone is signed as
/// it is.
/// </summary>
/// <remarks>
/// An <see cref="EventSignature.Value"/> is base64url without padding (RFC 4648, section 5) of 64 bytes, the signature of the input; or of 66 bytes and 32 for each hash: the signature of
/// <c>kubecredential-events-v1</c>, the number of inputs and the root in lower-case hexadecimal, each on its own line; the position of the input, from 0, and the number of inputs, a byte each;
/// and the hashes beside the way from the input to the root, from the bottom to the top.
/// </remarks>
public sealed class SigningTree
{
    /// <summary>How many inputs may be signed together.</summary>
    public const int MostInputs = 16;

    /// <summary>The length of a signature by Ed25519 (RFC 8032), in bytes.</summary>
    public const int SignatureBytes = 64;

    private const string Kind = "kubecredential-events-v1";
    private const int HashBytes = SHA256.HashSizeInBytes;
    private const int HeaderBytes = SignatureBytes + 2;

    private readonly List<byte[]>[] _paths;

    /// <summary>Creates a tree.</summary>
    /// <param name="inputs">The signing inputs (<see cref="SigningInput"/>): 1 to <see cref="MostInputs"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are none, or too many.</exception>
    public SigningTree(params IReadOnlyList<byte[]> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentOutOfRangeException.ThrowIfZero(inputs.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(inputs.Count, MostInputs);
        _paths = [.. inputs.Select(static _ => new List<byte[]>(4))];
        Input = inputs.Count == 1 ? inputs[0] : InputOf(inputs.Count, RootOf(inputs, 0, inputs.Count));
    }

    /// <summary>The bytes to sign.</summary>
    public byte[] Input { get; }

    /// <summary>The signature of one of the inputs.</summary>
    /// <param name="index">Which one, from 0.</param>
    /// <param name="signature">The signature of <see cref="Input"/>: 64 bytes.</param>
    /// <returns>An <see cref="EventSignature.Value"/>.</returns>
    public string ValueOf(int index, ReadOnlySpan<byte> signature)
    {
        if (_paths.Length == 1) return Base64Url.EncodeToString(signature);
        var path = _paths[index];
        Span<byte> value = stackalloc byte[HeaderBytes + (path.Count * HashBytes)];
        signature.CopyTo(value);
        (value[SignatureBytes], value[SignatureBytes + 1]) = ((byte)index, (byte)_paths.Length);
        for (var i = 0; i < path.Count; i++) path[i].CopyTo(value[(HeaderBytes + (i * HashBytes))..]);
        return Base64Url.EncodeToString(value);
    }

    /// <summary>Reads a signature.</summary>
    /// <param name="value">The <see cref="EventSignature.Value"/>.</param>
    /// <param name="input">The signing input that it is said to be for.</param>
    /// <returns>The signature itself, 64 bytes, and what it is the signature of if it is one; null if the value does not have the form of a signature.</returns>
    public static (byte[] Signature, byte[] Signed)? Read(string value, byte[] input)
    {
        ArgumentNullException.ThrowIfNull(value);
        const int Longest = HeaderBytes + (4 * HashBytes); // Of 16 inputs, none is further from the root.
        Span<byte> bytes = stackalloc byte[Longest];
        if (value.Length > Base64Url.GetEncodedLength(Longest) || !Base64Url.IsValid(value, out var length) || value.Length != Base64Url.GetEncodedLength(length)) return null;
        Base64Url.DecodeFromChars(value, bytes);
        if (length == SignatureBytes) return (bytes[..SignatureBytes].ToArray(), input);
        if (length < HeaderBytes) return null;
        var (index, count) = (bytes[SignatureBytes], bytes[SignatureBytes + 1]);
        if (count is < 2 or > MostInputs || index >= count || length != HeaderBytes + (PathLength(index, count) * HashBytes)) return null;
        var root = LeafOf(input);
        Climb(root, index, count, bytes[HeaderBytes..length]);
        return (bytes[..SignatureBytes].ToArray(), InputOf(count, root));
    }

    private static byte[] InputOf(int count, byte[] root) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Kind}\n{count}\n{Convert.ToHexStringLower(root)}"));

    private static byte[] LeafOf(byte[] input)
    {
        Span<byte> bytes = input.Length < 1024 ? stackalloc byte[input.Length + 1] : new byte[input.Length + 1];
        bytes[0] = 0; // A leaf never passes for a node.
        input.CopyTo(bytes[1..]);
        return SHA256.HashData(bytes);
    }

    private static void Join(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> node)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * HashBytes)];
        bytes[0] = 1;
        left.CopyTo(bytes[1..]);
        right.CopyTo(bytes[(1 + HashBytes)..]);
        SHA256.HashData(bytes, node);
    }

    /// <summary>The root of some of the inputs, one after the other. On the way up it is added to the paths of those beside them.</summary>
    private byte[] RootOf(IReadOnlyList<byte[]> inputs, int from, int count)
    {
        if (count == 1) return LeafOf(inputs[from]);
        var middle = LeftOf(count);
        var (left, right, node) = (RootOf(inputs, from, middle), RootOf(inputs, from + middle, count - middle), new byte[HashBytes]);
        for (var i = 0; i < count; i++) _paths[from + i].Add(i < middle ? right : left);
        Join(left, right, node);
        return node;
    }

    /// <summary>Turns the hash of a leaf into the root's (as RFC 9162, section 2.1.3.2, from the top).</summary>
    private static void Climb(Span<byte> hash, int index, int count, ReadOnlySpan<byte> path)
    {
        if (count == 1) return;
        var left = LeftOf(count);
        if (index < left)
        {
            Climb(hash, index, left, path[..^HashBytes]);
            Join(hash, path[^HashBytes..], hash);
        }
        else
        {
            Climb(hash, index - left, count - left, path[..^HashBytes]);
            Join(path[^HashBytes..], hash, hash);
        }
    }

    private static int PathLength(int index, int count)
    {
        var length = 0;
        for (; count > 1; length++)
        {
            var left = LeftOf(count);
            (index, count) = index < left ? (index, left) : (index - left, count - left);
        }

        return length;
    }

    /// <summary>How many leaves are on the left: the largest power of two that leaves at least one for the right.</summary>
    private static int LeftOf(int count) => 1 << (31 - int.LeadingZeroCount(count - 1));
}
