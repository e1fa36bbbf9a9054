using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Issuance.Api.Tests.Api;
using KubeCredential.Messaging;

namespace Issuance.Api.Tests.Batches;

/// <summary>Batches, from the file to the results, at the real service.</summary>
public abstract class BatchTests(IssuanceFixture issuance)
{
    private const string Path = "/api/v1/batches";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public sealed class OnSqlite(SqliteIssuance issuance) : BatchTests(issuance), IClassFixture<SqliteIssuance>;

    public sealed class OnPostgres(PostgresIssuance issuance) : BatchTests(issuance), IClassFixture<PostgresIssuance>;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ApiClient Client => issuance.Client;

    [Fact]
    public async Task A_file_is_checked_confirmed_issued_and_verifiable_and_its_results_can_be_read()
    {
        var type = Unique("Degree");
        var uploaded = await UploadAsync($"action=issue&type={type}&issuer=University%20of%20London&fileName=graduates.csv", "Name;Matrikelnummer;Gültig bis;Kurs\nAnna Müller;1;31.12.2099;=SUM(1)\nBen;2;;B\n学 生;3;2099-01-31;C\n");
        Assert.Equal("validating", uploaded.TextOf("state"));
        var id = uploaded.TextOf("id")!;

        var ready = await StateAsync(id, "ready");

        Assert.Equal((3, 3, 0), (ready["counts", "rows"].GetInt32(), ready["counts", "valid"].GetInt32(), ready["counts", "invalid"].GetInt32()));
        Assert.Equal(("graduates.csv", "csv", "utf-8", ";"), (ready.TextOf("file", "name"), ready.TextOf("file", "format"), ready.TextOf("file", "encoding"), ready.TextOf("file", "delimiter")));
        Assert.Equal(["holderName", "holderId", "expiryDate", "metadata.Kurs"], ready["columns"].EnumerateArray().Select(static column => column.GetProperty("field").GetString()));
        Assert.Equal(["Anna Müller", "Ben", "学 生"], ready["columns"][0].GetProperty("samples").EnumerateArray().Select(static one => one.GetString()));
        Assert.Equal(0, (await ListOfAsync(type)).GetArrayLength()); // Nothing is written before.

        Assert.Equal("running", (await Client.PostAsync($"{Path}/{id}/confirm")).TextOf("state"));
        var done = await StateAsync(id, "done");

        Assert.Equal((3, 0, 0), (done["counts", "done"].GetInt32(), done["counts", "failed"].GetInt32(), done["counts", "verifiable"].GetInt32()));
        var rows = (await RowsAsync(id, "done")).EnumerateArray().ToArray();
        Assert.Equal([2, 3, 4], rows.Select(static row => row.GetProperty("row").GetInt32()));
        var credential = await Client.GetAsync($"/api/v1/credentials/{rows[0].GetProperty("credentialId").GetString()}/record");
        Assert.Equal(("Anna Müller", "1"), (credential.TextOf("credential", "holderName"), credential.TextOf("holderId")));
        Assert.Equal(("2099-12-31", "=SUM(1)"), (credential.TextOf("credential", "expiryDate"), credential.TextOf("credential", "metadata", "Kurs")));
        Assert.Equal($"/v/{rows[0].GetProperty("credentialId").GetString()}", rows[0].GetProperty("verifyLink").GetString());

        foreach (var row in rows) await issuance.ConfirmAsync((await issuance.PublishedAsync(row.GetProperty("credentialId").GetString()!))[0], ConfirmationOutcome.Applied);
        await Eventually.TrueAsync(async _ => (await BatchAsync(id))["counts", "verifiable"].GetInt32() == 3, s_limit, "all are verifiable", Token);

        var csv = await Client.GetAsync($"{Path}/{id}/results.csv");
        Assert.Equal("text/csv", csv.ContentHeaders.ContentType?.MediaType);
        var lines = csv.Text.TrimStart('\uFEFF').Split("\r\n");
        Assert.Equal("Name;Matrikelnummer;Gültig bis;Kurs;kubecredential:row;kubecredential:outcome;kubecredential:credentialId;kubecredential:successorId;kubecredential:verifyLink;kubecredential:detail", lines[0]);
        Assert.StartsWith($"Anna Müller;1;31.12.2099;'=SUM(1);2;done;{rows[0].GetProperty("credentialId").GetString()};", lines[1], StringComparison.Ordinal);
        Assert.Equal(5, lines.Length);

        await using var stream = await EventStreamReader.OpenAsync(issuance.Service.HttpClient, $"{Path.TrimStart('/')}/{id}/stream", Token);
        Assert.NotNull(await stream.NextAsync("progress", static data => data.GetProperty("counts").GetProperty("verifiable").GetInt32() == 3, s_limit, Token));
        Assert.Null(await stream.NextAsync("never", null, s_limit, Token)); // It ends.
        var actions = await issuance.Database.ListAsync("SELECT action FROM audit_entries WHERE detail LIKE @id ORDER BY position", static reader => reader.GetString(0), ("@id", $"{id}%"));
        Assert.Equal(["batch.uploaded", "batch.confirmed"], actions);
    }

    [Fact]
    public async Task A_file_that_is_sent_again_with_its_idempotency_key_is_one_batch()
    {
        var (key, type) = (Guid.NewGuid().ToString(), Unique("Degree"));
        var query = $"action=issue&type={type}&issuer=University%20of%20London";
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            while (true)
            {
                var answer = await SendAsync("Name\nAda\n");
                if (answer.Status != HttpStatusCode.Conflict || answer.Headers.RetryAfter is null) return answer;
            }
        }));
        Assert.All(answers, static answer => Assert.Equal(HttpStatusCode.Accepted, answer.Status));
        Assert.Single(answers.Select(static answer => answer.TextOf("id")).Distinct());
        (await SendAsync("Name\nBen\n")).AssertProblem(HttpStatusCode.UnprocessableEntity, "Idempotency-Key");
        Assert.Equal(1, await issuance.Database.ReadAsync("SELECT COUNT(*) FROM batches WHERE type_name = @type", static reader => reader.GetInt32(0), ("@type", type)));

        Task<Answer> SendAsync(string file) => Client.SendAsync(HttpMethod.Post, $"{Path}?{query}", new StringContent(file, Encoding.UTF8, "text/csv"), ("Idempotency-Key", key));
    }

    [Fact]
    public async Task Every_fault_is_said_with_its_row_and_column_and_the_mended_export_is_accepted()
    {
        var (type, standing) = (Unique("Degree"), Unique("Standing"));
        Assert.Equal(HttpStatusCode.Created, (await Client.IssueAsync(JsonSerializer.Serialize(new { holderName = standing, credentialType = type, issuerName = "University of London" }))).Status);
        var id = (await UploadAsync($"action=issue&type={type}&issuer=University%20of%20London", string.Join('\n',
            "holderName,holderId,holderEmail,expiryDate,course",
            "Good One,1,a@example.org,2099-01-01,A",
            ",2,b@example.org,2099-01-01,A",
            "Ambiguous,3,,3/4/2099,A",
            "Twice,1,,,A",
            "Bad Mail,5,nobody,,A",
            $"{standing},,,,A",
            "Past,7,,2001-01-01,A",
            $"{new string('x', 201)},8,,,A",
            "Too,9,,,A,B,C",
            "NUL\0,10,,,A"))).TextOf("id")!;

        var ready = await StateAsync(id, "ready");

        Assert.Equal((10, 1, 9), (ready["counts", "rows"].GetInt32(), ready["counts", "valid"].GetInt32(), ready["counts", "invalid"].GetInt32()));
        var rows = (await RowsAsync(id, "invalid")).EnumerateArray().ToArray();
        (int Row, string? Column, string Rule)[] expected =
        [
            (3, "holderName", "required"), (4, "expiryDate", "two days"), (5, null, "same holder"), (6, "holderEmail", "e-mail"), (7, null, "stands already"), (8, "expiryDate", "before today"),
            (9, "holderName", "201 characters"), (10, null, "7 cells"), (11, "holderName", "NUL"),
        ];
        Assert.Equal(expected.Select(static one => one.Row), rows.Select(static row => row.GetProperty("row").GetInt32()));
        for (var i = 0; i < rows.Length; i++)
        {
            var fault = Assert.Single(rows[i].GetProperty("faults").EnumerateArray());
            Assert.Equal(expected[i].Column, fault.GetProperty("column").GetString());
            Assert.Contains(expected[i].Rule, fault.GetProperty("rule").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(
            ["required", "dayAmbiguous", "duplicateRow", "email", "stands", "beforeToday", "tooLong", "rowTooManyCells", "nul"],
            rows.Select(static row => row.GetProperty("faults")[0].GetProperty("code").GetString()));
        Assert.Equal(["201", "200"], rows[6].GetProperty("faults")[0].GetProperty("arguments").EnumerateArray().Select(static one => one.GetString()));
        var kinds = (await Client.GetAsync($"{Path}/{id}/faults"))["faults"].EnumerateArray().ToArray();
        Assert.Equal((9, 9), (kinds.Length, kinds.Sum(static kind => kind.GetProperty("count").GetInt32())));
        foreach (var (query, numbers) in ((string, int[])[])[("column=holderName", [3, 9, 11]), ("column=holderName&code=nul", [11]), ("code=email&outcome=invalid", [6]), ("code=nobody", []), ("column=holderName&limit=2", [3, 9])])
            Assert.Equal(numbers, (await Client.GetAsync($"{Path}/{id}/rows?{query}"))["items"].EnumerateArray().Select(static row => row.GetProperty("row").GetInt32()));
        (await Client.GetAsync($"{Path}/{id}/rows?code=nul&outcome=done")).AssertProblem(HttpStatusCode.BadRequest, "code");
        Assert.Equal(HttpStatusCode.Conflict, (await Client.SendAsync(HttpMethod.Post, $"{Path}/{id}/confirm", new StringContent("""{"allOrNothing":true}""", Encoding.UTF8, "application/json"))).Status);
        Assert.Equal(["guessed", "guessed", "guessed", "guessed", "guessed"], ready["columns"].EnumerateArray().Select(static column => column.GetProperty("source").GetString()));
        Assert.Equal(2, rows[2].GetProperty("faults")[0].GetProperty("otherRow").GetInt32());
        Assert.Equal("3/4/2099", rows[1].GetProperty("faults")[0].GetProperty("value").GetString());
        Assert.Equal(100, rows[6].GetProperty("faults")[0].GetProperty("value").GetString()!.Length);

        var csv = (await Client.GetAsync($"{Path}/{id}/faults.csv")).Text.TrimStart('\uFEFF');
        Assert.StartsWith("kubecredential:faults,holderName,holderId,holderEmail,expiryDate,course\r\nholderName: This is required.,,2,b@example.org,2099-01-01,A\r\n", csv, StringComparison.Ordinal);
        var mended = string.Join("\r\n", csv.Split("\r\n").Where(static line => !line.Contains("cells", StringComparison.Ordinal)))
            .Replace(",,2,b", ",Now Named,2,b", StringComparison.Ordinal).Replace("3/4/2099", "2099-04-03", StringComparison.Ordinal).Replace(",Twice,1,", ",Twice,4,", StringComparison.Ordinal)
            .Replace(",nobody,", ",somebody@example.org,", StringComparison.Ordinal).Replace($",{standing},,", $",{standing},6,", StringComparison.Ordinal).Replace("2001-01-01", "", StringComparison.Ordinal)
            .Replace(new string('x', 201), "Shorter", StringComparison.Ordinal).Replace("\uFFFD", "", StringComparison.Ordinal);

        var again = await StateAsync((await UploadAsync($"action=issue&type={type}&issuer=University%20of%20London", mended)).TextOf("id")!, "ready");

        Assert.Equal((8, 8), (again["counts", "rows"].GetInt32(), again["counts", "valid"].GetInt32()));
        Assert.Equal(JsonValueKind.Null, again["columns"][0].GetProperty("field").ValueKind);

        // Kept long enough, a batch goes with all that its file said.
        await issuance.Database.ExecuteAsync("UPDATE batches SET created_at = @then WHERE id = @id", ("@then", issuance.Database.Dialect.Time(DateTimeOffset.UtcNow.AddDays(-31))), ("@id", Guid.Parse(id)));
        await Eventually.TrueAsync(async _ => (await Client.GetAsync($"{Path}/{id}")).Status == HttpStatusCode.NotFound, s_limit, "the batch is removed", Token);
        foreach (var table in (string[])["batch_rows", "batch_parts", "batch_faults"])
            Assert.Equal(0, await issuance.Database.ReadAsync($"SELECT COUNT(*) FROM {table} WHERE batch_id = @id", static reader => reader.GetInt32(0), ("@id", Guid.Parse(id))));
    }

    [Fact]
    public async Task Columns_are_mapped_by_hand_and_remembered_and_values_can_be_given_for_all_rows()
    {
        var type = Unique("Degree");
        var text = "Wer,Was\nAnna,1\nBen,2\n";
        var id = (await UploadAsync($"action=issue&type={type}", text)).TextOf("id")!;
        var guessed = await StateAsync(id, "ready");
        Assert.Equal(2, guessed["counts", "invalid"].GetInt32());
        (await Client.PostAsync($"{Path}/{id}/confirm")).AssertProblem(HttpStatusCode.Conflict);

        var mapped = await PutAsync($"{Path}/{id}/mapping", new
        {
            columns = new[] { new { column = "Wer", field = "holderName" }, new { column = "Was", field = "holderId" } },
            defaults = new[] { new { field = "issuerName", value = "University of London" }, new { field = "metadata.year", value = "2026" } },
        });

        Assert.Equal(HttpStatusCode.Accepted, mapped.Status);
        var ready = await StateAsync(id, "ready");
        Assert.Equal((2, 2, 0), (ready["counts", "rows"].GetInt32(), ready["counts", "valid"].GetInt32(), ready["counts", "invalid"].GetInt32()));
        Assert.Equal(2, (await RowsAsync(id, null)).GetArrayLength());
        var next = await StateAsync((await UploadAsync($"action=issue&type={type}", text)).TextOf("id")!, "ready");
        Assert.Equal(["holderName", "holderId"], next["columns"].EnumerateArray().Select(static column => column.GetProperty("field").GetString()));
        (await PutAsync($"{Path}/{id}/mapping", new { columns = new[] { new { column = "Nobody", field = "holderName" } } })).AssertProblem(HttpStatusCode.BadRequest, "columns[0].column");
    }

    [Fact]
    public async Task All_or_nothing_is_not_confirmed_while_a_row_is_invalid()
    {
        var id = (await UploadAsync($"action=issue&type={Unique("Degree")}&issuer=University%20of%20London&allOrNothing=true", "holderName\nAnna\n\"  x \u0007\"\n")).TextOf("id")!;
        await StateAsync(id, "ready");

        var refused = await Client.PostAsync($"{Path}/{id}/confirm");

        refused.AssertProblem(HttpStatusCode.Conflict);
        Assert.Contains("all or nothing, and 1", refused.TextOf("detail"), StringComparison.Ordinal);
        Assert.Equal("cancelled", (await Client.PostAsync($"{Path}/{id}/cancel")).TextOf("state"));
        (await Client.PostAsync($"{Path}/{id}/confirm")).AssertProblem(HttpStatusCode.Conflict);
        Assert.Equal("cancelled", (await Client.PostAsync($"{Path}/{id}/cancel")).TextOf("state"));
    }

    [Fact]
    public async Task Credentials_are_suspended_reinstated_renewed_and_revoked_by_files()
    {
        var type = Unique("Licence");
        var issued = await RunAsync($"action=issue&type={type}&issuer=University%20of%20London", "holderName,expiryDate\nAnna,2099-01-01\nBen,2099-01-01\nCarl,2099-01-01\n");
        var ids = (await RowsAsync(issued, "done")).EnumerateArray().Select(static row => row.GetProperty("credentialId").GetString()!).ToArray();
        var file = string.Concat(ids.Select(static id => $"{id}\n"));

        await RunAsync("action=suspend&reason=administrative&note=All%20of%20them", $"credentialId\n{file}");
        Assert.All(await StatusesAsync(ids), static state => Assert.Equal("suspended", state));

        await RunAsync("action=reinstate", $"credentialId,note\n{ids[0]},\n{ids[1]},back\n{ids[2]},\n");
        Assert.All(await StatusesAsync(ids), static state => Assert.Equal("active", state));

        var renewed = await RunAsync("action=renew", $"ID;Gültig bis\n{ids[0]};31.12.2099\n");
        var renewal = (await RowsAsync(renewed, "done"))[0];
        Assert.Equal(ids[0], renewal.GetProperty("credentialId").GetString());
        Assert.Equal("2099-12-31", (await Client.GetAsync($"/api/v1/credentials/{renewal.GetProperty("successorId").GetString()}")).TextOf("expiryDate"));

        var mixed = await StateAsync((await UploadAsync("action=revoke&reason=error", $"credentialId\n{ids[0]}\n{ids[1]}\n{ids[1]}\n{Guid.NewGuid()}\nnone\n")).TextOf("id")!, "ready");
        Assert.Equal((1, 4), (mixed["counts", "valid"].GetInt32(), mixed["counts", "invalid"].GetInt32()));
        var rules = (await RowsAsync(mixed.TextOf("id")!, "invalid")).EnumerateArray().Select(static row => row.GetProperty("faults")[0].GetProperty("rule").GetString()!).ToArray();
        Assert.Equal(["replaced by", "same credential", "No credential", "UUID"], ((string[])["replaced by", "same credential", "No credential", "UUID"]).Zip(rules).Select(static pair => pair.Second.Contains(pair.First, StringComparison.Ordinal) ? pair.First : pair.Second));
        await ConfirmAsync(mixed.TextOf("id")!);
        Assert.Equal(["superseded", "revoked", "active"], await StatusesAsync(ids));

        var none = await RunAsync("action=revoke&reason=error", $"credentialId\n{ids[1]}\n");
        var unchanged = (await RowsAsync(none, "done"))[0];
        Assert.Contains("already", unchanged.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await Eventually.TrueAsync(async _ => (await BatchAsync(none))["counts", "verifiable"].GetInt32() == 1, s_limit, "there is nothing to wait for", Token);
    }

    [Fact]
    public async Task Workbooks_and_lines_of_json_are_taken_as_well()
    {
        var type = Unique("Degree");
        var workbook = await UploadAsync($"action=issue&type={type}&issuer=University%20of%20London", Workbook.OfTexts(["Name", "E-Mail"], ["Anna", "a@example.org"], ["Ben", null]));
        var ready = await StateAsync(workbook.TextOf("id")!, "ready");
        Assert.Equal(("xlsx", 2), (ready.TextOf("file", "format"), ready["counts", "valid"].GetInt32()));

        var lines = await UploadAsync("action=issue", $$$"""
            {"holderName":"Carl","credentialType":"{{{type}}}","issuerName":"University of London","metadata":{"gpa":3.9}}
            {"holderName":"Dora","credentialType":"{{{type}}}","issuerName":"University of London","grade":1,"metadata":{"a":[1]}}
            {"holderName":
            """);
        var id = lines.TextOf("id")!;
        ready = await StateAsync(id, "ready");
        Assert.Equal(("ndjson", 2, 1), (ready.TextOf("file", "format"), ready["counts", "valid"].GetInt32(), ready["counts", "invalid"].GetInt32()));
        await ConfirmAsync(id);
        var rows = await RowsAsync(id, "done");
        var credential = await Client.GetAsync($"/api/v1/credentials/{rows[1].GetProperty("credentialId").GetString()}");
        Assert.Equal("""{"a":[1],"grade":1}""", credential["metadata"].GetRawText());
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_refused_and_nothing_of_it_stays()
    {
        (await UploadRawAsync("action=issue", [])).AssertProblem(HttpStatusCode.BadRequest, "body");
        (await UploadRawAsync("action=issue", [0xD0, 0xCF, 0x11, 0xE0, 1])).AssertProblem(HttpStatusCode.BadRequest, "body");
        (await UploadRawAsync("action=dance", "a\n1\n"u8.ToArray())).AssertProblem(HttpStatusCode.BadRequest, "action");
        (await UploadRawAsync("action=revoke&type=x&reason=nothing", "a\n1\n"u8.ToArray())).AssertProblem(HttpStatusCode.BadRequest, "reason", "type");
        foreach (var (file, problem) in ((byte[], string)[])[
            ("a,b\n"u8.ToArray(), "headings and no rows"), ("a,a\n1,2\n"u8.ToArray(), "same heading"), ("a\n1\n\"2\n"u8.ToArray(), "never closed"), (Workbook.Zip(("a", "b")), "no Excel workbook"),
            ("PK\u0003\u0004 and nothing more"u8.ToArray(), "cannot be read"),
        ])
        {
            var id = (await UploadAsync("action=issue", file)).TextOf("id")!;
            var refused = await StateAsync(id, "refused");
            Assert.Contains(problem, refused.TextOf("problem"), StringComparison.Ordinal);
            Assert.Equal(0, (await RowsAsync(id, null)).GetArrayLength());
            (await Client.PostAsync($"{Path}/{id}/confirm")).AssertProblem(HttpStatusCode.Conflict);
        }

        await Eventually.TrueAsync(
            async _ => await issuance.Database.ReadAsync("SELECT COUNT(*) FROM batch_parts p JOIN batches b ON b.id = p.batch_id WHERE b.state IN ('refused', 'uploading')", static reader => reader.GetInt64(0)) == 0,
            s_limit, "the files are gone", Token);
    }

    [Fact]
    public async Task An_organisation_sees_and_touches_only_its_own_batches_and_issues_only_for_itself()
    {
        var (type, organisation) = (Unique("Degree"), $"College {Guid.NewGuid():N}");
        using var member = await OrganisationAsync(organisation);
        var client = new ApiClient(member);
        var foreign = (await UploadAsync($"action=issue&type={type}&issuer=University%20of%20London", "holderName\nAnna\n")).TextOf("id")!;
        foreach (var path in (string[])["", "/rows", "/results.csv", "/faults.csv", "/stream"]) (await client.GetAsync($"{Path}/{foreign}{path}")).AssertProblem(HttpStatusCode.NotFound);
        foreach (var action in (string[])["confirm", "pause", "resume", "cancel"]) (await client.PostAsync($"{Path}/{foreign}/{action}")).AssertProblem(HttpStatusCode.NotFound);
        (await UploadRawAsync("action=issue&issuer=University%20of%20London", "a\n1\n"u8.ToArray(), member)).AssertProblem(HttpStatusCode.Forbidden, "issuer");

        var own = (await UploadRawAsync($"action=issue&type={type}", "holderName,issuerName\nBen,\nCarl,University of London\n"u8.ToArray(), member)).TextOf("id")!;

        var ready = await StateAsync(own, "ready");
        Assert.Equal((1, 1, organisation), (ready["counts", "valid"].GetInt32(), ready["counts", "invalid"].GetInt32(), ready.TextOf("issuer")));
        Assert.Equal([own], (await client.GetAsync(Path))["items"].EnumerateArray().Select(static one => one.GetProperty("id").GetString()));
        Assert.Contains("only issue credentials for", (await RowsAsync(own, "invalid"))[0].GetProperty("faults")[0].GetProperty("rule").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_file_said_about_a_holder_is_gone_once_the_credential_is_erased()
    {
        var marker = Unique("Marker");
        var batch = await RunAsync($"action=issue&type={Unique("Degree")}&issuer=University%20of%20London", $"holderName,note\n{marker},{marker}\nBen,x\n");
        var id = (await RowsAsync(batch, "done"))[0].GetProperty("credentialId").GetString()!;
        Assert.Contains(marker, (await Client.GetAsync($"{Path}/{batch}/results.csv")).Text, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await Client.PostAsync($"/api/v1/credentials/{id}/erase", $$"""{"reason":"other","confirm":"{{id}}"}""")).Status);

        Assert.Equal(JsonValueKind.Null, (await RowsAsync(batch, "done"))[0].GetProperty("values").ValueKind);
        Assert.DoesNotContain(marker, (await Client.GetAsync($"{Path}/{batch}/results.csv")).Text, StringComparison.Ordinal);
        Assert.Equal(0, await issuance.Database.ReadAsync("SELECT COUNT(*) FROM batch_rows WHERE input LIKE @m OR request LIKE @m OR faults LIKE @m", static reader => reader.GetInt64(0), ("@m", $"%{marker}%")));
    }

    [Fact]
    public async Task A_batch_is_paused_resumed_and_cancelled_and_what_was_done_stays()
    {
        var type = Unique("Degree");
        var text = "holderName\n" + string.Concat(Enumerable.Range(0, 10_000).Select(static i => $"Holder {i}\n"));
        var id = (await UploadAsync($"action=issue&type={type}&issuer=University%20of%20London", text)).TextOf("id")!;
        await StateAsync(id, "ready");
        Assert.Equal(HttpStatusCode.OK, (await Client.PostAsync($"{Path}/{id}/confirm")).Status);

        var paused = await Client.PostAsync($"{Path}/{id}/pause");
        Assert.True(paused.Status == HttpStatusCode.OK, paused.Text);
        Assert.Equal("paused", paused.TextOf("state"));
        var before = await SettledAsync(id);
        Assert.InRange(before, 0, 9_999);
        var resumed = await Client.PostAsync($"{Path}/{id}/resume");
        Assert.True(resumed.Status == HttpStatusCode.OK, resumed.Text);
        await Eventually.TrueAsync(async _ => (await BatchAsync(id))["counts", "done"].GetInt32() > before, s_limit, "it goes on", Token);
        var cancelled = await Client.PostAsync($"{Path}/{id}/cancel");
        Assert.True(cancelled.Status == HttpStatusCode.OK, cancelled.Text + string.Join('\n', issuance.Service.Output.TakeLast(30)));
        var after = await SettledAsync(id);

        // What was issued and what is marked as done are the same.
        var issued = await issuance.Database.ReadAsync("SELECT COUNT(*) FROM credentials WHERE credential_type = @type", static reader => Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture), ("@type", type));
        Assert.Equal(after, issued);
        Assert.InRange(after, before + 1, 9_999);
        (await Client.PostAsync($"{Path}/{id}/resume")).AssertProblem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_service_that_dies_twice_in_the_middle_of_a_batch_issues_every_row_exactly_once()
    {
        const int Rows = 6000;
        var type = Unique("Degree");
        var text = "holderName\n" + string.Concat(Enumerable.Range(0, Rows).Select(static i => $"Holder {i}\n"));
        var id = (await UploadAsync($"action=issue&type={type}&issuer=University%20of%20London", text)).TextOf("id")!;
        await StateAsync(id, "ready");
        Assert.Equal(HttpStatusCode.OK, (await Client.PostAsync($"{Path}/{id}/confirm")).Status);
        for (var death = 0; death < 2; death++)
        {
            var before = await DoneAsync();
            await Eventually.TrueAsync(async _ => await DoneAsync() > before, s_limit, "some more are issued", Token);
            await issuance.Service.KillAsync(Token);
            Assert.InRange(await DoneAsync(), 1, Rows - 1);
            await issuance.Service.StartAsync(Token);
        }

        await IssuanceFixture.HealthAsync(Client, "healthy");
        var done = await StateAsync(id, "done");

        Assert.Equal((Rows, 0), (done["counts", "done"].GetInt32(), done["counts", "failed"].GetInt32()));
        var issued = await issuance.Database.ListAsync("SELECT id, holder_name FROM credentials WHERE credential_type = @type", static reader => (reader.GetGuid(0), reader.GetString(1)), ("@type", type));
        Assert.Equal((Rows, Rows), (issued.Count, issued.Select(static one => one.Item2).Distinct().Count()));
        var told = await issuance.Database.ListAsync("SELECT credential_id FROM batch_rows WHERE batch_id = @id", static reader => reader.GetGuid(0), ("@id", Guid.Parse(id)));
        Assert.Equal(issued.Select(static one => one.Item1).Order(), told.Order());
        var events = await issuance.Database.ReadAsync(
            "SELECT COUNT(*), COUNT(DISTINCT e.credential_id) FROM credential_events e JOIN credentials c ON c.id = e.credential_id WHERE c.credential_type = @type", static reader => (reader.GetInt64(0), reader.GetInt64(1)), ("@type", type));
        Assert.Equal((Rows, Rows), events);

        async Task<int> DoneAsync() => await issuance.Database.ReadAsync("SELECT done_count FROM batches WHERE id = @id", static reader => reader.GetInt32(0), ("@id", Guid.Parse(id)));
    }

    [Fact]
    public async Task A_chunk_that_was_written_and_not_marked_is_recognised_by_its_ids_whatever_has_happened_since()
    {
        var type = Unique("Licence");
        var issue = await RunAsync($"action=issue&type={type}&issuer=University%20of%20London", "holderName\nAnna\nBen\n");
        var ids = (await RowsAsync(issue, "done")).EnumerateArray().Select(static row => row.GetProperty("credentialId").GetString()!).ToArray();
        var suspend = await RunAsync("action=suspend&reason=other", $"credentialId\n{ids[0]}\n{ids[1]}\n");
        // Somebody reinstates one of them before the service that died is back.
        Assert.Equal(HttpStatusCode.OK, (await Client.PostAsync($"/api/v1/credentials/{ids[0]}/reinstate")).Status);

        await UnmarkAsync(issue, ids[0], 1);
        await UnmarkAsync(suspend, ids[0], 2);

        foreach (var batch in (string[])[issue, suspend])
        {
            var done = await StateAsync(batch, "done");
            Assert.Equal((2, 0), (done["counts", "done"].GetInt32(), done["counts", "failed"].GetInt32()));
            Assert.Equal(ids, (await RowsAsync(batch, "done")).EnumerateArray().Select(static row => row.GetProperty("credentialId").GetString()));
        }

        Assert.Equal(["active", "suspended"], await StatusesAsync(ids));
        Assert.Equal(5, await issuance.Database.ReadAsync(
            "SELECT COUNT(*) FROM credential_events e JOIN credentials c ON c.id = e.credential_id WHERE c.credential_type = @type", static reader => reader.GetInt64(0), ("@type", type)));

        // As if the process had died after it wrote the chunk and before it marked it.
        async Task UnmarkAsync(string batch, string credential, int version)
        {
            var at = await issuance.Database.ReadAsync(
                "SELECT occurred_at FROM credential_events WHERE credential_id = @id AND version = @version", reader => issuance.Database.Dialect.ReadTime(reader, 0), ("@id", Guid.Parse(credential)), ("@version", version));
            await issuance.Database.ExecuteAsync(
                $"UPDATE batch_rows SET outcome = 0, event_id = NULL{(version == 1 ? ", credential_id = NULL" : "")} WHERE batch_id = @id", ("@id", Guid.Parse(batch)));
            await issuance.Database.ExecuteAsync(
                "UPDATE batches SET state = 'running', done_count = 0, finished_at = NULL, chunk_at = @at, chunk_from = 1, chunk_to = 500, leased_until = NULL WHERE id = @id",
                ("@at", issuance.Database.Dialect.Time(at)), ("@id", Guid.Parse(batch)));
        }
    }

    [Fact]
    public async Task A_template_has_the_headings_that_are_understood()
    {
        Assert.Equal("holderName,holderId,holderEmail,credentialType,issuerName,validFrom,expiryDate\r\n", (await Client.GetAsync($"{Path}/template.csv")).Text);
        Assert.Equal("credentialId,expiryDate,validFrom,note\r\n", (await Client.GetAsync($"{Path}/template.csv?action=renew")).Text);
        (await Client.GetAsync($"{Path}/template.csv?action=x")).AssertProblem(HttpStatusCode.BadRequest, "action");
    }

    private static string Unique(string name) => $"{name} {Guid.NewGuid():N}";

    private async Task<long> SettledAsync(string id)
    {
        // A chunk that was being written is marked within moments.
        var last = -1;
        return await Eventually.ResultAsync(
            async token =>
            {
                var open = await issuance.Database.ReadAsync(
                    "SELECT CASE WHEN state = 'cancelled' AND chunk_at IS NOT NULL THEN 1 ELSE 0 END, done_count FROM batches WHERE id = @id", static reader => (Convert.ToInt32(reader.GetValue(0), CultureInfo.InvariantCulture), reader.GetInt32(1)),
                    ("@id", Guid.Parse(id)));
                var settled = open.Item1 == 0 && open.Item2 == last;
                last = open.Item2;
                await Task.Delay(300, token);
                return settled ? last : -1;
            },
            static done => done >= 0, s_limit, "nothing more is written", Token);
    }

    private async Task<string> RunAsync(string query, string text)
    {
        var id = (await UploadAsync(query, text)).TextOf("id")!;
        await StateAsync(id, "ready");
        await ConfirmAsync(id);
        return id;
    }

    private async Task ConfirmAsync(string id)
    {
        var confirmed = await Client.PostAsync($"{Path}/{id}/confirm");
        Assert.True(confirmed.Status == HttpStatusCode.OK, confirmed.Text);
        await StateAsync(id, "done");
    }

    private Task<Answer> BatchAsync(string id) => Client.GetAsync($"{Path}/{id}");

    private Task<Answer> StateAsync(string id, string state) => Eventually.ResultAsync(
        _ => BatchAsync(id), answer => answer.TextOf("state") == state ? true : answer.TextOf("state") is "refused" ? throw new InvalidOperationException(answer.Text) : false, s_limit, $"the batch is {state}", Token);

    private async Task<JsonElement> RowsAsync(string id, string? outcome) => (await Client.GetAsync($"{Path}/{id}/rows{(outcome is null ? "" : $"?outcome={outcome}")}"))["items"];

    private async Task<JsonElement> ListOfAsync(string type) => (await Client.GetAsync($"/api/v1/credentials?type={Uri.EscapeDataString(type)}"))["items"];

    private async Task<string[]> StatusesAsync(string[] ids)
    {
        var states = new List<string>();
        foreach (var id in ids) states.Add((await Client.GetAsync($"/api/v1/credentials/{id}")).TextOf("status", "state")!);
        return [.. states];
    }

    private async Task<Answer> UploadAsync(string query, string text) => await UploadAsync(query, Encoding.UTF8.GetBytes(text));

    private async Task<Answer> UploadAsync(string query, byte[] file)
    {
        var answer = await UploadRawAsync(query, file);
        Assert.True(answer.Status == HttpStatusCode.Accepted, $"{answer.Status}: {answer.Text}");
        return answer;
    }

    private async Task<Answer> UploadRawAsync(string query, byte[] file, HttpClient? client = null)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await new ApiClient(client ?? issuance.Service.HttpClient).SendAsync(HttpMethod.Post, $"{Path}?{query}", content);
    }

    private async Task<Answer> PutAsync(string path, object body)
    {
        using var content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        return await Client.SendAsync(HttpMethod.Put, path, content);
    }

    private async Task<HttpClient> OrganisationAsync(string organisation)
    {
        var made = await Client.PostAsync("/admin/api-keys", $$"""{"name":"batches","roles":["issuer"],"organisation":"{{organisation}}"}""");
        Assert.True(made.Status == HttpStatusCode.Created, made.Text);
        var member = new HttpClient { BaseAddress = issuance.Service.Url };
        member.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.TextOf("key"));
        return member;
    }
}
