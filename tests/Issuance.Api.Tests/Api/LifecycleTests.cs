using System.Net;
using System.Text;
using System.Text.Json;
using KubeCredential.Events;
using StackExchange.Redis;

namespace Issuance.Api.Tests.Api;

/// <summary>The life of a credential, through the API of a real process.</summary>
public abstract class LifecycleTests(IssuanceFixture issuance)
{
    private const string Credentials = "/api/v1/credentials";
    private static readonly string[] s_events = [EventTypes.CredentialIssued, EventTypes.CredentialSuspended, EventTypes.CredentialReinstated, EventTypes.CredentialRevoked];

    public sealed class OnSqlite(SqliteIssuance issuance) : LifecycleTests(issuance), IClassFixture<SqliteIssuance>;

    public sealed class OnPostgres(PostgresIssuance issuance) : LifecycleTests(issuance), IClassFixture<PostgresIssuance>;

    private ApiClient Client => issuance.Client;

    private static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_credential_is_suspended_reinstated_and_revoked_with_an_event_for_each()
    {
        var issued = await Client.IssueOneAsync();
        var id = IdOf(issued);
        Assert.Equal(("active", 1), StateOf(issued));

        AssertChanged(await ChangeAsync(id, "suspend", """{"reason":"nonPayment","note":"Since May."}"""), "suspended", "nonPayment", 2);
        AssertChanged(await ChangeAsync(id, "suspend", """{"reason":"fraud"}"""), "suspended", "nonPayment", 2, changed: false);
        AssertChanged(await ChangeAsync(id, "reinstate"), "active", null, 3);
        AssertChanged(await ChangeAsync(id, "reinstate", "{}"), "active", null, 3, changed: false);
        AssertChanged(await ChangeAsync(id, "revoke", """{"reason":"withdrawn","note":"By the board."}"""), "revoked", "withdrawn", 4);
        AssertChanged(await ChangeAsync(id, "revoke", """{"reason":"withdrawn"}"""), "revoked", "withdrawn", 4, changed: false);
        foreach (var (action, body) in ((string, string)[])[("suspend", """{"reason":"error"}"""), ("reinstate", "{}"), ("replace", """{"reason":"error"}"""), ("renew", $$"""{"expiryDate":"{{Today.AddYears(1):yyyy-MM-dd}}"}""")])
        {
            var refused = await ChangeAsync(id, action, body);
            refused.AssertProblem(HttpStatusCode.Conflict);
            Assert.Equal(("revoked", 4), (refused.TextOf("state"), refused["version"].GetInt32()));
            Assert.Contains("revoked", refused.TextOf("detail"), StringComparison.Ordinal);
        }

        var found = await Client.GetAsync($"{Credentials}/{id}");
        Assert.Equal(("revoked", 4), StateOf(found.Json));
        Assert.Equal("\"4\"", found.Headers.ETag?.Tag);
        var published = await issuance.PublishedAsync(id, 4);
        Assert.Equal(s_events, published.Select(static entry => EventOf(entry).EventType));
        Assert.Equal([1, 2, 3, 4], published.Select(static entry => EventOf(entry).Version));
        Assert.Equal([null, "nonPayment", null, "withdrawn"], published.Select(static entry => EventOf(entry).Status.Reason));
        // Each event carries the same content, byte for byte, and nothing that only the issuer may see.
        Assert.Single(published.Select(static entry => EventOf(entry).Credential).Distinct());
        Assert.All(published, static entry => Assert.DoesNotContain("May", entry["event"].ToString(), StringComparison.Ordinal));
        var record = await Client.GetAsync($"{Credentials}/{id}/record");
        Assert.Equal([(2, "Since May."), (4, "By the board.")], record["notes"].EnumerateArray().Select(static note => (note.GetProperty("version").GetInt32(), note.GetProperty("note").GetString())));
        var history = await Client.GetAsync($"{Credentials}/{id}/history");
        Assert.Equal(
            ["credential.issued", "credential.suspended", "credential.reinstated", "credential.revoked"],
            history["items"].EnumerateArray().Select(static item => item.GetProperty("action").GetString()).Where(static action => action!.StartsWith("credential.", StringComparison.Ordinal)));
        Assert.DoesNotContain("board", history.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replaced_credential_and_its_successor_name_each_other_and_are_written_together()
    {
        var holder = $"Ada Lovelcae {Guid.NewGuid()}";
        var old = await Client.IssueOneAsync(holder, """{"grade":1.10}""");

        var answer = await ChangeAsync(IdOf(old), "replace", $$"""{"reason":"error","note":"Misspelt.","holderName":"{{holder.Replace("cae", "ace", StringComparison.Ordinal)}}"}""");

        Assert.True(answer.Status == HttpStatusCode.Created, answer.Text);
        var (fresh, superseded) = (answer["credential"], answer["superseded"]);
        Assert.Equal($"{Credentials}/{IdOf(fresh)}", answer.Headers.Location?.ToString());
        Assert.Equal((("active", 1), ("superseded", 2)), (StateOf(fresh), StateOf(superseded)));
        Assert.Equal(IdOf(fresh), superseded.GetProperty("status").GetProperty("supersededBy").GetString());
        Assert.Equal("error", superseded.GetProperty("status").GetProperty("reason").GetString());
        Assert.Equal(IdOf(old), fresh.GetProperty("status").GetProperty("supersedes").GetString());
        Assert.Equal("""{"grade":1.10}""", fresh.GetProperty("metadata").GetRawText());
        Assert.Contains("Lovelace", fresh.GetProperty("holderName").GetString(), StringComparison.Ordinal);
        Assert.Equal(EventTypes.CredentialSuperseded, EventOf((await issuance.PublishedAsync(IdOf(old), 2))[1]).EventType);
        Assert.Equal(Guid.Parse(IdOf(old)), EventOf((await issuance.PublishedAsync(IdOf(fresh)))[0]).Status.Supersedes);

        (await ChangeAsync(IdOf(old), "replace", """{"reason":"error"}""")).AssertProblem(HttpStatusCode.Conflict);
        // With the name unchanged the successor takes its place under the same key.
        var again = await ChangeAsync(IdOf(fresh), "replace", """{"reason":"administrative","metadata":{"grade":1.2}}""");
        Assert.True(again.Status == HttpStatusCode.Created, again.Text);
        (await Client.IssueAsync(ApiClient.IssueBody(fresh.GetProperty("holderName").GetString()))).AssertProblem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_renewed_credential_stays_valid_until_its_successor_begins()
    {
        var (begins, ends) = (Today.AddDays(10), Today.AddYears(2));
        var body = ApiClient.IssueBody().Replace("\"metadata\"", $"\"expiryDate\":\"{Today.AddDays(20):yyyy-MM-dd}\",\"metadata\"", StringComparison.Ordinal);
        var old = (await Client.IssueAsync(body))["credential"];

        var answer = await ChangeAsync(IdOf(old), "renew", $$"""{"expiryDate":"{{ends:yyyy-MM-dd}}","validFrom":"{{begins:yyyy-MM-dd}}"}""");

        Assert.True(answer.Status == HttpStatusCode.Created, answer.Text);
        Assert.Equal(($"{begins:yyyy-MM-dd}", $"{ends:yyyy-MM-dd}"), (answer.TextOf("credential", "validFrom"), answer.TextOf("credential", "expiryDate")));
        Assert.Equal(new DateTimeOffset(begins, default, TimeSpan.Zero), answer["superseded", "status", "since"].GetDateTimeOffset());
        var listed = await Client.GetAsync($"{Credentials}?status=notYetValid&id={answer.TextOf("credential", "id")}");
        Assert.Equal(answer.TextOf("credential", "id"), Assert.Single(listed["items"].EnumerateArray()).GetProperty("credential").GetProperty("id").GetString());
        // It is in force until then, and so it can still be revoked.
        AssertChanged(await ChangeAsync(IdOf(old), "revoke", """{"reason":"fraud"}"""), "revoked", "fraud", 3);
    }

    [Fact]
    public async Task Namesakes_with_different_numbers_are_both_issued_and_the_numbers_stay_here()
    {
        var holder = $"Kim Lee {Guid.NewGuid()}";
        string Body(string more) => ApiClient.IssueBody(holder).Replace("\"metadata\"", $"{more}\"metadata\"", StringComparison.Ordinal);
        var first = await Client.IssueAsync(Body("\"holderId\":\"S-1\",\"holderEmail\":\"kim@example.org\","));
        Assert.True(first.Status == HttpStatusCode.Created, first.Text);
        Assert.Equal(HttpStatusCode.Created, (await Client.IssueAsync(Body("\"holderId\":\"S-2\","))).Status);
        Assert.Equal(HttpStatusCode.Created, (await Client.IssueAsync(Body(""))).Status);

        var again = await Client.IssueAsync(Body("\"holderId\":\"S-1\",").Replace(holder, "Another Name", StringComparison.Ordinal));

        again.AssertProblem(HttpStatusCode.Conflict);
        Assert.Equal((first.TextOf("credential", "id"), "active"), (again.TextOf("credentialId"), again.TextOf("state")));
        Assert.Equal(["renew", "replace", "holderId"], again["ways"].EnumerateArray().Select(static way => way.GetProperty("action").GetString()));
        (await Client.IssueAsync(Body(""))).AssertProblem(HttpStatusCode.Conflict);
        var record = await Client.GetAsync($"{Credentials}/{first.TextOf("credential", "id")}/record");
        Assert.Equal(("S-1", "kim@example.org"), (record.TextOf("holderId"), record.TextOf("holderEmail")));
        Assert.DoesNotContain("S-1", first.Text, StringComparison.Ordinal);
        var entry = Assert.Single(await issuance.PublishedAsync(first.TextOf("credential", "id")!));
        Assert.DoesNotContain("S-1", entry["event"].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("kim@", entry["event"].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("revoke")]
    [InlineData("erase")]
    public async Task Once_it_no_longer_stands_another_one_may_be_issued(string action)
    {
        var holder = $"Ada {Guid.NewGuid()}";
        var first = await Client.IssueOneAsync(holder);
        await ChangeAsync(IdOf(first), "suspend", """{"reason":"other"}""");
        (await Client.IssueAsync(ApiClient.IssueBody(holder))).AssertProblem(HttpStatusCode.Conflict);

        Assert.Equal(HttpStatusCode.OK, (await ChangeAsync(IdOf(first), action, $$"""{"reason":"error"{{(action == "erase" ? $",\"confirm\":\"{IdOf(first)}\"" : "")}}}""")).Status);

        await Client.IssueOneAsync(holder);
    }

    [Fact]
    public async Task An_expired_credential_does_not_stand_in_the_way_and_of_64_at_once_one_takes_its_place()
    {
        var holder = $"Ada {Guid.NewGuid()}";
        var (yesterday, expired) = (Today.AddDays(-1), await IssueExpiredAsync(holder));
        var listed = await Client.GetAsync($"{Credentials}?status=expired&id={expired}");
        Assert.Equal($"{yesterday:yyyy-MM-dd}", Assert.Single(listed["items"].EnumerateArray()).GetProperty("credential").GetProperty("expiryDate").GetString());

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Client.IssueAsync(ApiClient.IssueBody(holder))));

        var created = Assert.Single(answers, static answer => answer.Status == HttpStatusCode.Created);
        Assert.All(answers.Where(answer => answer != created), answer => Assert.Equal(created.TextOf("credential", "id"), answer.TextOf("credentialId")));
        Assert.Equal(64, answers.Count(static answer => answer.Status is HttpStatusCode.Created or HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_change_of_another_version_is_412_and_of_this_one_is_made()
    {
        var id = IdOf(await Client.IssueOneAsync());
        var late = await ChangeAsync(id, "suspend", """{"reason":"other"}""", ifMatch: "\"2\"");
        late.AssertProblem(HttpStatusCode.PreconditionFailed);
        Assert.Equal(1, late["version"].GetInt32());
        foreach (var never in (string[])["W/\"1\"", "\"one\"", "\"2\", \"3\""])
            (await ChangeAsync(id, "suspend", """{"reason":"other"}""", never)).AssertProblem(HttpStatusCode.PreconditionFailed);
        (await ChangeAsync(id, "suspend", """{"reason":"other"}""", "1")).AssertProblem(HttpStatusCode.BadRequest, "If-Match");
        AssertChanged(await ChangeAsync(id, "suspend", """{"reason":"other"}""", "\"1\""), "suspended", "other", 2);
        AssertChanged(await ChangeAsync(id, "reinstate", "{}", "*"), "active", null, 3);
        AssertChanged(await ChangeAsync(id, "revoke", """{"reason":"other"}""", "\"2\", \"3\""), "revoked", "other", 4);
    }

    [Fact]
    public async Task Of_many_different_changes_at_once_none_is_lost_and_none_is_out_of_order()
    {
        await using var replica = await issuance.StartServiceAsync();
        var other = new ApiClient(replica.HttpClient);
        var id = IdOf(await Client.IssueOneAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => ChangeAsync(
            id, number % 2 == 0 ? "suspend" : "reinstate", number % 2 == 0 ? """{"reason":"other"}""" : "{}", client: number % 3 == 0 ? other : Client)));

        Assert.All(answers, static answer => Assert.True(answer.Status == HttpStatusCode.OK, answer.Text));
        var changed = answers.Where(static answer => answer["changed"].GetBoolean()).ToArray();
        Assert.Equal(Enumerable.Range(2, changed.Length), changed.Select(static answer => answer["credential", "version"].GetInt32()).Order());
        var published = await issuance.PublishedAsync(id, changed.Length + 1);
        Assert.Equal(
            Enumerable.Range(1, changed.Length + 1).Select(static version => (version, version % 2 == 0 ? "suspended" : "active")),
            published.Select(static entry => (EventOf(entry).Version, EventOf(entry).Status.State)).Distinct().Order());
    }

    [Fact]
    public async Task Of_two_changes_to_one_version_one_wins_and_the_other_hears_412()
    {
        var id = IdOf(await Client.IssueOneAsync());

        var answers = await Task.WhenAll(
            ChangeAsync(id, "revoke", """{"reason":"other"}""", "\"1\""), ChangeAsync(id, "suspend", """{"reason":"other"}""", "\"1\""), ChangeAsync(id, "replace", """{"reason":"error"}""", "\"1\""));

        Assert.Single(answers, static answer => answer.Status is HttpStatusCode.OK or HttpStatusCode.Created);
        Assert.Equal(2, answers.Count(static answer => answer.Status == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task Many_are_changed_at_once_with_a_result_for_each()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Add(IdOf(await Client.IssueOneAsync()));
        await ChangeAsync(ids[1], "suspend", """{"reason":"other"}""");
        await ChangeAsync(ids[2], "revoke", """{"reason":"other"}""");
        ids.Add(Guid.CreateVersion7().ToString());

        var answer = await Client.PostAsync($"{Credentials}/status", $$"""{"action":"suspend","reason":"administrative","note":"All of May.","ids":{{JsonSerializer.Serialize(ids)}}}""");

        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        Assert.Equal((3, 1, 2), (answer["changed"].GetInt32(), answer["unchanged"].GetInt32(), answer["failed"].GetInt32()));
        Assert.Equal(ids, answer["results"].EnumerateArray().Select(static one => one.GetProperty("id").GetString()));
        Assert.Equal(["changed", "unchanged", "impossible", "changed", "changed", "notFound"], answer["results"].EnumerateArray().Select(static one => one.GetProperty("outcome").GetString()));
        var suspended = await Client.GetAsync($"{Credentials}?status=suspended&id={ids[0]}");
        Assert.Single(suspended["items"].EnumerateArray());

        var renewed = await Client.PostAsync($"{Credentials}/status", $$"""{"action":"renew","expiryDate":"{{Today.AddYears(1):yyyy-MM-dd}}","ids":["{{IdOf(await Client.IssueOneAsync())}}","{{ids[2]}}"]}""");
        Assert.Equal(["changed", "impossible"], renewed["results"].EnumerateArray().Select(static one => one.GetProperty("outcome").GetString()));
        Assert.True(renewed["results"][0].GetProperty("successor").TryGetGuid(out _));
    }

    [Fact]
    public async Task What_expires_soon_is_counted_and_listed_the_soonest_first()
    {
        var before = await Client.GetAsync($"{Credentials}/expiring");
        var issued = new List<string>();
        foreach (var days in (int[])[89, 5, 35, 200])
        {
            var body = ApiClient.IssueBody().Replace("\"metadata\"", $"\"expiryDate\":\"{Today.AddDays(days):yyyy-MM-dd}\",\"metadata\"", StringComparison.Ordinal);
            issued.Add((await Client.IssueAsync(body)).TextOf("credential", "id")!);
        }

        var after = await Client.GetAsync($"{Credentials}/expiring");
        foreach (var (member, more) in ((string, int)[])[("within30Days", 1), ("within60Days", 2), ("within90Days", 3)])
            Assert.Equal(before[member].GetInt64() + more, after[member].GetInt64());

        var (listed, cursor) = (new List<string>(), "");
        while (true)
        {
            var page = await Client.GetAsync($"{Credentials}?expiresBefore={Today.AddDays(90):yyyy-MM-dd}&limit=2{cursor}");
            listed.AddRange(page["items"].EnumerateArray().Select(static item => item.GetProperty("credential").GetProperty("id").GetString()!));
            if (page["nextCursor"].ValueKind == JsonValueKind.Null) break;
            cursor = $"&cursor={page.TextOf("nextCursor")}";
        }

        Assert.Equal([issued[1], issued[2], issued[0]], listed.Where(issued.Contains));
        Assert.Equal(listed.Count, listed.Distinct().Count());
    }

    [Fact]
    public async Task Changing_what_does_not_exist_is_404_and_wrong_input_changes_nothing()
    {
        (await ChangeAsync(Guid.CreateVersion7().ToString(), "revoke", """{"reason":"fraud"}""")).AssertProblem(HttpStatusCode.NotFound);
        var id = IdOf(await Client.IssueOneAsync());
        (await ChangeAsync(id, "revoke", """{"reason":"rumour"}""")).AssertProblem(HttpStatusCode.BadRequest, "reason");
        (await ChangeAsync(id, "replace", $$"""{"reason":"error","validFrom":"{{Today.AddDays(9):yyyy-MM-dd}}","expiryDate":"{{Today.AddDays(8):yyyy-MM-dd}}"}""")).AssertProblem(HttpStatusCode.BadRequest, "expiryDate");
        (await Client.GetAsync($"{Credentials}?status=forgotten")).AssertProblem(HttpStatusCode.BadRequest, "status");
        (await Client.GetAsync($"{Credentials}?expiresBefore=soon")).AssertProblem(HttpStatusCode.BadRequest, "expiresBefore");
        Assert.Equal(("active", 1), StateOf((await Client.GetAsync($"{Credentials}/{id}")).Json));
    }

    [Fact]
    public async Task Erasing_removes_everything_personal_from_the_database_and_the_rest_goes_on()
    {
        var name = $"Zaphod Xyzzy{Guid.NewGuid():N}";
        var body = ApiClient.IssueBody(name, """{"secret":"Plugh"}""").Replace("\"metadata\"", "\"holderId\":\"Z-42\",\"holderEmail\":\"zaphod@example.org\",\"metadata\"", StringComparison.Ordinal);
        var issued = (await Client.IssueAsync(body))["credential"];
        var id = IdOf(issued);
        await ChangeAsync(id, "suspend", """{"reason":"other","note":"Zaphod asked for it."}""");

        (await ChangeAsync(id, "erase", """{"reason":"other","confirm":"yes"}""")).AssertProblem(HttpStatusCode.BadRequest, "confirm");
        var answer = await ChangeAsync(id, "erase", $$"""{"reason":"administrative","note":"On request.","confirm":"{{id}}"}""");

        AssertChanged(answer, "erased", "administrative", 3);
        AssertChanged(await ChangeAsync(id, "erase", $$"""{"reason":"other","confirm":"{{id}}"}"""), "erased", "administrative", 3, changed: false);
        Assert.Equal(JsonValueKind.Null, answer["credential", "holderName"].ValueKind);
        Assert.Equal("University of London", answer.TextOf("credential", "issuerName"));
        foreach (var text in (string[])["Zaphod", "zaphod", "Xyzzy", "xyzzy", "Plugh", "Z-42"]) Assert.Empty(await TablesWithAsync(text));
        var record = await Client.GetAsync($"{Credentials}/{id}/record");
        Assert.Equal("On request.", Assert.Single(record["notes"].EnumerateArray()).GetProperty("note").GetString());
        Assert.Empty((await Client.GetAsync($"{Credentials}?holder=xyzzy"))["items"].EnumerateArray());
        Assert.Single((await Client.GetAsync($"{Credentials}?status=erased&id={id}"))["items"].EnumerateArray());
        if (issuance.Database.Dialect.IsSqlite)
        {
            // Nor in free pages of the file, or in its log.
            var file = new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(KubeCredential.Storage.DatabaseExtensions.SqliteConnectionString(issuance.Database.ConnectionString)).DataSource;
            await Eventually.TrueAsync(
                () => new[] { file, $"{file}-wal" }.Where(File.Exists).All(one => !File.ReadAllText(one, Encoding.Latin1).Contains("xyzzy", StringComparison.OrdinalIgnoreCase)),
                TimeSpan.FromSeconds(60), "the text is in no file any more", Token);
        }

        // Nothing can be put back, and nothing can be taken away from another one.
        await Client.IssueOneAsync();
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => issuance.Database.ExecuteAsync("UPDATE credentials SET content = '{}' WHERE id = @id", ("@id", Guid.Parse(id))));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => issuance.Database.ExecuteAsync("UPDATE credentials SET content = NULL WHERE state <> 'erased'"));
        var feed = await issuance.Database.Events.ReadAsync(default, 1000, Token);
        Assert.All(feed.Where(one => one.Event.CredentialId == Guid.Parse(id)), static one => Assert.Null(one.Event.Credential));
    }

    [Fact]
    public async Task What_expired_long_enough_ago_is_erased_by_itself_if_the_setting_says_so()
    {
        var (old, recent) = (await IssueExpiredAsync($"Old {Guid.NewGuid()}", days: 40), await IssueExpiredAsync($"Recent {Guid.NewGuid()}", days: 20));

        await using var replica = await issuance.StartServiceAsync(("Retention__EraseAfter", "30.00:00:00"));

        await Eventually.TrueAsync(
            async _ => StateOf((await Client.GetAsync($"{Credentials}/{old}")).Json).Item1 == "erased", TimeSpan.FromSeconds(30), "the old one is erased", Token);
        Assert.Equal(("active", 1), StateOf((await Client.GetAsync($"{Credentials}/{recent}")).Json));
        var history = await Client.GetAsync($"{Credentials}/{old}/history");
        Assert.Contains(history["items"].EnumerateArray(), static item => item.GetProperty("action").GetString() == "credential.erased" && item.GetProperty("actor").GetString() == "system");
    }

    /// <summary>Which tables hold a text anywhere in a row.</summary>
    private async Task<List<string>> TablesWithAsync(string text)
    {
        var (database, found) = (issuance.Database, new List<string>());
        var isSqlite = database.Dialect.IsSqlite;
        var tables = await database.ListAsync(
            isSqlite ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'" : "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'", static reader => reader.GetString(0));
        foreach (var table in tables)
        {
            var columns = await database.ListAsync(
                isSqlite ? $"SELECT name FROM pragma_table_info('{table}')" : $"SELECT column_name::text FROM information_schema.columns WHERE table_name = '{table}'", static reader => reader.GetString(0));
            var condition = string.Join(" OR ", columns.Select(column => $"CAST(\"{column}\" AS text) LIKE '%{text}%'"));
            if (await database.CountAsync($"\"{table}\" WHERE {condition}") > 0) found.Add(table);
        }

        return found;
    }

    /// <summary>Issues a credential whose last day has passed, as if it had been issued long ago.</summary>
    private async Task<Guid> IssueExpiredAsync(string holder, int days = 1)
    {
        var expired = Storage.NewCredentials.Make(holder, expiryDate: Today.AddDays(-days));
        await issuance.Database.Credentials.AppendAsync([[expired.Fact]], TimeSpan.Zero, Token);
        return expired.Credential.Id;
    }

    private Task<Answer> ChangeAsync(string id, string action, string? body = null, string? ifMatch = null, ApiClient? client = null) => (client ?? Client).SendAsync(
        HttpMethod.Post, $"{Credentials}/{id}/{action}", body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"), ifMatch is null ? [] : [("If-Match", ifMatch)]);

    private static void AssertChanged(Answer answer, string state, string? reason, int version, bool changed = true)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        Assert.Equal((state, version), StateOf(answer["credential"]));
        Assert.Equal(reason, answer["credential", "status"].TryGetProperty("reason", out var given) ? given.GetString() : null);
        Assert.Equal(changed, answer["changed"].GetBoolean());
        Assert.Equal($"\"{version}\"", answer.Headers.ETag?.Tag);
    }

    private static (string?, int) StateOf(JsonElement credential) => (credential.GetProperty("status").GetProperty("state").GetString(), credential.GetProperty("version").GetInt32());

    private static CredentialEvent EventOf(StreamEntry entry) => CredentialEvent.Parse(entry["event"].ToString());

    private static string IdOf(JsonElement credential) => credential.GetProperty("id").GetString()!;
}
