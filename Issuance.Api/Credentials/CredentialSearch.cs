using Issuance.Api.Outbox;
using KubeCredential.ServiceDefaults.Storage;

namespace Issuance.Api.Credentials;

/// <summary>
/// Finds credentials by what their texts begin with, and the texts used before. Both are served by indexes over the lower-case texts;
/// SQLite's lower case knows the letters of ASCII only.
/// </summary>
internal sealed class CredentialSearch(SqlDialect dialect, CredentialStore store)
{
    private const int NewestOfOrganisation = 1000;

    // Bounds and not LIKE: the plan of a prepared statement must not depend on the value. U+10FFFF is no character, so that nothing
    // that begins with the text comes after the upper bound. PostgreSQL's own order of texts is the locale's; ~>=~ compares bytes.
    private readonly string _atLeast = dialect.IsSqlite ? ">=" : "~>=~";
    private readonly string _below = dialect.IsSqlite ? "<" : "~<~";
    private readonly string _above = dialect.IsSqlite ? ">" : "~>~";
    private readonly string _order = dialect.IsSqlite ? "" : "USING ~<~";
    private readonly string _last = dialect.IsSqlite ? "char(1114111)" : "chr(1114111)";

    /// <summary>The credentials that match, from the newest to the oldest: those before <paramref name="before"/>, or the newest ones.</summary>
    public async Task<List<CredentialEntry>> ListAsync(CredentialFilter filter, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(ListSql(filter, before)).With("@limit", limit);
        if (before is { } position) command.With("@before", position);
        if (filter.Id is { } id) command.With("@id", id);
        if (filter.Holder is { } holder) command.With("@holder", holder);
        if (filter.Type is { } type) command.With("@type", type);
        if (filter.Issuer is { } issuer) command.With("@issuer", issuer);
        if (filter.Organisation is { } organisation) command.With("@organisation", organisation);
        return await command.ListAsync(store.ReadEntry, cancellationToken);
    }

    /// <summary>The statement behind <see cref="ListAsync"/>, which the tests have explained to them.</summary>
    internal string ListSql(CredentialFilter filter, Guid? before)
    {
        // What is on its way is little and has an index of its own; what is confirmed is nearly everything.
        var fromOutbox = filter.State is not (null or DeliveryState.Confirmed);
        var id = fromOutbox ? "o.credential_id" : "c.id";
        var conditions = new List<string>();
        if (filter.Id is not null) conditions.Add($"{id} = @id");
        if (before is not null) conditions.Add($"{id} < @before");
        if (filter.Holder is not null) conditions.Add(BeginsWith("c.holder_name", "@holder"));
        if (filter.Type is not null) conditions.Add(BeginsWith("c.credential_type", "@type"));
        if (filter.Issuer is not null) conditions.Add(BeginsWith("c.issuer_name", "@issuer"));
        if (filter.Organisation is not null) conditions.Add(IsOfOrganisation("c."));
        if (fromOutbox) conditions.Add($"o.state = {(short)filter.State!.Value} AND o.state + 0 <> 3");
        if (filter.State == DeliveryState.Confirmed) conditions.Add("(o.state = 3 OR o.state IS NULL)");
        var from = filter.State switch
        {
            null => "credentials c",
            DeliveryState.Confirmed => "credentials c LEFT JOIN outbox o ON o.event_id = c.event_id",
            _ => "outbox o JOIN credentials c ON c.id = o.credential_id AND c.event_id = o.event_id",
        };
        return
            $"""
            {CredentialStore.SelectDelivery}
            WHERE c.id IN (SELECT * FROM (
              SELECT {id} FROM {from}
              {(conditions.Count > 0 ? $"WHERE {string.Join(" AND ", conditions)}" : "")}
              ORDER BY {id} DESC LIMIT @limit) AS page)
            ORDER BY c.id DESC
            """;
    }

    /// <summary>Texts used before that begin with <paramref name="prefix"/>, in alphabetical order; of those that differ in case, one.</summary>
    /// <param name="column">The column: a constant, never input.</param>
    /// <param name="prefix">What they begin with; may be empty.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<List<string>> SuggestAsync(string column, string prefix, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(SuggestSql(column)).With("@prefix", prefix).With("@limit", limit);
        return await command.ListAsync(static reader => reader.GetString(0), cancellationToken);
    }

    /// <summary>The same of one organisation only: types of its newest thousand credentials.</summary>
    public async Task<List<string>> SuggestTypesAsync(string organisation, string prefix, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(SuggestTypesSql()).With("@organisation", organisation).With("@prefix", prefix).With("@limit", limit);
        return await command.ListAsync(static reader => reader.GetString(0), cancellationToken);
    }

    internal string SuggestTypesSql() =>
        $"""
        SELECT min(credential_type) FROM (
          SELECT credential_type FROM credentials WHERE {IsOfOrganisation("")} ORDER BY id DESC LIMIT {NewestOfOrganisation}) AS newest
        WHERE {BeginsWith("credential_type", "@prefix")}
        GROUP BY lower(credential_type) ORDER BY lower(credential_type) {_order} LIMIT @limit
        """;

    /// <summary>The condition that an index over the lower-case names serves, and that holds for this one name only.</summary>
    internal static string IsOfOrganisation(string table) => $"lower({table}issuer_name) = lower(@organisation) AND {table}issuer_name = @organisation";

    /// <summary>A loose index scan: from each text the index leads to the next other one, however many credentials share it.</summary>
    internal string SuggestSql(string column) =>
        $"""
        WITH RECURSIVE used (text) AS (
          SELECT * FROM (SELECT {column} FROM credentials WHERE {BeginsWith(column, "@prefix")} ORDER BY lower({column}) {_order} LIMIT 1) AS first
          UNION ALL
          SELECT (
            SELECT {column} FROM credentials
            WHERE lower({column}) {_above} lower(used.text) AND lower({column}) {_below} (lower(@prefix) || {_last})
            ORDER BY lower({column}) {_order} LIMIT 1)
          FROM used WHERE used.text IS NOT NULL
        )
        SELECT text FROM used WHERE text IS NOT NULL LIMIT @limit
        """;

    private string BeginsWith(string column, string parameter) =>
        $"lower({column}) {_atLeast} lower({parameter}) AND lower({column}) {_below} (lower({parameter}) || {_last})";
}
