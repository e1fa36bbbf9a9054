using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using Issuance.Api.Credentials;
using Issuance.Api.Lifecycle;
using Issuance.Api.Storage;
using KubeCredential.Events;
using KubeCredential.Storage;
using KubeCredential.Text;
using Microsoft.Data.Sqlite;

namespace Issuance.Api.Tests.Storage;

public abstract class CredentialSearchTests(TestDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    private const int Rows = 12_000;

    // A page has ten rows, a rare text eight and a state sixty; each row may be looked up in three tables.
    private const long MostRows = 250;
    private const long MostInstructions = 12_000;

    private static readonly CredentialFilter s_all = new(null, null, null, null, null);

    public sealed class OnSqlite(TestDatabases databases) : CredentialSearchTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(TestDatabases databases) : CredentialSearchTests(databases, DatabaseKind.Postgres);

    /// <summary>A filter as the list reads it from a query.</summary>
    private static CredentialFilter Of(string? holder = null, string? type = null, string? issuer = null, string? status = null, DateOnly? expiresBefore = null)
    {
        var errors = new Dictionary<string, string[]>();
        var filter = CredentialFilter.Read(null, holder, type, issuer, null, status, expiresBefore is { } day ? Rfc3339.Format(day) : null, Today, errors);
        Assert.Empty(errors);
        return filter;
    }

    private static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow);

    private static CredentialSearch.Place? After(Guid? id) => id is { } place ? new CredentialSearch.Place(null, place) : null;

    private CredentialSearch Search => new(Database.Dialect, Database.Credentials);

    [Fact]
    public async Task Beginnings_are_found_in_any_case_and_stand_for_themselves()
    {
        await AppendAsync(("Zoë Ångström", "BSc", "UoL"), ("zoe", "bsc", "100%"), ("ZOE x", "MSc", "1000"), ("Yan", "B_c", "UoL"));

        Assert.Equal(["ZOE x", "zoe"], await HoldersAsync(Of(holder: "Zoe")));
        Assert.Equal(["ZOE x", "Zoë Ångström", "zoe"], await HoldersAsync(Of(holder: "zO")));
        Assert.Equal(["zoe"], await HoldersAsync(Of(issuer: "100%")));
        Assert.Equal(["Yan"], await HoldersAsync(Of(type: "B_")));
        Assert.Equal(["zoe"], await HoldersAsync(Of(holder: "z", type: "BSC", issuer: "1")));
        Assert.Empty(await HoldersAsync(Of(holder: "oe")));
    }

    /// <summary>The databases' own lower-casing handles only ASCII (SQLite) or depends on the locale (PostgreSQL).</summary>
    [Theory]
    [InlineData("Σίσυφος Παπαδόπουλος", "ΣΊΣΥΦΟΣ", "σίσυφος", "σίσυφοσ", "παπαδόπουλοσ", "ΠΑΠΑΔ")]
    [InlineData("Anna Groß", "anna gross", "ANNA GROSS", "groß", "GROẞ")]
    [InlineData("ÉLODIE ÅNGSTRÖM", "élodie", "ångström", "e\u0301lodie", "A\u030Angstro\u0308m")]
    [InlineData("Иван ИВАНОВ", "иван", "иванов", "ИВАН")]
    [InlineData("İlke Işık", "i̇lke", "İLKE", "Işı")]
    [InlineData("Jean-Luc d'Arc (Mimi) O’Neill", "luc", "arc", "mimi", "neill", "o’n", "luc d'arc")]
    [InlineData("Ada King Lovelace", "king lovelace", "LOVE", "ada king", " lovelace ")]
    [InlineData("(Zed) Two", "zed", "(zed", "two")]
    public async Task A_name_is_found_in_any_case_and_form_by_any_of_its_words(string name, params string[] asked)
    {
        await AppendAsync((name, "BSc", "UoL"), ("Somebody Else", "BSc", "UoL"));

        foreach (var text in asked) Assert.Equal([name], await HoldersAsync(Of(holder: text)));
    }

    [Fact]
    public async Task The_dotless_i_is_a_letter_of_its_own_and_the_inside_of_a_word_is_not_searched()
    {
        await AppendAsync(("Isıl", "BSc", "UoL"), ("Mary Annette", "BSc", "UoL"));

        Assert.Equal(["Isıl"], await HoldersAsync(Of(holder: "ISıL")));
        Assert.Empty(await HoldersAsync(Of(holder: "isil")));
        Assert.Empty(await HoldersAsync(Of(holder: "nette")));
    }

    [Fact]
    public async Task Pages_by_a_later_word_hold_each_credential_once_from_the_newest_to_the_oldest()
    {
        for (var i = 0; i < 7; i++) await AppendAsync(($"{(i % 2 == 0 ? "Ada" : "Bob Ada Ada")} Ada {i}", "BSc", "UoL"));
        var (seen, before) = (new List<Guid>(), (Guid?)null);
        while (true)
        {
            var page = await Search.ListAsync(Of(holder: "ada"), After(before), 2, Token);
            seen.AddRange(page.Select(static one => one.Credential.Id));
            if (page.Count < 2) break;
            before = seen[^1];
        }

        Assert.Equal((await Database.Credentials.ListAsync(null, 100, Token)).Select(static one => one.Credential.Id), seen);
        Assert.Equal(7, seen.Count);
    }

    [Fact]
    public async Task States_and_ids_are_found_page_by_page()
    {
        var batch = await Database.AppendAsync(6);
        for (var i = 0; i < 6; i++)
            await Database.ExecuteAsync("UPDATE outbox SET state = @state WHERE event_id = @id", ("@state", (short)i), ("@id", batch[i].EventId));
        var cleaned = (await Database.AppendAsync(1))[0];
        await Database.ExecuteAsync("DELETE FROM outbox WHERE event_id = @id", ("@id", cleaned.EventId));

        for (var i = 0; i < 6; i++)
        {
            var expected = i == 3 ? new[] { cleaned, batch[3] } : [batch[i]];
            var found = await Search.ListAsync(s_all with { State = (DeliveryState)i }, null, 10, Token);
            Assert.Equal(expected.Select(static one => one.Credential.Id).OrderDescending(), found.Select(static one => one.Credential.Id));
        }

        Assert.Equal(batch[2].Credential.Id, Assert.Single(await Search.ListAsync(s_all with { Id = batch[2].Credential.Id, State = DeliveryState.Published }, null, 10, Token)).Credential.Id);
        Assert.Empty(await Search.ListAsync(s_all with { Id = batch[2].Credential.Id, State = DeliveryState.Dead }, null, 10, Token));
        var all = await Search.ListAsync(Of(holder: "Holder"), null, 3, Token);
        all.AddRange(await Search.ListAsync(Of(holder: "Holder"), After(all[^1].Credential.Id), 10, Token));
        Assert.Equal(batch.Append(cleaned).Select(static one => one.Credential.Id).OrderDescending(), all.Select(static one => one.Credential.Id));
    }

    [Fact]
    public async Task Suggestions_are_distinct_alphabetical_and_limited()
    {
        await AppendAsync(("a", "MSc", "U1"), ("b", "bachelor", "U2"), ("c", "Bachelor", "U1"), ("d", "Zoology", "U1"), ("e", "Élan", "U3"));

        Assert.Equal(["bachelor", "msc", "zoology", "élan"], (await Search.SuggestAsync("credential_type", "", 10, Token)).Select(static text => text.ToLowerInvariant()));
        Assert.Equal(["bachelor"], (await Search.SuggestAsync("credential_type", "bac", 10, Token)).Select(static text => text.ToLowerInvariant()));
        Assert.Equal(["U1", "U2"], await Search.SuggestAsync("issuer_name", "u", 2, Token));
        Assert.Empty(await Search.SuggestAsync("issuer_name", "x", 10, Token));
    }

    /// <summary>
    /// Each statement is run on a filled table, as the service sends it. It has to go by the index that is meant for it, and to read about as much as it
    /// returns: a plan that goes wrong reads thousands of rows.
    /// </summary>
    [Fact]
    public async Task No_search_reads_more_than_it_returns()
    {
        await FillAsync();
        var filled = await Database.ReadAsync($"SELECT id FROM credentials WHERE holder_name = 'Holder {Rows / 2}'", static reader => reader.GetGuid(0));
        foreach (var before in (Guid?[])[null, filled])
        {
            await ReadsAsync(s_all, before, "credentials by id");
            await ReadsAsync(Of(holder: "Rare"), before, "ix_credentials_holder_search", "credential_words by word");
            await ReadsAsync(Of(type: "Rare"), before, "ix_credentials_type_search");
            await ReadsAsync(Of(issuer: "Rare"), before, "ix_credentials_issuer_search");
            await ReadsAsync(Of(issuer: "Rare") with { State = DeliveryState.Confirmed }, before, "ix_credentials_issuer_search");
            await ReadsAsync(s_all with { State = DeliveryState.Confirmed }, before, "credentials by id");
            foreach (var state in Enum.GetValues<DeliveryState>().Where(static state => state is not DeliveryState.Confirmed))
                await ReadsAsync(s_all with { State = state }, before, "ix_outbox_open");
        }

        // Each order has an index of its own, and so have the rare states; nearly all credentials are active.
        foreach (var after in (Guid?[])[null, filled])
        {
            await ReadsAsync(Of(status: CredentialState.Active), after, "credentials by id");
            await ReadsAsync(Of(status: CredentialState.Revoked), after, "ix_credentials_state");
            await ReadsAsync(Of(status: CredentialStatuses.Expired), after, "ix_credentials_expiry");
            await ReadsAsync(Of(status: CredentialStatuses.NotYetValid), after, "ix_credentials_valid_from");
            await ReadsAsync(Of(expiresBefore: Today.AddDays(30)), after, "ix_credentials_expiry");
        }

        await ReadsAsync("what expires", Database.Dialect.FollowingTheIndex, CredentialSearch.CountExpiringSql(ofOrganisation: false), "ix_credentials_expiry");
        await ReadsAsync("what is to be erased", Database.Dialect.FollowingTheIndex, Retention.DueSql, "ix_credentials_expiry");
        await ReadsAsync(s_all with { Id = filled }, null, "credentials by id");
        await ReadsAsync(s_all with { Organisation = "Rare University 0" }, filled, "ix_credentials_issuer_search");
        foreach (var column in (string[])["credential_type", "issuer_name"])
            await ReadsAsync($"suggestions of {column}", "", CredentialSearch.SuggestSql(column), column == "issuer_name" ? "ix_credentials_issuer_search" : "ix_credentials_type_search");
    }

    private Task ReadsAsync(CredentialFilter filter, Guid? before, params string[] indexes)
    {
        var hasText = (filter.Holder ?? filter.Type ?? filter.Issuer ?? filter.Organisation) is not null;
        return ReadsAsync($"{filter}, before {before}", hasText ? "" : Database.Dialect.FollowingTheIndex, CredentialSearch.PageSql(filter, before is not null), indexes, filter, before);
    }

    private async Task ReadsAsync(string what, string settings, string sql, params string[] indexes) => await ReadsAsync(what, settings, sql, indexes, s_all, null);

    private async Task ReadsAsync(string what, string settings, string sql, string[] indexes, CredentialFilter filter, Guid? before)
    {
        (string Name, object? Value)[] parameters =
        [
            .. new (string Name, object? Value)[]
                {
                    ("@id", filter.Id), ("@after", before), ("@today", Database.Dialect.Day(Today)), ("@after_day", Database.Dialect.Day(Today.AddDays(7))), ("@expires_before", Database.Dialect.Day(Today.AddDays(30))), ("@before", Database.Dialect.Day(Today.AddDays(30))),
                    ("@holder", filter.Holder), ("@holder_end", EndOf(filter.Holder)), ("@type", filter.Type), ("@type_end", EndOf(filter.Type)),
                    ("@issuer", filter.Issuer), ("@issuer_end", EndOf(filter.Issuer)), ("@prefix", "r"), ("@prefix_end", EndOf("r")), ("@organisation", filter.Organisation),
                    ("@organisation_search", filter.Organisation is { } name ? UnicodeText.Fold(name) : null), ("@limit", 10),
                }
                .Where(one => Regex.IsMatch(sql, $"{one.Name}\\b")),
        ];
        await using var connection = await Database.Dialect.OpenAsync(Token);
        var (plan, work) = IsSqlite ? await ExplainSqliteAsync((SqliteConnection)connection, sql, parameters) : await ExplainPostgresAsync(connection, settings, sql, parameters);
        foreach (var index in indexes) Assert.True(Uses(plan, index), $"{what} does not go by {index}:\n{plan}");
        Assert.True(work <= (IsSqlite ? MostInstructions : MostRows), $"{what} takes {work} {(IsSqlite ? "instructions" : "rows")}:\n{plan}");
    }

    private static string? EndOf(string? beginning) => beginning is null ? null : SearchText.EndOf(beginning);

    private bool Uses(string plan, string index) => index switch
    {
        "credentials by id" => plan.Contains(IsSqlite ? "sqlite_autoindex_credentials_1" : "pk_credentials", StringComparison.Ordinal),
        "credential_words by word" => plan.Contains(IsSqlite ? "sqlite_autoindex_credential_words_1" : "pk_credential_words", StringComparison.Ordinal),
        _ => plan.Contains(index, StringComparison.Ordinal),
    };

    /// <summary>The plan, and how many instructions of SQLite's virtual machine were made; a row that is looked at takes several.</summary>
    private static async Task<(string Plan, long Work)> ExplainSqliteAsync(SqliteConnection connection, string sql, (string Name, object? Value)[] parameters)
    {
        const int Each = 50;
        var instructions = 0L;
        await using var explain = Command(connection, $"EXPLAIN QUERY PLAN {sql}", null, parameters);
        var plan = string.Join('\n', await explain.ListAsync(static reader => reader.GetString(3), Token));
        await using var command = Command(connection, sql, null, parameters);
        SQLitePCL.raw.sqlite3_progress_handler(
            connection.Handle,
            Each,
            _ =>
            {
                instructions += Each;
                return 0;
            },
            null);
        await command.ListAsync(static reader => reader.GetString(0), Token);
        SQLitePCL.raw.sqlite3_progress_handler(connection.Handle, 0, null, null);
        return (plan, instructions);
    }

    /// <summary>The plan, and how many rows were read from tables and indexes, those included that a condition then left out.</summary>
    private async Task<(string Plan, long Work)> ExplainPostgresAsync(DbConnection connection, string settings, string sql, (string Name, object? Value)[] parameters)
    {
        await using var transaction = await Database.Dialect.BeginSnapshotAsync(connection, Token);
        if (settings.Length > 0)
        {
            await using var set = connection.Command(settings, transaction);
            await set.ExecuteNonQueryAsync(Token);
        }

        await using var command = Command(connection, $"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, FORMAT JSON) {sql}", transaction, parameters);
        var json = Assert.Single(await command.ListAsync(static reader => reader.GetString(0), Token));
        using var document = JsonDocument.Parse(json);
        return (json, RowsOf(document.RootElement[0].GetProperty("Plan")));

        static long RowsOf(JsonElement node)
        {
            var rows = 0.0;
            if (node.TryGetProperty("Relation Name", out _) || node.TryGetProperty("Index Name", out _))
            {
                foreach (var name in (string[])["Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck"])
                    rows += node.TryGetProperty(name, out var count) ? count.GetDouble() * node.GetProperty("Actual Loops").GetDouble() : 0;
            }

            return (long)rows + (node.TryGetProperty("Plans", out var below) ? below.EnumerateArray().Sum(RowsOf) : 0);
        }
    }

    private static DbCommand Command(DbConnection connection, string sql, DbTransaction? transaction, (string Name, object? Value)[] parameters)
    {
        var command = connection.Command(sql, transaction);
        foreach (var (name, value) in parameters) command.With(name, value);
        return command;
    }

    /// <summary>Thousands of credentials that are confirmed, and in between a few of each other state and a few with rare texts.</summary>
    private async Task FillAsync()
    {
        // Ids ascend with the number, as those of version 7 do with time. The rare ones and those on their way are spread all over.
        var id = IsSqlite ? "printf('00000000-0000-7000-8000-%012X', n)" : "('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid";
        var eventId = IsSqlite ? "printf('00000000-0000-7000-9000-%012X', n)" : "('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid";
        // A day up to 200 days before or after today, for a few of them.
        string Date(int rest) => $"CASE WHEN n % 50 = {rest} THEN {(IsSqlite ? "date('now', (n % 400 - 200) || ' days')" : "current_date + (n % 400 - 200)")} END";
        string Text(string rare, string usual) => $"CASE WHEN n % {Rows / 8} = 7 THEN '{rare}' ELSE '{usual}' END || ' ' || (n % 7)";
        var numbers = $"WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {Rows})";
        var state = $"CASE WHEN n % {Rows / 60} < 6 THEN n % {Rows / 60} ELSE 3 END";
        await Database.ExecuteAsync(
            $"""
            {numbers}
            INSERT INTO credentials (id, content_hash, holder_key, standing, expiry_date, valid_from, holder_name, credential_type, issuer_name, holder_search, type_search, issuer_search, content, state, issued_at, version, event_id)
            SELECT {id}, '', 'name:' || n, 1, {Date(1)}, {Date(2)}, CASE WHEN n % {Rows / 8} = 7 THEN 'Rare ' ELSE 'Holder ' END || n, {Text("Rare degree", "BSc")}, {Text("Rare University", "UoL")},
              CASE WHEN n % {Rows / 8} = 7 THEN 'rare ' ELSE 'holder ' END || n, {Text("rare degree", "bsc")}, {Text("rare university", "uol")}, '{"{}"}', CASE WHEN n % {Rows / 8} = 11 THEN '{CredentialState.Revoked}' ELSE '{CredentialState.Active}' END, {Database.Dialect.Now}, 1, {eventId}
            FROM numbers
            """);
        await Database.ExecuteAsync($"{numbers} INSERT INTO credential_words (word, credential_id) SELECT CASE WHEN n % {Rows / 8} = 9 THEN 'rare' ELSE 'word' END, {id} FROM numbers");
        await Database.ExecuteAsync(
            $"{numbers} INSERT INTO outbox (event_id, credential_id, version, state, created_at, due_at) SELECT {eventId}, {id}, 1, {state}, {Database.Dialect.Now}, {Database.Dialect.Now} FROM numbers");
        if (!IsSqlite) await Database.ExecuteAsync("ANALYZE"); // The service analyses nothing on SQLite.
    }

    private async Task AppendAsync(params (string Holder, string Type, string Issuer)[] rows)
    {
        foreach (var (holder, type, issuer) in rows)
            await Database.Credentials.AppendAsync([NewCredentials.Make(holder, type, issuer)], TimeSpan.Zero, Token);
    }

    // IDs created in the same millisecond are in no particular order.
    private async Task<string[]> HoldersAsync(CredentialFilter filter) =>
        [.. (await Search.ListAsync(filter, null, 10, Token)).Select(static one => one.Credential.HolderName).Order(StringComparer.Ordinal)];
}
