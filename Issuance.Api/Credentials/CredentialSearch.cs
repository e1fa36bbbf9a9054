using System.Data.Common;
using Issuance.Api.Storage;
using KubeCredential.Storage;

namespace Issuance.Api.Credentials;

/// <summary>
/// Finds credentials, counts them, and suggests texts that have been used before. Both databases return the same results: what is compared are texts that are stored
/// beside the names (<see cref="SearchText"/>), in code point order.
/// </summary>
/// <remarks>
/// A page is found in one of three ways, and which one is decided by looking, never by statistics. If a part of the filter matches few credentials, all of those are looked
/// at and sorted. Otherwise, in a list by time of issue, the part that leads furthest back is followed in chunks, side by side with another one that finds not many more there;
/// and so is the list's own index in any other order, which holds what is compared. Where it would take longer to read on than to look at what matches the smallest part, that
/// is done after all.
/// </remarks>
internal sealed class CredentialSearch(SqlDialect dialect, CredentialStore store, SearchLimits? limits = null)
{
    private const int NewestOfOrganisation = 1000;

    private const int MostCounted = 100_000;

    private readonly SearchLimits _limits = limits ?? new SearchLimits();

    /// <summary>Which statements were made, for the tests that explain them.</summary>
    internal Action<string, IReadOnlyList<(string Name, object Value)>>? Watch { get; init; }

    /// <summary>The credentials that match, in the order of the filter: those after <paramref name="after"/>, or the first ones.</summary>
    public async Task<List<CredentialEntry>> ListAsync(CredentialFilter filter, CredentialPlace? after, int limit, CancellationToken cancellationToken) =>
        (await PageAsync(filter, after, limit, cancellationToken)).ConvertAll(static one => one.Entry);

    /// <summary>The same, each with its place.</summary>
    public async Task<List<(CredentialPlace Place, CredentialEntry Entry)>> PageAsync(CredentialFilter filter, CredentialPlace? after, int limit, CancellationToken cancellationToken)
    {
        var places = await PlacesAsync(filter, after, limit, cancellationToken);
        if (places.Count == 0) return [];
        var found = (await store.FindManyAsync([.. places.Select(static place => place.Id)], cancellationToken)).ToDictionary(static one => one.Credential.Id);
        return [.. places.Where(place => found.ContainsKey(place.Id)).Select(place => (place, found[place.Id]))];
    }

    /// <summary>How many credentials match: all of them, or those that were found within bounded work.</summary>
    public async Task<(long Count, bool IsExact)> CountAsync(CredentialFilter filter, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(cancellationToken);
        var ids = SearchConditions.IdsOf(filter);
        var conditions = await new SearchConditions(session, _limits).OfAsync(filter, cancellationToken);
        var walk = new SearchWalk(session, _limits, conditions, ids);
        if (conditions.Count == 0) return Capped(await walk.CountAllAsync(_limits.MostCounted + 1, cancellationToken));
        if (conditions is [{ Sources: [{ IsExact: true } only] }] && ids is (null, null)) return Capped(await walk.CountAsync(only, _limits.MostCounted + 1, cancellationToken));
        return await walk.CountMatchesAsync(cancellationToken);

        (long, bool) Capped(long count) => (Math.Min(count, _limits.MostCounted), count <= _limits.MostCounted);
    }

    private async Task<List<CredentialPlace>> PlacesAsync(CredentialFilter filter, CredentialPlace? after, int limit, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(cancellationToken);
        var parts = new SearchConditions(session, _limits);
        var conditions = await parts.OfAsync(filter, cancellationToken);
        var walk = new SearchWalk(session, _limits, conditions, SearchConditions.IdsOf(filter));
        return filter.Order.Column() is null
            ? await walk.ByIdAsync(filter.Order, after, limit, cancellationToken)
            : await walk.ByColumnAsync(filter.Order, after, limit, filter.Order == CredentialOrder.ValidFrom ? parts.FirstDaysOf(filter) : parts.DaysOf(filter), cancellationToken);
    }

    private async Task<SearchSession> OpenAsync(CancellationToken cancellationToken)
    {
        var session = await SearchSession.OpenAsync(dialect, cancellationToken);
        session.Watch = Watch;
        return session;
    }

    /// <summary>How many credentials that stand expire before each of these days; those that have expired before <paramref name="today"/> are not counted.</summary>
    /// <returns>The counts in order, and whether all were counted.</returns>
    public async Task<(long[] Counts, bool IsExact)> CountExpiringAsync(string? organisation, DateOnly today, DateOnly[] before, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = dialect.IsSqlite ? null : await dialect.BeginSnapshotAsync(connection, cancellationToken);
        await using var command = connection.Command($"{(transaction is null ? "" : dialect.FollowingTheIndex)} {CountExpiringSql(organisation is not null)}", transaction)
            .With("@today", dialect.Day(today)).With("@before", dialect.Day(before.Max()));
        if (organisation is not null) OrganisationCondition.Bind(command, organisation);
        var days = await command.ListAsync(reader => (Day: dialect.ReadDay(reader, 0), Count: reader.GetInt64(1)), cancellationToken);
        return (Array.ConvertAll(before, day => days.Where(one => one.Day < day).Sum(static one => one.Count)), days.Sum(static one => one.Count) < MostCounted);
    }

    /// <summary>The statement of <see cref="CountExpiringAsync"/>: the counts by last day. Internal for the tests, which run EXPLAIN on it.</summary>
    internal static string CountExpiringSql(bool ofOrganisation) =>
        $"""
        SELECT expiry_date, COUNT(*) FROM (
          SELECT c.expiry_date FROM credentials c
          WHERE c.expiry_date IS NOT NULL AND c.expiry_date >= @today AND c.expiry_date < @before AND c.standing = 1{(ofOrganisation ? $" AND {OrganisationCondition.Sql("c.")}" : "")}
          ORDER BY c.expiry_date, c.id LIMIT {MostCounted}) AS soon
        GROUP BY expiry_date
        """;

    /// <summary>Texts used before that start with <paramref name="prefix"/>, in alphabetical order; only one of those that differ only in case.</summary>
    /// <param name="column">The column: a constant, never user input.</param>
    /// <param name="prefix">The start of the texts, case-folded; may be empty.</param>
    /// <param name="limit">The maximum number of texts.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<List<string>> SuggestAsync(string column, string prefix, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(SuggestSql(column)).With("@limit", limit);
        BindBeginning(command, "@prefix", prefix);
        return await command.ListAsync(static reader => reader.GetString(0), cancellationToken);
    }

    /// <summary>The same for one organisation only: the types of its newest thousand credentials.</summary>
    public async Task<List<string>> SuggestTypesAsync(string organisation, string prefix, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(SuggestTypesSql()).With("@limit", limit);
        OrganisationCondition.Bind(command, organisation);
        BindBeginning(command, "@prefix", prefix);
        return await command.ListAsync(static reader => reader.GetString(0), cancellationToken);
    }

    internal static string SuggestTypesSql() =>
        $"""
        SELECT min(credential_type) FROM (
          SELECT credential_type, type_search FROM credentials WHERE {OrganisationCondition.Sql("")} ORDER BY id DESC LIMIT {NewestOfOrganisation}) AS newest
        WHERE {BeginsWith("type_search", "@prefix")} AND type_search > ''
        GROUP BY type_search ORDER BY type_search LIMIT @limit
        """;

    /// <summary>A loose index scan: from each text the index leads to the next other one, however many credentials share it.</summary>
    /// <remarks>A text is there, so the first one that is not before it is the text itself. Asked for what equals it, PostgreSQL reads the table where it believes that texts are few.</remarks>
    internal static string SuggestSql(string column)
    {
        var search = column == "issuer_name" ? "issuer_search" : "type_search";
        return
            $"""
            WITH RECURSIVE used (text) AS (
              SELECT * FROM (SELECT {search} FROM credentials WHERE {BeginsWith(search, "@prefix")} AND {search} > '' ORDER BY {search} LIMIT 1) AS first
              UNION ALL
              SELECT (SELECT {search} FROM credentials WHERE {search} > used.text AND {search} < @prefix_end ORDER BY {search} LIMIT 1)
              FROM used WHERE used.text IS NOT NULL
            )
            SELECT (SELECT {column} FROM credentials WHERE {search} >= used.text ORDER BY {search} LIMIT 1) FROM used WHERE used.text IS NOT NULL LIMIT @limit
            """;
    }

    // Bounds instead of LIKE, so that the plan of a prepared statement does not depend on the value.
    private static string BeginsWith(string column, string parameter) => $"{column} >= {parameter} AND {column} < {parameter}_end";

    private static void BindBeginning(DbCommand command, string parameter, string beginning) => command.With(parameter, beginning).With($"{parameter}_end", SearchText.EndOf(beginning));
}
