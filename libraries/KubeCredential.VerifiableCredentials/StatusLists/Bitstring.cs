using System.Buffers.Text;
using System.IO.Compression;
using KubeCredential.VerifiableCredentials.Json;

namespace KubeCredential.VerifiableCredentials.StatusLists;

/// <summary>The bits of a status list (W3C Bitstring Status List 1.0, sections 2.2 and 3.3). Bit 0 is the most significant bit of the first byte.</summary>
public sealed class Bitstring
{
    /// <summary>The fewest bits of a list: with fewer, a credential would stand out (section 2.2).</summary>
    public const int MinBits = 131_072;

    private readonly byte[] _bytes;

    /// <summary>A list whose bits are all 0.</summary>
    /// <param name="bits">How many: a multiple of 8, at least <see cref="MinBits"/>.</param>
    public Bitstring(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, MinBits);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bits % 8, 0);
        _bytes = new byte[bits / 8];
    }

    /// <summary>The number of bits.</summary>
    public long Length => _bytes.LongLength * 8;

    /// <summary>The bits.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>A bit.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bit.</exception>
    public bool this[int index]
    {
        get => Read(_bytes, index) ?? throw new ArgumentOutOfRangeException(nameof(index));
        set
        {
            if (index < 0 || index >= Length) throw new ArgumentOutOfRangeException(nameof(index));
            var mask = (byte)(0x80 >> (index & 7));
            if (value) _bytes[index >> 3] |= mask;
            else _bytes[index >> 3] &= (byte)~mask;
        }
    }

    /// <summary>A bit; null if there is none of that number.</summary>
    public static bool? Read(ReadOnlySpan<byte> bits, long index) => index < 0 || index >= bits.Length * 8L ? null : (bits[(int)(index >> 3)] & (0x80 >> (int)(index & 7))) != 0;

    /// <summary>The list as text: <c>u</c>, then base64url of the bits packed by gzip (RFC 1952).</summary>
    public string Encode()
    {
        using var packed = new MemoryStream(_bytes.Length / 8);
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(_bytes);
        return "u" + Base64Url.EncodeToString(packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    /// <summary>Unpacks a list. What is packed too well is given up as soon as it goes beyond the limit.</summary>
    /// <param name="text">The text of <c>encodedList</c>.</param>
    /// <param name="limits">What it may cost; null: <see cref="CredentialLimits.Default"/>.</param>
    /// <exception cref="CredentialException">
    /// It is malformed (<see cref="CredentialError.InvalidStatusList"/>), too short (<see cref="CredentialError.StatusListTooShort"/>) or too large (<see cref="CredentialError.StatusListTooLarge"/>).
    /// </exception>
    public static byte[] Decode(string text, CredentialLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        limits ??= CredentialLimits.Default;
        if (text.Length < 2 || text[0] != 'u') throw Invalid("The status list is not in base64url, which begins with 'u'.");
        using var bits = new PooledBuffer(MinBits / 8);
        try
        {
            // Exactly one 'u' belongs to the encoding.
            using var packed = new MemoryStream(Base64Url.DecodeFromChars(text.AsSpan(1)), writable: false);
            using var gzip = new GZipStream(packed, CompressionMode.Decompress);
            int count;
            while ((count = gzip.Read(bits.GetSpan(16 * 1024)[..(16 * 1024)])) > 0)
            {
                bits.Advance(count);
                if (bits.Length > limits.MaxStatusListBytes) throw new CredentialException(CredentialError.StatusListTooLarge, $"The status list has more than {limits.MaxStatusListBytes:N0} bytes.", "/credentialSubject/encodedList");
            }
        }
        catch (Exception error) when (error is FormatException or InvalidDataException or EndOfStreamException)
        {
            throw new CredentialException(CredentialError.InvalidStatusList, "The status list is not packed by gzip in base64url.", "/credentialSubject/encodedList", error);
        }

        if (bits.Length < MinBits / 8) throw new CredentialException(CredentialError.StatusListTooShort, $"The status list has fewer than {MinBits:N0} entries.", "/credentialSubject/encodedList");
        return bits.Written.ToArray();
    }

    private static CredentialException Invalid(string message) => new(CredentialError.InvalidStatusList, message, "/credentialSubject/encodedList");
}
