using Issuance.Api.Credentials;
using Issuance.Api.Outbox;
using KubeCredential.ServiceDefaults.Storage;

namespace Issuance.Api.Tests.Storage;

public abstract class CredentialSearchTests(TestDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    private static readonly CredentialFilter s_all = new(null, null, null, null, null);

    public sealed class OnSqlite(TestDatabases databases) : CredentialSearchTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(TestDatabases databases) : CredentialSearchTests(databases, DatabaseKind.Postgres);

    private CredentialSearch Search => new(Database.Dialect, Database.Credentials);

    [Fact]
    public async Task Beginnings_are_found_in_any_case_and_stand_for_themselves()
    {
        await AppendAsync(("Zoë Ångström", "BSc", "UoL"), ("zoe", "bsc", "100%"), ("ZOE x", "MSc", "1000"), ("Yan", "B_c", "UoL"));

        Assert.Equal(["ZOE x", "zoe"], await HoldersAsync(s_all with { Holder = "Zoe" }));
        Assert.Equal(["ZOE x", "Zoë Ångström", "zoe"], await HoldersAsync(s_all with { Holder = "zO" }));
        Assert.Equal(["zoe"], await HoldersAsync(s_all with { Issuer = "100%" }));
        Assert.Equal(["Yan"], await HoldersAsync(s_all with { Type = "B_" }));
        Assert.Equal(["zoe"], await HoldersAsync(s_all with { Holder = "z", Type = "BSC", Issuer = "1" }));
        Assert.Empty(await HoldersAsync(s_all with { Holder = "oe" }));
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
        var all = await Search.ListAsync(s_all with { Holder = "Holder" }, null, 3, Token);
        all.AddRange(await Search.ListAsync(s_all with { Holder = "Holder" }, all[^1].Credential.Id, 10, Token));
        Assert.Equal(batch.Append(cleaned).Select(static one => one.Credential.Id).OrderDescending(), all.Select(static one => one.Credential.Id));
    }

    [Fact]
    public async Task Suggestions_are_distinct_alphabetical_and_limited()
    {
        await AppendAsync(("a", "MSc", "U1"), ("b", "bachelor", "U2"), ("c", "Bachelor", "U1"), ("d", "Zoology", "U1"), ("e", "Élan", "U3"));

        Assert.Equal(["bachelor", "msc", "zoology", "élan"], (await Search.SuggestAsync("credential_type", "", 10, Token)).Select(static text => text.ToLowerInvariant()));
        Assert.Equal(["bachelor"], (await Search.SuggestAsync("credential_type", "BAC", 10, Token)).Select(static text => text.ToLowerInvariant()));
        Assert.Equal(["U1", "U2"], await Search.SuggestAsync("issuer_name", "u", 2, Token));
        Assert.Empty(await Search.SuggestAsync("issuer_name", "x", 10, Token));
    }

    [Fact]
    public async Task No_search_reads_the_whole_table()
    {
        var search = Search;
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
                AssertIndexed(filter.ToString(), await ExplainAsync(search.ListSql(filter, cursor)));
        }

        AssertIndexed("suggestions", await ExplainAsync(search.SuggestSql("credential_type")));
        AssertIndexed("suggestions", await ExplainAsync(search.SuggestSql("issuer_name")));
    }

    private void AssertIndexed(string what, string plan)
    {
        var scans = IsSqlite
            ? plan.Split('\n').Where(static line => line.StartsWith("SCAN ", StringComparison.Ordinal) && !line.Contains("USING", StringComparison.Ordinal))
            : plan.Split('\n').Where(static line => line.Contains("Seq Scan", StringComparison.Ordinal));
        var tables = scans.Where(static line => line.Contains("credentials", StringComparison.Ordinal) || line.Contains("outbox", StringComparison.Ordinal) || line is "SCAN c" or "SCAN o" or "SCAN e");
        Assert.True(!tables.Any(), $"{what}:\n{plan}");
    }

    private async Task<string> ExplainAsync(string sql)
    {
        (string, object?)[] parameters =
        [
            .. new (string Name, object? Value)[] { ("@id", Guid.NewGuid()), ("@before", Guid.CreateVersion7()), ("@holder", "x"), ("@type", "x"), ("@issuer", "x"), ("@prefix", "x"), ("@limit", 10) }
                .Where(one => sql.Contains(one.Name, StringComparison.Ordinal)),
        ];
        if (IsSqlite)
            return string.Join('\n', await Database.ListAsync($"EXPLAIN QUERY PLAN {sql}", static reader => reader.GetString(3), parameters));
        // A small table is read whole whatever the indexes; what is asked is whether they would serve.
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

    // The ids of one millisecond have no order among themselves.
    private async Task<string[]> HoldersAsync(CredentialFilter filter) =>
        [.. (await Search.ListAsync(filter, null, 10, Token)).Select(static one => one.Credential.HolderName).Order(StringComparer.Ordinal)];
}
