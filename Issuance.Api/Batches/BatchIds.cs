using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Issuance.Api.Batches;

/// <summary>
/// The IDs of what a batch writes: a function of its seed, of the time of the chunk and of the row, so that a chunk that is written again writes nothing new. They are UUIDs of version 7 (RFC 9562,
/// section 5.7): 48 bits of time, then 18 bits of the row's number, so that they are in the order of the file, and 56 bits of an HMAC, so that nobody guesses them.
/// </summary>
internal static class BatchIds
{
    /// <summary>Of what an ID is.</summary>
    public enum Kind : byte
    {
        /// <summary>The credential that is issued.</summary>
        Credential = 1,

        /// <summary>The event.</summary>
        Event = 2,

        /// <summary>The event that the successor was issued.</summary>
        SuccessorEvent = 3,
    }

    /// <summary>Makes an ID.</summary>
    /// <param name="seed">The batch's seed: 32 random bytes.</param>
    /// <param name="at">The time of the chunk, in whole milliseconds.</param>
    /// <param name="row">The number of the row: 18 bits.</param>
    /// <param name="kind">Of what it is.</param>
    public static Guid Of(byte[] seed, DateTimeOffset at, int row, Kind kind)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)row, (uint)Files.CellText.LargestNumber, nameof(row));
        Span<byte> message = stackalloc byte[13];
        BinaryPrimitives.WriteInt64BigEndian(message, at.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt32BigEndian(message[8..], row);
        message[12] = (byte)kind;
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(seed, message, hash);

        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(id, at.ToUnixTimeMilliseconds() << 16);
        BinaryPrimitives.WriteUInt16BigEndian(id[6..], (ushort)(0x7000 | (row >> 6)));
        id[8] = (byte)(0x80 | (row & 0x3F));
        hash[..7].CopyTo(id[9..]);
        return new Guid(id, bigEndian: true);
    }
}
