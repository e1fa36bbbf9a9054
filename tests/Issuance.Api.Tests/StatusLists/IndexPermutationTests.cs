using System.Security.Cryptography;
using Issuance.Api.StatusLists;

namespace Issuance.Api.Tests.StatusLists;

/// <summary>The order in which the entries of a list are given out.</summary>
public sealed class IndexPermutationTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(64)]
    [InlineData(1 << 13)]
    [InlineData(1 << 17)]
    public void Every_entry_is_given_out_once(int size)
    {
        var permutation = new IndexPermutation(RandomNumberGenerator.GetBytes(IndexPermutation.KeyBytes), size);
        var isGiven = new bool[size];
        for (var position = 0; position < size; position++)
        {
            var index = permutation.IndexOf(position);
            Assert.False(isGiven[index]);
            isGiven[index] = true;
        }
    }

    /// <summary>Where an entry is says neither when it was given out nor, with another key, anything at all.</summary>
    [Fact]
    public void The_order_follows_from_the_key_alone()
    {
        const int Size = 1 << 17;
        var key = new byte[IndexPermutation.KeyBytes];
        var (one, same) = (new IndexPermutation(key, Size), new IndexPermutation(key, Size));
        key = (byte[])key.Clone();
        key[0] = 1;
        var other = new IndexPermutation(key, Size);
        var first = Enumerable.Range(0, 1000).Select(one.IndexOf).ToArray();

        Assert.Equal(first, Enumerable.Range(0, 1000).Select(same.IndexOf));
        Assert.InRange(first.Zip(Enumerable.Range(0, 1000).Select(other.IndexOf)).Count(static pair => pair.First == pair.Second), 0, 5);
        Assert.InRange(first.Zip(first.Skip(1)).Count(static pair => pair.Second > pair.First), 400, 600);
        Assert.InRange(first.Average(), Size * 0.45, Size * 0.55);
        Assert.Throws<ArgumentOutOfRangeException>(() => one.IndexOf(Size));
        Assert.Throws<ArgumentOutOfRangeException>(() => one.IndexOf(-1));
    }
}
