using Issuance.Api.Batches;
using Issuance.Api.Batches.Files;

namespace Issuance.Api.Tests.Batches;

/// <summary>The same row of the same chunk always has the same IDs, and no other row has them.</summary>
public sealed class BatchIdsTests
{
    private static readonly DateTimeOffset s_at = DateTimeOffset.FromUnixTimeMilliseconds(1_795_000_000_123);
    private static readonly byte[] s_seed = [.. Enumerable.Range(0, 32).Select(static i => (byte)i)];

    [Fact]
    public void They_are_uuids_of_version_7_in_the_order_of_rows()
    {
        var ids = ((int[])[1, 2, 63, 64, 65, 4095, 4096, 100_000, CellText.LargestNumber]).Select(static row => BatchIds.Of(s_seed, s_at, row, BatchIds.Kind.Credential)).ToArray();

        Assert.All(ids, static id =>
        {
            Assert.Equal((7, 0x8), (id.Version, id.Variant & 0xC));
            Assert.Equal(s_at.ToUnixTimeMilliseconds(), Convert.ToInt64(id.ToString("N")[..12], 16));
        });
        Assert.Equal(ids.Select(static id => id.ToString()).Order(StringComparer.Ordinal), ids.Select(static id => id.ToString()));
    }

    [Fact]
    public void They_are_a_function_of_seed_time_row_and_kind()
    {
        Assert.Equal(BatchIds.Of(s_seed, s_at, 7, BatchIds.Kind.Event), BatchIds.Of([.. s_seed], s_at, 7, BatchIds.Kind.Event));
        Guid[] all =
        [
            BatchIds.Of(s_seed, s_at, 7, BatchIds.Kind.Event), BatchIds.Of(s_seed, s_at, 8, BatchIds.Kind.Event), BatchIds.Of(s_seed, s_at, 7, BatchIds.Kind.Credential),
            BatchIds.Of(s_seed, s_at, 7, BatchIds.Kind.SuccessorEvent), BatchIds.Of(s_seed, s_at.AddMilliseconds(1), 7, BatchIds.Kind.Event), BatchIds.Of(new byte[32], s_at, 7, BatchIds.Kind.Event),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Throws<ArgumentOutOfRangeException>(static () => BatchIds.Of(s_seed, s_at, CellText.LargestNumber + 1, BatchIds.Kind.Event));
    }
}
