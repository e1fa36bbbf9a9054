using System.Data.Common;

namespace Issuance.Api.Credentials;

/// <summary>Finds what matches all of some conditions, in an order (see <see cref="CredentialSearch"/>).</summary>
internal sealed class SearchWalk
{
    private const string Columns = "c.id, c.event_id, c.credential_type, c.issuer_name, c.holder_search, c.type_search, c.issuer_search, c.holder_id, c.state, c.standing, c.valid_from, c.expiry_date";

    /// <summary>So few credentials are looked up at once; there is no need to find out which of them other sources find, too.</summary>
    private const int LeastWorthwhile = 500;

    private readonly SearchSession _session;
    private readonly SearchLimits _limits;
    private readonly SearchSource[] _sources;
    private readonly string? _from;
    private readonly string? _below;
    private readonly (Guid? From, Guid? Below) _ids;
    private readonly string _matches;
    private readonly string _names;
    private readonly string _join;
    private int _walked;
    private int _stage;

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
        _names = string.Concat(conditions.Where(static one => one.Name is not null).Select(static one => $" AND {one.Name}"));
        _join = _matches.Contains("o.state", StringComparison.Ordinal) ? "LEFT JOIN outbox o ON o.event_id = c.event_id" : "";
    }

    /// <summary>A page by time of issue.</summary>
    public async Task<List<CredentialPlace>> ByIdAsync(CredentialOrder order, CredentialPlace? after, int limit, CancellationToken cancellationToken)
    {
        var descending = order.IsDescending();
        // A single source that leads on in order is the shortest way, however much it finds.
        var arms = _sources is [{ All.Count: > 0 } only] ? await only.Arms(cancellationToken) : null;
        if (arms is []) return [];
        if (arms is not null) _stage = int.MaxValue;
        // IDs are read from indexes alone, and of those only a page is looked up: more of them than where each has to be looked up to be sorted.
        var instead = await InsteadAsync(_limits.Few, cancellationToken);
        if (instead is null) arms ??= await SparsestAsync(after?.Id, descending, cancellationToken);
        var (found, place, chunk) = (new List<CredentialPlace>(limit), after?.Id, Math.Max(limit, _limits.FirstChunk));
        while (found.Count < limit)
        {
            instead ??= await InsteadAsync(_limits.Few, cancellationToken);
            if (instead is []) return [];
            var bounds = And(IdsIn("c.id", place, descending));
            var sql = arms is null && instead is null
                ? $"""
                  WITH chunk AS MATERIALIZED (SELECT {Columns} FROM credentials c WHERE 1 = 1{bounds} ORDER BY c.id{Down(descending)} LIMIT {chunk}),
                  hits AS (SELECT c.id FROM chunk c {_join} WHERE 1 = 1{_matches} ORDER BY c.id{Down(descending)} LIMIT {limit - found.Count})
                  """
                : $"""
                  WITH chunk AS MATERIALIZED ({(instead is null ? Merge(arms!, place, descending, chunk) : $"SELECT id FROM ({Intersect(instead)}) AS every WHERE 1 = 1{And(IdsIn("id", place, descending))} ORDER BY id{Down(descending)} LIMIT {chunk}")}),
                  matching AS MATERIALIZED (SELECT c.id FROM chunk JOIN credentials c ON c.id = chunk.id {_join} WHERE 1 = 1{_matches}),
                  hits AS (SELECT id FROM matching ORDER BY id{Down(descending)} LIMIT {limit - found.Count})
                  """;
            var (hits, last, read) = await RunAsync(
                $"""
                {sql}
                SELECT 0 AS part, id, 0 AS read FROM hits
                UNION ALL
                SELECT 1, (SELECT id FROM chunk ORDER BY id{Down(!descending)} LIMIT 1), (SELECT COUNT(*) FROM chunk)
                """,
                reader => reader.IsDBNull(1) ? default : new CredentialPlace(order, null, reader.GetGuid(1)), cancellationToken);
            found.AddRange(hits.OrderBy(static one => one, ById(descending)));
            if (read < chunk) break;
            _walked += chunk;
            (place, chunk) = (last.Id, Math.Min(chunk * 4, _limits.LargestChunk));
        }

        return found;
    }

    /// <summary>A page by a column.</summary>
    /// <param name="order">The order.</param>
    /// <param name="after">The place after which the page begins, or null.</param>
    /// <param name="limit">How many.</param>
    /// <param name="bounds">The conditions on the column, which are among those that must match; empty if there are none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<List<CredentialPlace>> ByColumnAsync(CredentialOrder order, CredentialPlace? after, int limit, string bounds, CancellationToken cancellationToken)
    {
        if (await InsteadAsync(_limits.VeryFew, cancellationToken) is { } few) return await GatherAsync(few, order, after, limit, cancellationToken);
        var (column, down) = (order.Column()!, order.IsDescending());
        var mayLack = order is CredentialOrder.Expiry or CredentialOrder.LatestExpiry && bounds.Length == 0;
        // Names alone are read from the index, so more of them.
        var readsNames = column == "holder_search" && _names.Length > 0;
        var (found, place, chunk) = (new List<CredentialPlace>(limit), after, Math.Max(limit, _limits.FirstChunk) * (readsNames ? 4 : 1));
        foreach (var lacks in mayLack ? (bool[])[false, true] : [false])
        {
            if (!lacks && place is { Key: null }) continue;
            while (found.Count < limit)
            {
                if (await InsteadAsync(_limits.VeryFew, cancellationToken) is { } instead) return await GatherAsync(instead, order, after, limit, cancellationToken);
                var part = column == "holder_search" ? "" : $" AND c.{column} IS {(lacks ? "" : "NOT ")}NULL";
                var follows = $"FROM credentials c WHERE 1 = 1{part}{And(bounds)}{And(After(order, lacks ? place is { Key: null } ? place : null : place, lacks))} ORDER BY c.{column}{Down(down)}, c.id{Down(down)} LIMIT {chunk}";
                var matches = $"WHERE 1 = 1{And(IdsIn("c.id", null, down))}{_matches}";
                var (hits, last, read) = await RunAsync(
                    $"""
                    WITH chunk AS MATERIALIZED (SELECT {(readsNames ? "c.id, c.holder_search" : Columns)} {follows}),
                    matching AS MATERIALIZED (
                      SELECT c.id, c.{column} AS place FROM {(readsNames ? $"(SELECT id FROM chunk WHERE 1 = 1{_names}) AS n JOIN credentials c ON c.id = n.id" : "chunk c")} {_join} {matches}),
                    hits AS (SELECT id, place FROM matching ORDER BY place{Down(down)}, id{Down(down)} LIMIT {limit - found.Count})
                    SELECT * FROM (SELECT 0 AS part, id, 0 AS read, place FROM hits) AS h
                    UNION ALL
                    SELECT * FROM (SELECT 1, c.id, (SELECT COUNT(*) FROM chunk), c.{column} FROM chunk c ORDER BY c.{column}{Down(!down)}, c.id{Down(!down)} LIMIT 1) AS l
                    """,
                    reader => new CredentialPlace(order, KeyOf(order, reader, 3), reader.GetGuid(1)), cancellationToken);
                found.AddRange(hits.OrderBy(static one => one, ByColumn(order)));
                if (read < chunk) break;
                _walked += readsNames ? chunk / 4 : chunk;
                (place, chunk) = (last, Math.Min(chunk * 4, _limits.LargestChunk));
            }

            if (found.Count >= limit) break;
        }

        return found;
    }

    /// <summary>How many credentials there are, at most <paramref name="most"/>.</summary>
    public Task<long> CountAllAsync(int most, CancellationToken cancellationToken) =>
        NumberAsync($"SELECT COUNT(*) FROM (SELECT c.id FROM credentials c WHERE 1 = 1{And(IdsIn("c.id", null, descending: true))} LIMIT {most}) AS n", cancellationToken);

    /// <summary>How many credentials a source finds, at most <paramref name="most"/>.</summary>
    public Task<long> CountAsync(SearchSource source, int most, CancellationToken cancellationToken) => source.All.Count == 0
        ? Task.FromResult(0L)
        : NumberAsync($"SELECT COUNT(*) FROM (SELECT DISTINCT id FROM ({string.Join(" UNION ALL ", source.All.Select((one, number) => $"SELECT * FROM ({one} LIMIT {most}) AS a{number}"))}) AS every LIMIT {most}) AS n", cancellationToken);

    /// <summary>How many credentials match, among as many as may be looked at.</summary>
    public async Task<(long Count, bool IsExact)> CountMatchesAsync(CancellationToken cancellationToken)
    {
        if (Array.Exists(_sources, static source => source.All.Count == 0)) return (0, true);
        var counts = _sources.Length > 0 ? await CountsAsync(_limits.LookedAt, cancellationToken) : [];
        SearchSource[] small = [.. counts.Where(one => one.Count < _limits.LookedAt).Select(static one => one.Source)];
        if (counts.Length > 0 && counts[0].Count == 0) return (0, true);
        var chunk = small.Length > 0
            ? Intersect(small)
            : await SparsestAsync(null, descending: true, cancellationToken) is { } arms
                ? Merge(arms, null, descending: true, _limits.LookedAt)
                : $"SELECT c.id FROM credentials c WHERE 1 = 1{And(IdsIn("c.id", null, descending: true))} ORDER BY c.id DESC LIMIT {_limits.LookedAt}";
        var found = await _session.ListAsync(
            $"""
            WITH chunk AS MATERIALIZED ({chunk})
            SELECT (SELECT COUNT(*) FROM chunk JOIN credentials c ON c.id = chunk.id {_join} WHERE 1 = 1{And(IdsIn("c.id", null, descending: true))}{_matches}), (SELECT COUNT(*) FROM chunk)
            """,
            static reader => (Count: reader.GetInt64(0), Read: reader.GetInt64(1)), cancellationToken);
        return (found[0].Count, found[0].Read < _limits.LookedAt);
    }

    /// <summary>
    /// What to look at instead of reading on in order: at first only a source that finds very few, then, the longer nothing has come of it, one that finds more, or what several
    /// of them find. Null to read on; empty if nothing matches.
    /// </summary>
    private async Task<IReadOnlyList<SearchSource>?> InsteadAsync(int atFirst, CancellationToken cancellationToken)
    {
        (int After, int Below, int Alone)[] stages = [(0, atFirst, atFirst), (_limits.ShortWalk, _limits.Many, _limits.Few), (_limits.LongWalk, _limits.Many, _limits.Many)];
        var (below, alone) = (0, 0);
        for (; _stage < stages.Length && _walked >= stages[_stage].After; _stage++) (_, below, alone) = stages[_stage];
        if (below == 0 || _sources.Length == 0) return null;
        if (Array.Exists(_sources, static source => source.All.Count == 0)) return [];
        var counts = await CountsAsync(below, cancellationToken);
        var least = counts[0].Count;
        if (least == 0) return [];
        // Looking up a credential takes as long as reading ten IDs of an index: the smallest source alone, or what all the smaller ones have in common.
        SearchSource[] small = [.. counts.Where(one => one.Count < below).Select(static one => one.Source)];
        return least < Math.Min(LeastWorthwhile, below) ? small[..1] : small.Length >= 2 || (small.Length == 1 && least < alone) ? small : null;
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

    /// <summary>The source whose next credentials reach furthest, and so are fewest there; null if none leads on in order.</summary>
    private async Task<IReadOnlyList<SearchArm>?> SparsestAsync(Guid? after, bool descending, CancellationToken cancellationToken)
    {
        var ways = new List<IReadOnlyList<SearchArm>>();
        foreach (var source in _sources)
        {
            if (await source.Arms(cancellationToken) is { } arms) ways.Add(arms);
        }

        if (ways.Count <= 1) return ways.Count == 0 ? null : ways[0];
        var ahead = ways.Select(arms => $"(SELECT id FROM ({Merge(arms, after, descending, _limits.Probe)}) AS next ORDER BY id{Down(descending)} LIMIT 1 OFFSET {_limits.Probe - 1})");
        var places = await _session.ListAsync(
            $"SELECT {string.Join(", ", ahead)}", reader => Enumerable.Range(0, ways.Count).Select(number => reader.IsDBNull(number) ? (Guid?)null : reader.GetGuid(number)).ToArray(), cancellationToken);
        // Null: so few are left that they end before.
        return Enumerable.Range(0, ways.Count).Select(number => (Arms: ways[number], Place: places[0][number])).OrderBy(static way => way.Place is not null)
            .ThenBy(static way => way.Place, Comparer<Guid?>.Create((one, other) => one is { } left && other is { } right ? (descending ? 1 : -1) * left.CompareTo(right) : 0)).First().Arms;
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
            matching AS MATERIALIZED (
              SELECT c.id, c.{column} AS place FROM every JOIN credentials c ON c.id = every.id {_join}
              WHERE 1 = 1{And(IdsIn("c.id", null, down))}{rest}{_matches})
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
        var each = arms.Select(arm => $"SELECT {arm.Id} AS id FROM {arm.Table} WHERE {arm.Where}{And(IdsIn(arm.Id, after, descending))} ORDER BY {arm.Id}{Down(descending)} LIMIT {most}");
        return arms.Count == 1 ? each.Single() : $"SELECT DISTINCT id FROM ({string.Join(" UNION ALL ", each.Select(static (one, number) => $"SELECT * FROM ({one}) AS a{number}"))}) AS merged ORDER BY id{Down(descending)} LIMIT {most}";
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
