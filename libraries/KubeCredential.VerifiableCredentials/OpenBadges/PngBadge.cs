using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using KubeCredential.VerifiableCredentials.Json;

namespace KubeCredential.VerifiableCredentials.OpenBadges;

/// <summary>Badges in PNG images: a chunk of text (W3C Portable Network Graphics, third edition, sections 5.3 and 11.3.3.4).</summary>
internal static class PngBadge
{
    private const string Keyword = "openbadgecredential";
    private const string LegacyKeyword = "openbadges";
    private const int OfLengthAndType = 8;
    private const int OfChecksum = 4;
    private static readonly uint[] s_checksums = [.. Enumerable.Range(0, 256).Select(static value => Checksum((uint)value))];

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    public static bool IsPng(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Signature);

    public static byte[] Extract(ReadOnlySpan<byte> image, CredentialLimits limits)
    {
        var isLegacy = false;
        for (var rest = image[Signature.Length..]; rest.Length > 0;)
        {
            var chunk = Next(ref rest);
            if (!chunk[4..].StartsWith("iTXt"u8) && !chunk[4..].StartsWith("tEXt"u8)) continue;
            var data = chunk[OfLengthAndType..^OfChecksum];
            var keyword = KeywordOf(data);
            isLegacy |= keyword == LegacyKeyword;
            if (keyword == Keyword && chunk[4] == (byte)'i') return TextOf(data[(Keyword.Length + 1)..], limits);
        }

        throw isLegacy
            ? new CredentialException(CredentialError.LegacyBadge, "The image holds a badge of Open Badges 2.0 or earlier, which is not read.")
            : new CredentialException(CredentialError.NoBadge, "The image holds no badge.");
    }

    public static byte[] Bake(ReadOnlySpan<byte> image, ReadOnlySpan<byte> credential)
    {
        using var output = new PooledBuffer(image.Length + credential.Length + 64);
        output.Add(Signature);
        var isFirst = true;
        for (var rest = image[Signature.Length..]; rest.Length > 0; isFirst = false)
        {
            var chunk = Next(ref rest);
            var isBadge = chunk[4..].StartsWith("iTXt"u8) && KeywordOf(chunk[OfLengthAndType..^OfChecksum]) == Keyword;
            if (!isBadge) output.Add(chunk);
            if (isFirst) Write(output, credential); // After the header, which must be first.
        }

        return output.Written.ToArray();
    }

    private static void Write(PooledBuffer output, ReadOnlySpan<byte> credential)
    {
        // The keyword, its end, not packed, by no method, without a language and a translated keyword.
        byte[] chunk = [.. "iTXt"u8, .. Encoding.ASCII.GetBytes(Keyword), 0, 0, 0, 0, 0, .. credential];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, chunk.Length - 4);
        output.Add(number);
        output.Add(chunk);
        var checksum = 0xffffffff;
        foreach (var value in chunk) checksum = s_checksums[(byte)(checksum ^ value)] ^ (checksum >> 8);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~checksum);
        output.Add(number);
    }

    /// <summary>The next chunk: its length, type, data and checksum.</summary>
    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length >= OfLengthAndType + OfChecksum && BinaryPrimitives.ReadUInt32BigEndian(rest) is var length && length <= rest.Length - OfLengthAndType - OfChecksum)
        {
            var chunk = rest[..((int)length + OfLengthAndType + OfChecksum)];
            rest = rest[chunk.Length..];
            return chunk;
        }

        throw Invalid("The image ends within a chunk.");
    }

    private static string KeywordOf(ReadOnlySpan<byte> data)
    {
        const int MaxKeyword = 79;
        var end = data.IndexOf((byte)0);
        return end is > 0 and <= MaxKeyword ? Encoding.Latin1.GetString(data[..end]) : "";
    }

    private static byte[] TextOf(ReadOnlySpan<byte> data, CredentialLimits limits)
    {
        if (data.Length < 4) throw Invalid("The chunk with the badge is too short.");
        var isPacked = data[0] == 1;
        var text = data[2..];
        for (var part = 0; part < 2; part++)
        {
            var end = text.IndexOf((byte)0);
            text = end >= 0 ? text[(end + 1)..] : throw Invalid("The chunk with the badge is malformed.");
        }

        return isPacked ? Unpack(text, limits) : text.ToArray();
    }

    private static byte[] Unpack(ReadOnlySpan<byte> text, CredentialLimits limits)
    {
        using var output = new PooledBuffer();
        try
        {
            using var packed = new ZLibStream(new MemoryStream(text.ToArray()), CompressionMode.Decompress);
            int count;
            while ((count = packed.Read(output.GetSpan(4096)[..4096])) > 0)
            {
                output.Advance(count);
                if (output.Length > limits.MaxDocumentBytes) throw new CredentialException(CredentialError.DocumentTooLarge, "The badge in the image is too large.");
            }
        }
        catch (InvalidDataException error)
        {
            throw new CredentialException(CredentialError.InvalidImage, "The badge in the image is packed in another way than by zlib.", inner: error);
        }

        return output.Written.ToArray();
    }

    private static uint Checksum(uint value)
    {
        const uint Polynomial = 0xedb88320;
        for (var bit = 0; bit < 8; bit++) value = (value & 1) == 1 ? Polynomial ^ (value >> 1) : value >> 1;
        return value;
    }

    private static CredentialException Invalid(string message) => new(CredentialError.InvalidImage, message);
}
