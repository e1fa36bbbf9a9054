namespace Issuance.Api.Credentials;

/// <summary>How a search is done; each bounds the work of one step. Tests set them low, so that few rows exercise every way.</summary>
internal sealed record SearchLimits
{
    /// <summary>If fewer credentials than this match a part of a filter, all of them are looked at, and nothing else is tried.</summary>
    public int VeryFew { get; init; } = 8_000;

    /// <summary>The same in a list by time of issue that no part leads through: IDs are compared alone, and of those only a page is looked up.</summary>
    public int Few { get; init; } = 20_000;

    /// <summary>The most credentials of a part that are looked at in place of reading on in order.</summary>
    public int Many { get; init; } = 100_000;

    /// <summary>How many rows are read in order before it is estimated how many more there would be to read.</summary>
    public int ShortWalk { get; init; } = 2_000;

    /// <summary>How many types, or issuers, with a word are named in a statement; the others are looked up row by row.</summary>
    public int Texts { get; init; } = 200;

    /// <summary>How many parts of an index are merged.</summary>
    public int Arms { get; init; } = 64;

    /// <summary>How many rows are read at first; four times as many each time, up to <see cref="LargestChunk"/>.</summary>
    public int FirstChunk { get; init; } = 256;

    /// <summary>The most rows that one statement reads in order.</summary>
    public int LargestChunk { get; init; } = 16_384;

    /// <summary>How far ahead is looked to see which part of a filter matches least.</summary>
    public int Probe { get; init; } = 500;

    /// <summary>A part that finds fewer than so many times what the part with the fewest finds is read over the same stretch.</summary>
    public int Denser { get; init; } = 16;

    /// <summary>The highest count.</summary>
    public int MostCounted { get; init; } = 100_000;

    /// <summary>How many credentials are looked at to count those that match several parts.</summary>
    public int LookedAt { get; init; } = 6_000;
}
