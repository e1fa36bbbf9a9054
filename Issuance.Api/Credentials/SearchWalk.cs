using System.Data.Common;
using System.Numerics;

namespace Issuance.Api.Credentials;

/// <summary>Finds what matches all of some conditions, in an order (see <see cref="CredentialSearch"/>).</summary>
internal sealed class SearchWalk
{
    /// <summary>So few credentials are looked up at once; there is no need to find out which of them other sources find, too.</summary>
    private const int LeastWorthwhile = 500;

    /// <summary>Looking up a credential takes as long as reading so many in the order of an index.</summary>
    private const int LookupCost = 8;

    /// <summary>What no type, issuer or word of a name is. If one were, what it leads to would be compared with the filter like the rest.</summary>
    private const string NoText = "\u0001";

    /// <summary>What the indexes of the list hold, whichever order they have.</summary>
    private static readonly string[] s_listed = ["holder_search", "type_search", "issuer_search", "state", "standing", "valid_from", "expiry_date"];

    private readonly SearchSession _session;
    private readonly SearchLimits _limits;
    private readonly SearchSource[] _sources;
    private readonly string? _from;
    private readonly string? _below;
    private readonly (Guid? From, Guid? Below) _ids;
    private readonly string _matches;
    private readonly string _listed;
    private readonly string _join;
    private readonly string _columns;
    private readonly bool _isListed;
    private int _walked;
    private int _counted;

    /// <param name="session">The statements.</param>
    /// <param name="limits">The bounds of the work.</param>
    /// <param name="conditions">What must match.</param>
    /// <param name="ids">The lowest ID, and the one that all are below.</param>
    public SearchWalk(SearchSession session, SearchLimits limits, IReadOnlyList<SearchCondition> conditions, (Guid? From, Guid? Below) ids)
    {
        (_session, _limits, _ids) = (session, limits, ids);
        _from = ids.From is { } from ? session.Bind(from) : null;
        _below = ids.Below is { } below ? session.Bind(below) : null;
        _sources = [.. conditions.SelectMany(static one => one.Sources)];
        if (IdsIn("c.id", null, descending: true) is { Length: > 0 } bounds) _sources = [.. _sources, SearchSource.Unordered($"SELECT c.id FROM credentials c WHERE {bounds}", isExact: true)];
        _matches = string.Concat(conditions.Select(static one => $" AND {one.Row}"));
        _listed = string.Concat(conditions.Where(static one => one.Listed is not null).Select(static one => $" AND {one.Listed}"));
        _isListed = conditions.All(static one => one.Row == one.Listed);
        _join = _matches.Contains("o.state", StringComparison.Ordinal) ? "LEFT JOIN outbox o ON o.event_id = c.event_id" : "";
        _columns = string.Concat(s_listed.Where(column => _listed.Contains($"c.{column}", StringComparison.Ordinal)).Select(static column => $", c.{column}"));
    }

    /// <summary>A page by time of issue.</summary>
    public async Task<List<CredentialPlace>> ByIdAsync(CredentialOrder order, CredentialPlace? after, int limit, CancellationToken cancellationToken)
    {
        var descending = order.IsDescending();
        var lead = await LeadAsync(after?.Id, descending, alone: false, cancellationToken);
        if (lead is { Arms.Count: 0 }) return [];
        // What leads on is read in order however much it is: all that matches is there, and others find far more.
        IReadOnlyList<SearchSource>? instead = lead is null || _sources.Length > 1 ? await FewAsync(lead is null ? _limits.Few : Math.Min(LeastWorthwhile, _limits.Few), cancellationToken) : null;
        var (found, place, chunk) = (new List<CredentialPlace>(limit), after?.Id, Math.Max(limit, _limits.FirstChunk));
        while (found.Count < limit)
        {
            // IDs are read from indexes alone, and of those only a page is looked up.
            if (lead is null) instead ??= await FewAsync(Rest(found.Count, limit), cancellationToken);
            if (instead is []) return [];
            var (hits, last, read) = await RunAsync(
                $"""
                {ChunkSql(lead, instead, place, descending, chunk)},
                hits AS (SELECT id FROM matching ORDER BY id{Down(descending)} LIMIT {limit})
                SELECT 0 AS part, id, 0 AS read FROM hits
                UNION ALL
                SELECT 1, (SELECT id FROM chunk ORDER BY id{Down(!descending)} LIMIT 1), (SELECT COUNT(*) FROM chunk)
                """,
                reader => reader.IsDBNull(1) ? default : new CredentialPlace(order, null, reader.GetGuid(1)), cancellationToken);
            found.AddRange(hits.OrderBy(static one => one, ById(descending)).Take(limit - found.Count));
            if (read < chunk) break;
            _walked += chunk;
            (place, chunk) = (last.Id, NextChunk(chunk, found.Count, limit));
        }

        return found;
    }

    /// <summary>The next IDs in order (<c>chunk</c>), and those of them that match (<c>matching</c>).</summary>
    private string ChunkSql(Lead? lead, IReadOnlyList<SearchSource>? instead, Guid? place, bool descending, int chunk)
    {
        if (lead is null && instead is null)
        {
            return $"""
                WITH chunk AS MATERIALIZED (SELECT c.id{_columns} FROM credentials c WHERE 1 = 1{And(IdsIn("c.id", place, descending))} ORDER BY c.id{Down(descending)} LIMIT {chunk}),
                {Matching("chunk c", "c.id", "l.id")}
                """;
        }

        var ids = instead is null
            ? Merge(lead!.Arms, place, descending, chunk)
            : $"SELECT id FROM ({Intersect(instead)}) AS every WHERE 1 = 1{And(IdsIn("id", place, descending))} ORDER BY id{Down(descending)} LIMIT {chunk}";
        var (met, of) = instead is null && lead!.Beside is { } beside
            ? ($"""
                ends AS MATERIALIZED (SELECT (SELECT id FROM chunk ORDER BY id LIMIT 1) AS low, (SELECT id FROM chunk ORDER BY id DESC LIMIT 1) AS high),
                met AS MATERIALIZED (SELECT id FROM chunk INTERSECT SELECT id FROM ({Between(beside)}) AS b),
                """, "met")
            : ("", "chunk");
        return $"""
            WITH chunk AS MATERIALIZED ({ids}),
            {met}
            {Matching($"{of} JOIN credentials c ON c.id = {of}.id", "c.id", "l.id")}
            """;
    }

    /// <summary>What of a part matches (<c>matching</c>): first by what the indexes hold, and the rest by the credentials themselves.</summary>
    /// <param name="part">The part, which has the columns that are compared under the alias <c>c</c>.</param>
    /// <param name="columns">What is selected from it.</param>
    /// <param name="of">The same of what is left, under the alias <c>l</c>.</param>
    /// <param name="also">Further conditions.</param>
    private string Matching(string part, string columns, string of, string also = "") => _isListed
        ? $"matching AS MATERIALIZED (SELECT {columns} FROM {part} WHERE 1 = 1{also}{_listed})"
        : $"""
          listed AS MATERIALIZED (SELECT {columns} FROM {part} WHERE 1 = 1{also}{_listed}),
          matching AS MATERIALIZED (SELECT {of} FROM listed l JOIN credentials c ON c.id = l.id {_join} WHERE 1 = 1{_matches})
          """;

    /// <summary>How many rows to read next: four times as many, but not many more than it should take. The numbers are few, so that statements are prepared.</summary>
    private int NextChunk(int chunk, int found, int limit)
    {
        var next = Math.Min(chunk * 4, _limits.LargestChunk);
        if (found == 0 || Rest(found, limit) is not (> 0 and var rest)) return next;
        while (next / 4 > Math.Max(_limits.FirstChunk, rest + (rest / 4))) next /= 4;
        return next;
    }

    /// <summary>A page by a column.</summary>
    /// <param name="order">The order.</param>
    /// <param name="after">The place after which the page begins, or null.</param>
    /// <param name="limit">How many.</param>
    /// <param name="bounds">The conditions on the column, which are among those that must match; empty if there are none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<List<CredentialPlace>> ByColumnAsync(CredentialOrder order, CredentialPlace? after, int limit, string bounds, CancellationToken cancellationToken)
    {
        if (await FewAsync(_limits.VeryFew, cancellationToken) is { } few) return await GatherAsync(few, order, after, limit, cancellationToken);
        var (column, down) = (order.Column()!, order.IsDescending());
        var mayLack = order is CredentialOrder.Expiry or CredentialOrder.LatestExpiry && bounds.Length == 0;
        var (found, place, chunk) = (new List<CredentialPlace>(limit), after, Math.Max(limit, _limits.FirstChunk));
        foreach (var lacks in mayLack ? (bool[])[false, true] : [false])
        {
            if (!lacks && place is { Key: null }) continue;
            while (found.Count < limit)
            {
                if (await FewAsync(Rest(found.Count, limit) / LookupCost, cancellationToken) is { } instead) return await GatherAsync(instead, order, after, limit, cancellationToken);
                var part = column == "holder_search" ? "" : $" AND c.{column} IS {(lacks ? "" : "NOT ")}NULL";
                var (hits, last, read) = await RunAsync(
                    $"""
                    WITH chunk AS MATERIALIZED (
                      SELECT c.id, c.{column} AS place{_columns} FROM credentials c WHERE 1 = 1{part}{And(bounds)}{And(After(order, lacks ? place is { Key: null } ? place : null : place, lacks))}
                      ORDER BY c.{column}{Down(down)}, c.id{Down(down)} LIMIT {chunk}),
                    {Matching("chunk c", "c.id, c.place", "l.id, l.place", And(IdsIn("c.id", null, down)))},
                    hits AS (SELECT id, place FROM matching ORDER BY place{Down(down)}, id{Down(down)} LIMIT {limit})
                    SELECT * FROM (SELECT 0 AS part, id, 0 AS read, place FROM hits) AS h
                    UNION ALL
                    SELECT * FROM (SELECT 1, c.id, (SELECT COUNT(*) FROM chunk), c.place FROM chunk c ORDER BY c.place{Down(!down)}, c.id{Down(!down)} LIMIT 1) AS l
                    """,
                    reader => new CredentialPlace(order, KeyOf(order, reader, 3), reader.GetGuid(1)), cancellationToken);
                found.AddRange(hits.OrderBy(static one => one, ByColumn(order)).Take(limit - found.Count));
                if (read < chunk) break;
                _walked += chunk;
                (place, chunk) = (last, NextChunk(chunk, found.Count, limit));
            }

            if (found.Count >= limit) break;
        }

        return found;
    }

    /// <summary>How many credentials there are, at most <paramref name="most"/>.</summary>
    public Task<long> CountAllAsync(int most, CancellationToken cancellationToken) =>
        NumberAsync($"SELECT COUNT(*) FROM (SELECT c.id FROM credentials c WHERE 1 = 1{And(IdsIn("c.id", null, descending: true))} LIMIT {most}) AS n", cancellationToken);

    /// <summary>How many credentials a source finds, at most <paramref name="most"/>.</summary>
    public async Task<long> CountAsync(SearchSource source, int most, CancellationToken cancellationToken) => source.All.Count == 0
        ? 0
        : await source.Arms(cancellationToken) is [var only] // Each ID is there once.
        ? await NumberAsync($"SELECT COUNT(*) FROM (SELECT 1 FROM ({only.All}) AS one LIMIT {most}) AS n", cancellationToken)
        : await NumberAsync($"SELECT COUNT(*) FROM (SELECT DISTINCT id FROM ({string.Join(" UNION ALL ", source.All.Select((one, number) => $"SELECT * FROM ({one} LIMIT {most}) AS a{number}"))}) AS every LIMIT {most}) AS n", cancellationToken);

    /// <summary>How many credentials match, among as many as may be looked at.</summary>
    public async Task<(long Count, bool IsExact)> CountMatchesAsync(CancellationToken cancellationToken)
    {
        if (Array.Exists(_sources, static source => source.All.Count == 0)) return (0, true);
        var counts = _sources.Length > 0 ? await CountsAsync(_limits.LookedAt, cancellationToken) : [];
        SearchSource[] small = [.. counts.Where(one => one.Count < _limits.LookedAt).Select(static one => one.Source)];
        if (counts.Length > 0 && counts[0].Count == 0) return (0, true);
        var chunk = small.Length > 0
            ? Intersect(small)
            : await LeadAsync(null, descending: true, alone: true, cancellationToken) is { } lead
                ? Merge(lead.Arms, null, descending: true, _limits.LookedAt)
                : $"SELECT c.id FROM credentials c WHERE 1 = 1{And(IdsIn("c.id", null, descending: true))} ORDER BY c.id DESC LIMIT {_limits.LookedAt}";
        var found = await _session.ListAsync(
            $"""
            WITH chunk AS MATERIALIZED ({chunk}),
            {Matching("chunk JOIN credentials c ON c.id = chunk.id", "c.id", "l.id", And(IdsIn("c.id", null, descending: true)))}
            SELECT (SELECT COUNT(*) FROM matching), (SELECT COUNT(*) FROM chunk)
            """,
            static reader => (Count: reader.GetInt64(0), Read: reader.GetInt64(1)), cancellationToken);
        return (found[0].Count, found[0].Read < _limits.LookedAt);
    }

    /// <summary>How many rows it would take to read on until the page is full, as it has gone so far; 0 as long as that says little.</summary>
    private int Rest(int found, int limit) => _walked < _limits.ShortWalk ? 0 : (int)Math.Min(_limits.Many, (limit - found) * (long)_walked * 2 / Math.Max(1, 2 * found));

    /// <summary>
    /// What to look at instead of reading on in order: the smallest source, if it finds fewer than <paramref name="below"/>, and others that find not much more, so that only what they have in
    /// common is looked at. Null to read on; empty if nothing matches.
    /// </summary>
    private async Task<IReadOnlyList<SearchSource>?> FewAsync(int below, CancellationToken cancellationToken)
    {
        if (below <= _counted || _sources.Length == 0) return null;
        if (Array.Exists(_sources, static source => source.All.Count == 0)) return [];
        _counted = below;
        var counts = await CountsAsync(below, cancellationToken);
        var least = counts[0].Count;
        if (least == 0) return [];
        if (least >= below) return null;
        return least < LeastWorthwhile ? [counts[0].Source] : [.. counts.Where(one => one.Count < Math.Min(below, least * 2 * LookupCost)).Select(static one => one.Source)];
    }

    /// <summary>The sources and how many each finds, the smallest first; each is counted up to <paramref name="most"/>.</summary>
    private async Task<(SearchSource Source, long Count)[]> CountsAsync(int most, CancellationToken cancellationToken)
    {
        var counts = _sources.Select(source => string.Join(" + ", source.All.Select(one => $"(SELECT COUNT(*) FROM (SELECT 1 FROM ({one}) AS one LIMIT {most}) AS n)")));
        var found = await _session.ListAsync($"SELECT {string.Join(", ", counts)}", reader => Enumerable.Range(0, _sources.Length).Select(reader.GetInt64).ToArray(), cancellationToken);
        return [.. _sources.Zip(found[0]).OrderBy(static one => one.Second)];
    }

    /// <summary>The IDs that all of some sources find, each once.</summary>
    private static string Intersect(IReadOnlyList<SearchSource> sources) => sources is [var only]
        ? $"SELECT DISTINCT id FROM ({string.Join(" UNION ALL ", only.All)}) AS found"
        : string.Join(" INTERSECT ", sources.Select(static (source, number) => $"SELECT id FROM ({string.Join(" UNION ALL ", source.All)}) AS i{number}"));

    /// <summary>What leads on in the order of IDs.</summary>
    /// <param name="Arms">The source whose next credentials reach furthest, and so are fewest there.</param>
    /// <param name="Beside">Another source, if it finds not many more there, so that it is best read over the same stretch; else null.</param>
    private sealed record Lead(IReadOnlyList<SearchArm> Arms, IReadOnlyList<SearchArm>? Beside);

    /// <summary>What leads on after a place; null if no source does.</summary>
    /// <param name="after">The place, or null for the first ones.</param>
    /// <param name="descending">Whether later ones come first.</param>
    /// <param name="alone">Whether nothing is asked for beside it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    private async Task<Lead?> LeadAsync(Guid? after, bool descending, bool alone, CancellationToken cancellationToken)
    {
        var ways = new List<IReadOnlyList<SearchArm>>();
        foreach (var source in _sources)
        {
            if (await source.Arms(cancellationToken) is { } arms) ways.Add(arms);
        }

        if (ways.Count <= 1 || ways.Exists(static arms => arms.Count == 0)) return ways.Count == 0 ? null : new Lead(ways.Find(static arms => arms.Count == 0) ?? ways[0], null);
        var ahead = ways.Select(arms => $"(SELECT id FROM ({Merge(arms, after, descending, _limits.Probe)}) AS next ORDER BY id{Down(descending)} LIMIT 1 OFFSET {_limits.Probe - 1})");
        var places = await _session.ListAsync(
            $"SELECT {string.Join(", ", ahead)}", reader => Enumerable.Range(0, ways.Count).Select(number => reader.IsDBNull(number) ? (Guid?)null : reader.GetGuid(number)).ToArray(), cancellationToken);
        // Null: so few are left that they end before.
        var first = Enumerable.Range(0, ways.Count).OrderBy(number => places[0][number] is not null)
            .ThenBy(number => places[0][number], Comparer<Guid?>.Create((one, other) => one is { } left && other is { } right ? (descending ? 1 : -1) * left.CompareTo(right) : 0)).First();
        if (alone || places[0][first] is not { } reach) return new Lead(ways[first], null);
        var bound = $"id {(descending ? ">=" : "<=")} {_session.Bind(reach)}";
        var most = _limits.Denser * _limits.Probe;
        var others = ways.Where((_, number) => number != first).ToArray();
        var near = await _session.ListAsync(
            $"SELECT {string.Join(", ", others.Select((arms, number) => $"(SELECT COUNT(*) FROM ({Merge(arms, after, descending, most)}) AS n{number} WHERE {bound})"))}",
            reader => Enumerable.Range(0, others.Length).Select(reader.GetInt64).ToArray(), cancellationToken);
        var (least, next) = near[0].Select(static (count, number) => (count, number)).Min();
        return new Lead(ways[first], least < most ? others[next] : null);
    }

    /// <summary>Looks at everything that all of some sources find.</summary>
    private async Task<List<CredentialPlace>> GatherAsync(IReadOnlyList<SearchSource> sources, CredentialOrder order, CredentialPlace? after, int limit, CancellationToken cancellationToken)
    {
        if (sources.Count == 0) return [];
        var (column, down) = (order.Column()!, order.IsDescending());
        var sorted = column == "holder_search" ? $"place{Down(down)}" : $"place IS NULL, place{Down(down)}";
        var rest = after is { } place ? And(After(order, place, lacks: null)) : "";
        // What matches is chosen before it is sorted: otherwise the index of the whole table could be followed to save the sorting.
        var places = await _session.ListAsync(
            $"""
            WITH every AS MATERIALIZED ({Intersect(sources)}),
            {Matching("every JOIN credentials c ON c.id = every.id", $"c.id, c.{column} AS place", "l.id, l.place", $"{And(IdsIn("c.id", null, down))}{rest}")}
            SELECT id, place FROM matching ORDER BY {sorted}, id{Down(down)} LIMIT {limit}
            """,
            reader => new CredentialPlace(order, KeyOf(order, reader, 1), reader.GetGuid(0)), cancellationToken);
        return places;
    }

    private string? KeyOf(CredentialOrder order, DbDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : order.Column() == "holder_search" ? reader.GetString(ordinal) : KubeCredential.Text.Rfc3339.Format(_session.Dialect.ReadDay(reader, ordinal));

    /// <summary>The first of several parts of indexes, each read no further than needed.</summary>
    private string Merge(IReadOnlyList<SearchArm> arms, Guid? after, bool descending, int most)
    {
        if (arms.Count == 1) return One(arms[0], arms[0].Where);
        // Read side by side, each no further than needed.
        var each = arms.GroupBy(arm => (arm.Table, arm.Id, arm.Equal?.Column)).SelectMany(group => group.Select(arm => (Arm: arm, arm.Where)).Concat(FillUp(group.First(), group.Count())));
        return $"SELECT DISTINCT id FROM ({string.Join(" UNION ALL ", each.Select((one, number) => $"SELECT * FROM ({One(one.Arm, one.Where)}) AS a{number}"))}) AS merged ORDER BY id{Down(descending)} LIMIT {most}";

        string One(SearchArm arm, string where) => $"SELECT {arm.Id} AS id FROM {arm.Table} WHERE {where}{And(IdsIn(arm.Id, after, descending))} ORDER BY {arm.Id}{Down(descending)} LIMIT {most}";

        // Planning fifty parts takes as long as reading them. Their number is a power of two, so that nearly every statement has been prepared before; those that are too many find nothing.
        IEnumerable<(SearchArm Arm, string Where)> FillUp(SearchArm arm, int count) => _session.Dialect.IsSqlite || arm.Equal is not { } equal
            ? []
            : Enumerable.Range(count, (int)BitOperations.RoundUpToPowerOf2((uint)count) - count).Select(_ => (arm, $"{equal.Column} = {_session.Bind(NoText)}"));
    }

    /// <summary>The IDs of parts of indexes between the ends of a chunk. Every ID between them is read, so that on PostgreSQL parts that differ only in a text can be one, which is planned once for any number of texts.</summary>
    private string Between(IReadOnlyList<SearchArm> arms)
    {
        var each = new List<string>();
        foreach (var group in arms.GroupBy(arm => (arm.Table, arm.Id, Column: _session.Dialect.IsSqlite ? null : arm.Equal?.Column)))
        {
            var (table, id, column) = group.Key;
            var within = $"{id} >= (SELECT low FROM ends) AND {id} <= (SELECT high FROM ends)";
            if (column is null || group.Count() == 1) each.AddRange(group.Select(arm => $"SELECT {id} AS id FROM {table} WHERE {arm.Where} AND {within}"));
            else each.Add($"SELECT part.id FROM unnest({_session.Bind(group.Select(static arm => arm.Equal!.Value.Text).ToArray())}) AS wanted (text), LATERAL (SELECT {id} AS id FROM {table} WHERE {column} = wanted.text AND {within} ORDER BY {id}) AS part");
        }

        return string.Join(" UNION ALL ", each);
    }

    /// <summary>The condition on what follows a place in the order of a column.</summary>
    /// <param name="order">The order.</param>
    /// <param name="after">The place; null for everything.</param>
    /// <param name="lacks">Whether only those are meant that have no value; null for all.</param>
    private string After(CredentialOrder order, CredentialPlace? after, bool? lacks)
    {
        if (after is not { } place) return "";
        var (column, way, id) = (order.Column(), order.IsDescending() ? '<' : '>', _session.Bind(place.Id));
        if (place.Key is null) return $"c.{column} IS NULL AND c.id {way} {id}";
        var key = _session.Bind(column == "holder_search" ? place.Key : _session.Dialect.Day(place.Day!.Value));
        var follows = $"(c.{column}, c.id) {way} ({key}, {id})";
        return lacks is null && column == "expiry_date" ? $"(c.expiry_date IS NULL OR {follows})" : follows;
    }

    /// <summary>The condition on an ID: within the bounds, and after a place.</summary>
    private string IdsIn(string column, Guid? after, bool descending)
    {
        var conditions = new List<string>();
        var (from, below) = (_from, _below);
        if (after is { } place)
        {
            conditions.Add($"{column} {(descending ? '<' : '>')} {_session.Bind(place)}");
            // One bound on each side, so that the index begins at the place and not at the wider bound.
            if (descending && (_ids.Below is not { } last || place.CompareTo(last) <= 0)) below = null;
            if (!descending && (_ids.From is not { } first || place.CompareTo(first) >= 0)) from = null;
        }

        if (from is not null) conditions.Add($"{column} >= {from}");
        if (below is not null) conditions.Add($"{column} < {below}");
        return string.Join(" AND ", conditions);
    }

    /// <summary>Runs a statement that returns what matches, and last the end of what was read and how much that was.</summary>
    private async Task<(IEnumerable<CredentialPlace> Hits, CredentialPlace Last, long Read)> RunAsync(string sql, Func<DbDataReader, CredentialPlace> place, CancellationToken cancellationToken)
    {
        var rows = await _session.ListAsync(sql, reader => (IsHit: reader.GetInt32(0) == 0, Place: place(reader), Read: reader.GetInt64(2)), cancellationToken);
        var end = rows.Find(static row => !row.IsHit);
        return (rows.Where(static row => row.IsHit).Select(static row => row.Place), end.Place, end.Read);
    }

    private async Task<long> NumberAsync(string sql, CancellationToken cancellationToken) => (await _session.ListAsync(sql, static reader => reader.GetInt64(0), cancellationToken))[0];

    private static Comparer<CredentialPlace> ById(bool descending) => Comparer<CredentialPlace>.Create((one, other) => (descending ? -1 : 1) * one.Id.CompareTo(other.Id));

    // What the database sorted comes out of a union in no order that it would promise.
    private static Comparer<CredentialPlace> ByColumn(CredentialOrder order) => Comparer<CredentialPlace>.Create((one, other) =>
    {
        var way = order.IsDescending() ? -1 : 1;
        var keys = CodePoints.Compare(one.Key ?? "", other.Key ?? "");
        return way * (keys != 0 ? keys : one.Id.CompareTo(other.Id));
    });

    private static string And(string condition) => condition.Length == 0 ? "" : $" AND {condition}";

    private static string Down(bool descending) => descending ? " DESC" : "";
}
