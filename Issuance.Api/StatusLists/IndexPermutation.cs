using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Issuance.Api.StatusLists;

/// <summary>
/// The order in which the entries of a list are given out: every entry once, and whoever does not have the key cannot tell from an entry when it was given out. A Feistel network over
/// HMAC-SHA-256, walked until it stays within the list (Black and Rogaway, Ciphers with Arbitrary Finite Domains, 2002).
/// </summary>
internal sealed class IndexPermutation(byte[] key, int size)
{
    /// <summary>The length of a key, in bytes.</summary>
    public const int KeyBytes = 32;

    private const int Rounds = 8;
    private readonly int _halfBits = (BitOperations.Log2((uint)size - 1) + 2) / 2;

    /// <summary>The entry that is given out as the given one.</summary>
    /// <param name="position">From 0 to the size of the list, exclusively.</param>
    public int IndexOf(int position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, size);
        var value = (uint)position;
        do value = Mix(value);
        while (value >= size);
        return (int)value;
    }

    private uint Mix(uint value)
    {
        var mask = (1u << _halfBits) - 1;
        var (left, right) = (value >> _halfBits, value & mask);
        Span<byte> input = stackalloc byte[8];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        for (var round = 0; round < Rounds; round++)
        {
            BinaryPrimitives.WriteInt32BigEndian(input, round);
            BinaryPrimitives.WriteUInt32BigEndian(input[4..], right);
            HMACSHA256.HashData(key, input, hash);
            (left, right) = (right, (left ^ BinaryPrimitives.ReadUInt32BigEndian(hash)) & mask);
        }

        return (left << _halfBits) | right;
    }
}
