using System.Buffers.Binary;
using System.Security.Cryptography;

namespace KubeCredential.Storage.Audit;

/// <summary>
/// The format of a batch's links, except the last, in the batch's row: for each link the transaction and the position of its entry, as
/// 64-bit big-endian numbers, and the 32 bytes of its hash.
/// </summary>
internal static class AuditLinks
{
    private const int Size = sizeof(long) + sizeof(long) + SHA256.HashSizeInBytes;

    /// <summary>Writes links; null for none.</summary>
    public static byte[]? Write(ReadOnlySpan<AuditHead> links)
    {
        if (links.IsEmpty) return null;
        var bytes = new byte[links.Length * Size];
        var rest = bytes.AsSpan();
        foreach (var link in links)
        {
            BinaryPrimitives.WriteInt64BigEndian(rest, link.Place.Transaction);
            BinaryPrimitives.WriteInt64BigEndian(rest[sizeof(long)..], link.Place.Position);
            Convert.FromHexString(link.Hash, rest[(2 * sizeof(long))..], out _, out _);
            rest = rest[Size..];
        }

        return bytes;
    }

    /// <summary>Reads the links of a batch, the last one included.</summary>
    /// <param name="bytes">The bytes written by <see cref="Write"/>.</param>
    /// <param name="last">The last link of the batch.</param>
    /// <returns>The links in order, or null if the bytes are malformed.</returns>
    public static List<AuditHead>? Read(ReadOnlySpan<byte> bytes, AuditHead last)
    {
        if (bytes.Length % Size != 0) return null;
        var count = bytes.Length / Size;
        var links = new List<AuditHead>(count + 1);
        for (var i = 0; i < count; i++, bytes = bytes[Size..])
        {
            var place = new AuditPlace(BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[sizeof(long)..]));
            links.Add(new AuditHead(last.Number - count + i, place, Convert.ToHexStringLower(bytes[(2 * sizeof(long))..Size]), last.At));
        }

        links.Add(last);
        return links;
    }
}
