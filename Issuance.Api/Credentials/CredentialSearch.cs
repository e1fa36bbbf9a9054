using System.Data.Common;
using Issuance.Api.Storage;
using KubeCredential.Events;
using KubeCredential.Storage;

namespace Issuance.Api.Credentials;

/// <summary>
/// Finds credentials by the start of their texts, and suggests texts that have been used before. Both use indexes over case-folded texts that
/// are stored beside the names (<see cref="SearchText"/>), in code point order, so that both databases return the same results.
/// </summary>
internal sealed class CredentialSearch(SqlDialect dialect, CredentialStore store)
{
    private const int NewestOfOrganisation = 1000;

    private const int MostCounted = 100_000;

    /// <summary>The place of a credential in a list: its date, if the list is sorted by one, and its ID.</summary>
    internal readonly record struct Place(DateOnly? Day, Guid Id);

    /// <summary>The credentials that match, in the order of the filter: those after <paramref name="after"/>, or the first ones.</summary>
    public async Task<List<CredentialEntry>> ListAsync(CredentialFilter filter, Place? after, int limit, CancellationToken cancellationToken) =>
        (await PageAsync(filter, after, limit, cancellationToken)).ConvertAll(static one => one.Entry);

    /// <summary>The same, each with its place.</summary>
    public async Task<List<(Place Place, CredentialEntry Entry)>> PageAsync(CredentialFilter filter, Place? after, int limit, CancellationToken cancellationToken)
    {
        var places = await PlacesAsync(filter, after, limit, cancellationToken);
        if (places.Count == 0) return [];
        var found = (await store.FindManyAsync([.. places.Select(static place => place.Id)], cancellationToken)).ToDictionary(static one => one.Credential.Id);
        return [.. places.Where(place => found.ContainsKey(place.Id)).Select(place => (place, found[place.Id]))];
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

    private async Task<List<Place>> PlacesAsync(CredentialFilter filter, Place? after, int limit, CancellationToken cancellationToken)
    {
        // Without a text, an index already has the order of the list; with one, the matches must be sorted.
        var hasText = (filter.Holder ?? filter.Type ?? filter.Issuer ?? filter.Organisation) is not null;
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = hasText || dialect.IsSqlite ? null : await dialect.BeginSnapshotAsync(connection, cancellationToken);
        await using var command = connection.Command($"{(transaction is null ? "" : dialect.FollowingTheIndex)} {PageSql(filter, after is not null)}", transaction).With("@limit", limit);
        if (after is { } place)
        {
            command.With("@after", place.Id);
            if (place.Day is { } day) command.With("@after_day", dialect.Day(day));
        }

        if (filter.Id is { } id) command.With("@id", id);
        if (filter.Holder is { } holder) BindBeginning(command, "@holder", holder);
        if (filter.Type is { } type) BindBeginning(command, "@type", type);
        if (filter.Issuer is { } issuer) BindBeginning(command, "@issuer", issuer);
        if (filter.Organisation is { } organisation) OrganisationCondition.Bind(command, organisation);
        if (filter.Order is not null) command.With("@today", dialect.Day(filter.Today));
        if (filter.ExpiresBefore is { } before) command.With("@expires_before", dialect.Day(before));
        return await command.ListAsync(reader => new Place(filter.Order is null ? null : dialect.ReadDay(reader, 1), reader.GetGuid(0)), cancellationToken);
    }

    /// <summary>The statement behind <see cref="ListAsync"/>. Internal for the tests, which run EXPLAIN on it.</summary>
    internal static string PageSql(CredentialFilter filter, bool isFurther)
    {
        // Few events are in delivery, and they have an index of their own; nearly all are confirmed.
        var fromOutbox = filter.State is not (null or DeliveryState.Confirmed) && filter.Order is null;
        var id = fromOutbox ? "o.credential_id" : "c.id";
        var conditions = new List<string>();
        if (filter.Id is not null) conditions.Add($"{id} = @id");
        if (filter.Type is not null) conditions.Add(BeginsWith("c.type_search", "@type"));
        if (filter.Issuer is not null) conditions.Add(BeginsWith("c.issuer_search", "@issuer"));
        if (filter.Organisation is not null) conditions.Add(OrganisationCondition.Sql("c."));
        if (filter.State == DeliveryState.Confirmed) conditions.Add("(o.state = 3 OR o.state IS NULL)");
        else if (filter.State is { } state) conditions.Add($"o.state = {(short)state} AND o.state + 0 <> 3");
        if (filter.Status is { } status)
        {
            // The condition of the partial index is stated as well: which state is sought is known only when the statement runs.
            conditions.Add(status is CredentialState.Active or CredentialStatuses.Expired or CredentialStatuses.NotYetValid
                ? $"c.state = '{CredentialState.Active}'"
                : $"c.state = '{status}' AND c.state <> '{CredentialState.Active}'");
        }

        if (filter.ExpiresBefore is not null) conditions.Add("c.standing = 1 AND c.expiry_date IS NOT NULL AND c.expiry_date >= @today AND c.expiry_date < @expires_before");
        if (filter.Status == CredentialStatuses.Expired) conditions.Add("c.expiry_date IS NOT NULL AND c.expiry_date < @today");
        if (filter.Status == CredentialStatuses.NotYetValid) conditions.Add("c.valid_from IS NOT NULL AND c.valid_from > @today");
        var (day, order) = ("", $"{id} DESC");
        if (filter.Order is var (column, isDescending))
        {
            (day, order) = ($", c.{column} AS day", isDescending ? $"c.{column} DESC, c.id DESC" : $"c.{column}, c.id");
            if (isFurther) conditions.Add($"(c.{column}, c.id) {(isDescending ? '<' : '>')} (@after_day, @after)");
        }
        else if (isFurther)
        {
            conditions.Add($"{id} < @after");
        }

        var from = filter.State switch
        {
            null => "credentials c",
            DeliveryState.Confirmed => "credentials c LEFT JOIN outbox o ON o.event_id = c.event_id",
            _ when !fromOutbox => "credentials c JOIN outbox o ON o.event_id = c.event_id",
            _ => "outbox o JOIN credentials c ON c.id = o.credential_id AND c.event_id = o.event_id",
        };
        // The start of a name is searched in the credential's own row, later words in a separate table. Each part reads one page only.
        return filter.Holder is null
            ? Page(from, conditions)
            : $"""
              SELECT * FROM ({Page(from, [.. conditions, BeginsWith("c.holder_search", "@holder")])}) AS by_beginning
              UNION
              SELECT * FROM ({Page($"{from} JOIN credential_words w ON w.credential_id = c.id", [.. conditions, BeginsWith("w.word", "@holder")])}) AS by_word
              ORDER BY {(filter.Order is var (_, isLatestFirst) ? isLatestFirst ? "day DESC, id DESC" : "day, id" : "id DESC")} LIMIT @limit
              """;

        string Page(string from, List<string> conditions) =>
            $"""
            SELECT{(from.Contains("credential_words", StringComparison.Ordinal) ? " DISTINCT" : "")} {id} AS id{day} FROM {from}
            {(conditions.Count > 0 ? $"WHERE {string.Join(" AND ", conditions)}" : "")}
            ORDER BY {order} LIMIT @limit
            """;
    }

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
