namespace Issuance.Api.Credentials;

/// <summary>A part of an index that leads to credentials in the order of their IDs.</summary>
/// <param name="Table">The table.</param>
/// <param name="Id">Its column with the credential's ID.</param>
/// <param name="Where">The condition: the columns of the index before the ID are each equal to something.</param>
internal readonly record struct SearchArm(string Table, string Id, string Where)
{
    /// <summary>The column that must equal a text, and the text, if that is the whole condition; null otherwise.</summary>
    public (string Column, string Text)? Equal { get; init; }

    /// <summary>The statement that selects all of it. The order is that of its index: another one with the same rows among others could seem to do as well.</summary>
    public string All => $"SELECT id FROM (SELECT {Id} AS id FROM {Table} WHERE {Where} ORDER BY {Id}) AS arm";
}

/// <summary>A way to find the credentials that match one part of a filter, or more than those.</summary>
/// <param name="All">Statements that each select IDs, in no order.</param>
/// <param name="Arms">The parts of indexes that select the same in the order of IDs; null if there is none, or too many. Looking them up may take a statement of its own.</param>
/// <param name="IsExact">Whether it finds what matches and nothing else.</param>
internal sealed record SearchSource(IReadOnlyList<string> All, Func<CancellationToken, Task<IReadOnlyList<SearchArm>?>> Arms, bool IsExact)
{
    /// <summary>A source of a few parts of indexes.</summary>
    public static SearchSource Of(IReadOnlyList<SearchArm> arms, bool isExact) => new(
        [.. arms.Select(static arm => arm.All)], _ => Task.FromResult<IReadOnlyList<SearchArm>?>(arms), isExact);

    /// <summary>A source that knows no order.</summary>
    public static SearchSource Unordered(string sql, bool isExact) => new([sql], static _ => Task.FromResult<IReadOnlyList<SearchArm>?>(null), isExact);
}

/// <summary>One part of a filter.</summary>
/// <param name="Row">The condition on a row of <c>credentials</c>, alias <c>c</c>, and perhaps <c>outbox</c>, alias <c>o</c>.</param>
/// <param name="Sources">The ways to find what matches; empty if nearly everything does.</param>
/// <param name="Listed">A condition that everything meets that meets <paramref name="Row"/>, on the columns alone that the indexes of the list hold beside their keys, so that an index can be read without the credentials; null if there is none.</param>
internal sealed record SearchCondition(string Row, IReadOnlyList<SearchSource> Sources, string? Listed)
{
    /// <summary>A condition on the columns that the indexes hold.</summary>
    public SearchCondition(string row, IReadOnlyList<SearchSource> sources)
        : this(row, sources, row)
    {
    }
}
