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

    // A page has ten rows, a rare text eight and a state sixty; each row may be looked up in three tables, and a part of a filter is counted up to a hundred.
    private const long MostRows = 2_000;
    private const long MostInstructions = 30_000;

    private static readonly SearchLimits s_limits = new() { VeryFew = 100, Few = 200, Arms = 32, Denser = 4, Many = 400, ShortWalk = 100, FirstChunk = 16, Probe = 20, LookedAt = 200, MostCounted = 200 };
    private static readonly CredentialFilter s_all = new();

    public sealed class OnSqlite(TestDatabases databases) : CredentialSearchTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(TestDatabases databases) : CredentialSearchTests(databases, DatabaseKind.Postgres);

    /// <summary>A filter as the list reads it from a query.</summary>
    private static CredentialFilter Of(string? q = null, string? holder = null, string? type = null, string? issuer = null, string? status = null, DateOnly? expiresBefore = null, string? sort = null)
    {
        var errors = new Dictionary<string, string[]>();
        var filter = new CredentialQuery { Q = q, Holder = holder, Type = type, Issuer = issuer, Status = status, ExpiresBefore = expiresBefore is { } day ? Rfc3339.Format(day) : null }.Read(sort, null, Today, errors);
        Assert.Empty(errors);
        return filter;
    }

    private static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow);

    private static CredentialPlace? After(Guid? id) => id is { } place ? new CredentialPlace(CredentialOrder.Newest, null, place) : null;

    private CredentialSearch Search => new(Database.Dialect, Database.Credentials);

    [Fact]
    public async Task Beginnings_are_found_in_any_case_and_stand_for_themselves()
    {
        await AppendAsync(("Zoë Ångström", "BSc", "UoL"), ("zoe", "bsc", "100%"), ("ZOE x", "MSc", "1000"), ("Yan", "B_c", "UoL"));

        Assert.Equal(["ZOE x", "Zoë Ångström", "zoe"], await HoldersAsync(Of(holder: "Zoe")));
        Assert.Equal(["ZOE x", "Zoë Ångström", "zoe"], await HoldersAsync(Of(holder: "zO")));
        Assert.Equal(["zoe"], await HoldersAsync(Of(issuer: "100%")));
        Assert.Equal(["Yan"], await HoldersAsync(Of(type: "B_")));
        Assert.Equal(["zoe"], await HoldersAsync(Of(holder: "z", type: "BSC", issuer: "1")));
        Assert.Empty(await HoldersAsync(Of(holder: "oe")));
    }

    /// <summary>What an index knows is case-folded, which says as much only where nothing else is spelt otherwise.</summary>
    [Fact]
    public async Task An_exact_text_is_not_one_that_differs_in_case()
    {
        await AppendAsync(("Ada", "BSc", "UoL"), ("Grace", "MSc", "UoL"));
        await FindsAsync(s_all with { Types = ["BSc"] }, "Ada");
        await FindsAsync(s_all with { Types = ["bsc"] });
        await FindsAsync(s_all with { Organisation = "uol" });

        await AppendAsync(("Alan", "bsc", "UOL"));
        await FindsAsync(s_all with { Types = ["BSc"] }, "Ada");
        await FindsAsync(s_all with { Types = ["bsc"] }, "Alan");
        await FindsAsync(s_all with { Types = ["bsc", "BSc"] }, "Alan", "Ada");
        await FindsAsync(s_all with { Types = ["BSc", "MSc"], Issuers = ["UoL"] }, "Grace", "Ada");
        await FindsAsync(s_all with { Organisation = "UoL" }, "Grace", "Ada");

        async Task FindsAsync(CredentialFilter filter, params string[] holders)
        {
            Assert.Equal(holders.Order(StringComparer.Ordinal), await HoldersAsync(filter));
            Assert.Equal(holders.Order(StringComparer.Ordinal), await HoldersAsync(filter with { Sort = CredentialOrder.Name }));
            Assert.Equal((holders.Length, true), await Search.CountAsync(filter, Token));
        }
    }

    /// <summary>The databases' own lower-casing handles only ASCII (SQLite) or depends on the locale (PostgreSQL).</summary>
    [Theory]
    [InlineData("Σίσυφος Παπαδόπουλος", "ΣΊΣΥΦΟΣ", "σίσυφος", "σίσυφοσ", "παπαδόπουλοσ", "ΠΑΠΑΔ", "σισυφος", "Παπαδοπουλος Σισυφος")]
    [InlineData("Anna Groß", "anna gross", "ANNA GROSS", "groß", "GROẞ", "gross anna")]
    [InlineData("Müller", "Muller", "müller", "MU\u0308LL")]
    [InlineData("Łukasz Żółć", "Lukasz", "łukasz zolc", "ZOLC", "ŻÓŁĆ")]
    [InlineData("Núñez Ibáñez", "nunez", "NUÑEZ", "ibanez nunez")]
    [InlineData("ÉLODIE ÅNGSTRÖM", "élodie", "ångström", "e\u0301lodie", "A\u030Angstro\u0308m", "elodie angstrom")]
    [InlineData("Иван ИВАНОВ", "иван", "иванов", "ИВАН")]
    [InlineData("Пётр Фёдоров", "петр", "ФЕДОРОВ Пётр")]
    [InlineData("İlke Işık", "i̇lke", "İLKE", "Işı", "ilke isik", "ILKE")]
    [InlineData("Jean-Luc d'Arc (Mimi) O’Neill", "luc", "arc", "mimi", "neill", "o’n", "luc d'arc", "neill jean")]
    [InlineData("Ada King Lovelace", "king lovelace", "LOVE", "ada king", " lovelace ", "lovelace ada", "lov ki ad")]
    [InlineData("(Zed) Two", "zed", "(zed", "two")]
    [InlineData("王小明", "王", "小明", "王小明", "明", "王 明")]
    [InlineData("山田 たろう", "山田", "ろう", "たろ 山")]
    [InlineData("김철수", "김", "철수", "김철수", "\u1100\u1175\u11B7")]
    [InlineData("สมชาย ใจดี", "สมชาย", "ชาย", "ใจดี สม")]
    [InlineData("مُحَمَّد الأَحْمَد", "محمد", "مُحَمَّد", "الاحمد", "الأحمد محمد")]
    [InlineData("محمد", "مُحَمَّد", "مـحـمـد")]
    [InlineData("שָׁלוֹם", "שלום")]
    [InlineData("Ａｄａ １２", "ada", "12", "ＡＤＡ")]
    [InlineData("Nguyễn Văn Đức", "nguyen van duc", "đức", "DUC")]
    [InlineData("Ada王Smith", "ada", "王", "smith")]
    [InlineData("🎓", "🎓")]
    public async Task A_name_is_found_in_any_case_and_form_by_any_of_its_words(string name, params string[] asked)
    {
        await AppendAsync((name, "BSc", "UoL"), ("Somebody Else", "BSc", "UoL"));

        foreach (var text in asked)
        {
            Assert.Equal((text, name), (text, Assert.Single(await HoldersAsync(Of(holder: text)))));
            Assert.Equal((text, name), (text, Assert.Single(await HoldersAsync(Of(q: text)))));
        }
    }

    [Fact]
    public async Task The_inside_of_a_word_is_not_searched_and_letters_that_marks_make_stay_apart()
    {
        await AppendAsync(("Mary Annette", "BSc", "UoL"), ("がく", "BSc", "UoL"), ("王小明", "BSc", "UoL"));

        Assert.Empty(await HoldersAsync(Of(holder: "nette")));
        Assert.Empty(await HoldersAsync(Of(holder: "かく")));
        Assert.Empty(await HoldersAsync(Of(holder: "王明")));
    }

    [Fact]
    public async Task Words_are_found_in_name_type_and_issuer_and_a_number_only_as_a_whole()
    {
        await AppendAsync(("Ada Byron", "Master of Science", "Universität Zürich"), ("Max Master", "BSc", "ETH Zürich"), ("Ben", "Bachelor", "Basel"));
        await Database.Credentials.AppendAsync([NewCredentials.Make("Cy", "BSc", "Basel", holderId: "M-17 b")], TimeSpan.Zero, Token);

        Assert.Equal(["Ada Byron", "Max Master"], await HoldersAsync(Of(q: "master")));
        Assert.Equal(["Ada Byron", "Max Master"], await HoldersAsync(Of(q: "zur mas")));
        Assert.Equal(["Ada Byron"], await HoldersAsync(Of(q: "zurich science byron")));
        Assert.Equal(["Max Master"], await HoldersAsync(Of(holder: "master")));
        Assert.Equal(["Cy"], await HoldersAsync(Of(q: "M-17 b")));
        Assert.Empty(await HoldersAsync(Of(q: "M-17")));
        Assert.Equal(["Ben", "Cy"], await HoldersAsync(Of(q: "basel")));
    }

    [Fact]
    public async Task An_erased_name_leaves_no_word()
    {
        var one = NewCredentials.Make("Zoë 王小明 O'Brien", holderId: "S-1");
        await Database.Credentials.AppendAsync([one], TimeSpan.Zero, Token);
        Assert.True(await Database.CountAsync("credential_words") > 0);
        var current = (await Database.Credentials.ReadCurrentAsync([one.Credential.Id], Token))[one.Credential.Id];
        var erase = new LifecycleCommand(one.Credential.Id, new LifecycleOrder(LifecycleAction.Erase, null, null), null, null, "key:test", "c", null, DateTimeOffset.UtcNow).Decide(current);
        await Database.Credentials.AppendAsync([[.. erase.Facts.Select(static fact => fact with { Signature = NewCredentials.Signature })]], TimeSpan.Zero, Token);

        Assert.Equal(0, await Database.CountAsync("credential_words"));
        foreach (var text in (string[])["zoe", "小明", "brien", "S-1"]) Assert.Empty(await HoldersAsync(Of(q: text)));
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
    /// Each search is made on a filled table, and each of its statements is then explained. It has to go by the index that is meant for it, and to read about as much as
    /// it returns: a plan that goes wrong reads thousands of rows.
    /// </summary>
    [Fact]
    public async Task No_search_reads_more_than_it_returns()
    {
        await FillAsync();
        var filled = await Database.ReadAsync($"SELECT id FROM credentials WHERE holder_name = 'Holder {Rows / 2}'", static reader => reader.GetGuid(0));
        foreach (var before in (Guid?[])[null, filled])
        {
            await ReadsAsync(s_all, before, "credentials by id");
            await ReadsAsync(Of(holder: "Rare"), before, "credential_words by word");
            await ReadsAsync(Of(holder: "word"), before, "credential_words by word");
            await ReadsAsync(Of(q: "rare"), before, "credential_words by word", "ix_credentials_type_search");
            await ReadsAsync(Of(q: "word bsc"), before, "credential_words by word", "ix_credentials_type_search");
            await ReadsAsync(Of(type: "Rare"), before, "ix_credentials_type_search");
            await ReadsAsync(Of(type: "bsc"), before, "ix_credentials_type_search");
            await ReadsAsync(Of(issuer: "Rare"), before, "ix_credentials_issuer_search");
            await ReadsAsync(Of(issuer: "Rare") with { State = DeliveryState.Confirmed }, before, "ix_credentials_issuer_search");
            await ReadsAsync(s_all with { Types = ["BSc 3"], Issuers = ["UoL 3"] }, before, "ix_credentials_type_search");
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
            foreach (var sort in CredentialOrders.Names)
            {
                var index = CredentialOrders.Of(sort)!.Value.Column() switch { "holder_search" => "ix_credentials_holder_search", "expiry_date" => "ix_credentials_expiry", _ => "credentials by id" };
                await ReadsAsync(Of(sort: sort), after, index);
                await ReadsAsync(Of(status: CredentialState.Active, sort: sort), after, index);
                await ReadsAsync(Of(holder: "word", sort: sort), after, "credential_words by word");
                await ReadsAsync(Of(holder: "rare", type: "bsc", sort: sort), after, "credential_words by word");
            }
        }

        await ReadsAsync(s_all with { Id = filled }, null, "credentials by id");
        await ReadsAsync(s_all with { Organisation = "Rare University 0" }, filled, "ix_credentials_issuer_search");
        foreach (var filter in (CredentialFilter[])[s_all, Of(q: "rare"), Of(q: "word"), Of(q: "word bsc"), Of(type: "bsc"), Of(status: CredentialState.Active), Of(issuer: "uol", status: CredentialState.Revoked)])
            await ReadsAsync($"count of {filter}", search => search.CountAsync(filter, Token), "");
        await ReadsAsync("what expires", Database.Dialect.FollowingTheIndex, CredentialSearch.CountExpiringSql(ofOrganisation: false), "ix_credentials_expiry");
        await ReadsAsync("what is to be erased", Database.Dialect.FollowingTheIndex, Retention.DueSql, "ix_credentials_expiry");
        foreach (var column in (string[])["credential_type", "issuer_name"])
            await ReadsAsync($"suggestions of {column}", "", CredentialSearch.SuggestSql(column), column == "issuer_name" ? "ix_credentials_issuer_search" : "ix_credentials_type_search");
    }

    private Task ReadsAsync(CredentialFilter filter, Guid? after, params string[] indexes)
    {
        CredentialPlace? place = after is { } id ? new CredentialPlace(filter.Order, filter.Order.Column() switch { null => null, "holder_search" => "holder 50", _ => Rfc3339.Format(Today.AddDays(7)) }, id) : null;
        return ReadsAsync($"{filter}, after {after}", search => search.ListAsync(filter, place, 10, Token), indexes);
    }

    /// <summary>Makes a search, and explains each statement that it made.</summary>
    private async Task ReadsAsync(string what, Func<CredentialSearch, Task> make, params string[] indexes)
    {
        var made = new List<(string Sql, (string Name, object? Value)[] Parameters)>();
        await make(new CredentialSearch(Database.Dialect, Database.Credentials, s_limits) { Watch = (sql, parameters) => made.Add((sql, [.. parameters.Select(static one => (one.Name, (object?)one.Value))])) });
        var (plans, work) = ("", 0L);
        foreach (var (sql, parameters) in made)
        {
            await using var connection = await Database.Dialect.OpenAsync(Token);
            var one = IsSqlite ? await ExplainSqliteAsync((SqliteConnection)connection, sql, parameters) : await ExplainPostgresAsync(connection, SearchSession.SettingsOf(Database.Dialect), sql, parameters);
            (plans, work) = ($"{plans}\n{sql}\n{one.Plan}", work + one.Work);
        }

        Check(what, plans, work, indexes);
    }

    private void Check(string what, string plan, long work, string[] indexes)
    {
        foreach (var index in indexes) Assert.True(Uses(plan, index), $"{what} does not go by {index}:\n{plan}");
        Assert.True(work <= (IsSqlite ? MostInstructions : MostRows), $"{what} takes {work} {(IsSqlite ? "instructions" : "rows")}:\n{plan}");
    }

    private async Task ReadsAsync(string what, string settings, string sql, params string[] indexes)
    {
        (string Name, object? Value)[] parameters =
        [
            .. new (string Name, object? Value)[]
                {
                    ("@today", Database.Dialect.Day(Today)), ("@before", Database.Dialect.Day(Today.AddDays(30))), ("@prefix", "r"), ("@prefix_end", EndOf("r")), ("@limit", 10),
                }
                .Where(one => Regex.IsMatch(sql, $"{one.Name}\\b")),
        ];
        await using var connection = await Database.Dialect.OpenAsync(Token);
        var (plan, work) = IsSqlite ? await ExplainSqliteAsync((SqliteConnection)connection, sql, parameters) : await ExplainPostgresAsync(connection, settings, sql, parameters);
        Check(what, plan, work, indexes);
    }

    private static string? EndOf(string? beginning) => beginning is null ? null : SearchText.EndOf(beginning);

    private bool Uses(string plan, string index) => index switch
    {
        "credentials by id" => plan.Contains(IsSqlite ? "sqlite_autoindex_credentials_1" : "pk_credentials", StringComparison.Ordinal) || plan.Contains("ix_credentials_list", StringComparison.Ordinal),
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
        await command.ListAsync(static reader => reader.GetValue(0), Token);
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
              CASE n % {Rows / 8} WHEN 7 THEN 'rare ' WHEN 9 THEN 'holder word rare ' ELSE 'holder word ' END || n, {Text("rare degree", "bsc")}, {Text("rare university", "uol")}, '{"{}"}', CASE WHEN n % {Rows / 8} = 11 THEN '{CredentialState.Revoked}' ELSE '{CredentialState.Active}' END, {Database.Dialect.Now}, 1, {eventId}
            FROM numbers
            """);
        foreach (var (word, having) in ((string, string)[])[("rare", "IN (7, 9)"), ("word", "<> 7"), ("holder", "<> 7")])
            await Database.ExecuteAsync($"{numbers} INSERT INTO credential_words (word, credential_id) SELECT '{word}', {id} FROM numbers WHERE n % {Rows / 8} {having}");
        await Database.ExecuteAsync(
            $"{numbers} INSERT INTO outbox (event_id, credential_id, version, state, created_at, due_at) SELECT {eventId}, {id}, 1, {state}, {Database.Dialect.Now}, {Database.Dialect.Now} FROM numbers");
        foreach (var (kind, name) in ((short, string)[])[(CredentialTexts.OfType, "type"), (CredentialTexts.OfIssuer, "issuer")])
        {
            foreach (var row in (await Database.ListAsync($"SELECT DISTINCT {(name == "type" ? "credential_type" : "issuer_name")}, {name}_search FROM credentials", static reader => (reader.GetString(0), reader.GetString(1))))
                .SelectMany(text => CredentialTexts.RowsOf(kind, text.Item1, text.Item2)).Distinct())
                await Database.ExecuteAsync("INSERT INTO credential_texts (kind, word, text, search) VALUES (@kind, @word, @text, @search)", ("@kind", row.Kind), ("@word", row.Word), ("@text", row.Text), ("@search", row.Search));
        }

        if (!IsSqlite) await Database.ExecuteAsync("VACUUM ANALYZE"); // The service analyses nothing on SQLite.
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
