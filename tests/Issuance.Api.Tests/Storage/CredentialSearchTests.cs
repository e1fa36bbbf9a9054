using System.Text.RegularExpressions;
using Issuance.Api.Credentials;
using Issuance.Api.Storage;
using KubeCredential.Storage;

namespace Issuance.Api.Tests.Storage;

public abstract class CredentialSearchTests(TestDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    private static readonly CredentialFilter s_all = new(null, null, null, null, null);

    public sealed class OnSqlite(TestDatabases databases) : CredentialSearchTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(TestDatabases databases) : CredentialSearchTests(databases, DatabaseKind.Postgres);

    /// <summary>A filter as the list reads it from a query.</summary>
    private static CredentialFilter Of(string? holder = null, string? type = null, string? issuer = null)
    {
        var errors = new Dictionary<string, string[]>();
        var filter = CredentialFilter.Read(null, holder, type, issuer, null, errors);
        Assert.Empty(errors);
        return filter;
    }

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
            var page = await Search.ListAsync(Of(holder: "ada"), before, 2, Token);
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
        all.AddRange(await Search.ListAsync(Of(holder: "Holder"), all[^1].Credential.Id, 10, Token));
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

    [Fact]
    public async Task No_search_reads_the_whole_table()
    {
        var before = Guid.CreateVersion7();
        CredentialFilter[] filters =
        [
            s_all, s_all with { Id = before }, s_all with { Holder = "x" }, s_all with { Type = "x" }, s_all with { Issuer = "x" },
            s_all with { Holder = "x", State = DeliveryState.Dead },
            .. Enum.GetValues<DeliveryState>().Select(static state => s_all with { State = state }),
        ];
        foreach (var filter in filters)
        {
            foreach (var cursor in (Guid?[])[null, before])
                AssertIndexed(filter.ToString(), await ExplainAsync(CredentialSearch.PageSql(filter, cursor)));
        }

        AssertIndexed("suggestions", await ExplainAsync(CredentialSearch.SuggestSql("credential_type")));
        AssertIndexed("suggestions", await ExplainAsync(CredentialSearch.SuggestSql("issuer_name")));
        AssertIndexed("an organisation's", await ExplainAsync(CredentialSearch.PageSql(s_all with { Organisation = "x" }, before)));
    }

    private void AssertIndexed(string what, string plan)
    {
        var scans = IsSqlite
            ? plan.Split('\n').Where(static line => line.StartsWith("SCAN ", StringComparison.Ordinal) && !line.Contains("USING", StringComparison.Ordinal))
            : plan.Split('\n').Where(static line => line.Contains("Seq Scan", StringComparison.Ordinal));
        var tables = scans.Where(static line => line.Contains("credentials", StringComparison.Ordinal) || line.Contains("outbox", StringComparison.Ordinal) || line is "SCAN c" or "SCAN o" or "SCAN e" or "SCAN w");
        Assert.True(!tables.Any(), $"{what}:\n{plan}");
    }

    private async Task<string> ExplainAsync(string sql)
    {
        (string, object?)[] parameters =
        [
            .. new (string Name, object? Value)[] { ("@id", Guid.NewGuid()), ("@before", Guid.CreateVersion7()), ("@holder", "x"), ("@holder_end", "y"), ("@type", "x"), ("@type_end", "y"), ("@issuer", "x"), ("@issuer_end", "y"), ("@prefix", "x"), ("@prefix_end", "y"), ("@organisation", "x"), ("@organisation_search", "x"), ("@limit", 10) }
                .Where(one => Regex.IsMatch(sql, $"{one.Name}\\b")),
        ];
        if (IsSqlite)
            return string.Join('\n', await Database.ListAsync($"EXPLAIN QUERY PLAN {sql}", static reader => reader.GetString(3), parameters));
        // A small table is scanned whatever indexes it has; the question is whether the indexes could be used.
        await using var connection = await Database.Dialect.OpenAsync(Token);
        await using var set = connection.Command("SET enable_seqscan = off");
        await set.ExecuteNonQueryAsync(Token);
        await using var command = connection.Command($"EXPLAIN {sql}");
        foreach (var (name, value) in parameters)
            command.With(name, value);
        return string.Join('\n', await command.ListAsync(static reader => reader.GetString(0), Token));
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
