using System.Text.Json;
using System.Data.Common;
using Issuance.Api.Credentials;
using KubeCredential.Events;

namespace Issuance.Api.Tests.Storage;

public abstract class CredentialStoreTests(TestDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    public sealed class OnSqlite(TestDatabases databases) : CredentialStoreTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(TestDatabases databases) : CredentialStoreTests(databases, DatabaseKind.Postgres);

    private CredentialStore Store => Database.Credentials;

    [Fact]
    public async Task A_credential_is_written_with_its_event_and_its_outbox_row()
    {
        var issue = NewCredentials.Make(metadata: """{"gpa":3.9}""", expiryDate: new DateOnly(2099, 12, 31));

        Assert.Equal([issue.Credential.Id], await Store.AppendAsync([issue], TimeSpan.Zero, Token));

        Assert.Equal((1, 1, 1), await Database.CountsAsync());
        var stored = await Database.ReadAsync(
            "SELECT e.event_id, e.credential_id, e.version, e.event_type, e.correlation_id, c.content FROM credential_events e JOIN credentials c ON c.id = e.credential_id",
            static reader => (reader.GetGuid(0), reader.GetGuid(1), reader.GetInt32(2), reader.GetString(3), reader.GetString(4), reader.GetString(5)));
        Assert.Equal((issue.EventId, issue.Credential.Id, 1, EventTypes.CredentialIssued, issue.CorrelationId, issue.Json), stored);
        var outbox = await Database.ReadAsync(
            "SELECT event_id, credential_id, version, state, attempts, publications FROM outbox",
            static reader => (reader.GetGuid(0), reader.GetGuid(1), reader.GetInt32(2), reader.GetInt16(3), reader.GetInt32(4), reader.GetInt32(5)));
        Assert.Equal((issue.EventId, issue.Credential.Id, 1, 0, 0, 0), outbox);
        var delivery = (await Store.FindAsync(issue.Credential.Id, Token))!.Delivery;
        Assert.Equal(("pending", issue.Credential.Timestamp), (delivery.State, delivery.CreatedAt));
    }

    [Theory]
    [InlineData("credential_events")]
    [InlineData("outbox")]
    public async Task Nothing_is_written_when_a_part_of_it_cannot_be(string table)
    {
        await Database.ExecuteAsync(IsSqlite
            ? $"CREATE TRIGGER never BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'never'); END"
            : $"ALTER TABLE {table} ADD CONSTRAINT never CHECK (version < 0)");

        await Assert.ThrowsAnyAsync<DbException>(() => Store.AppendAsync([NewCredentials.Make(), NewCredentials.Make()], TimeSpan.Zero, Token));

        Assert.Equal((0, 0, 0), await Database.CountsAsync());
    }

    [Fact]
    public async Task A_duplicate_inside_one_batch_stands_for_the_first()
    {
        var first = NewCredentials.Make();
        var other = NewCredentials.Make();

        var standing = await Store.AppendAsync([other, first, first.Again(), first.Again()], TimeSpan.Zero, Token);

        Assert.Equal([other.Credential.Id, first.Credential.Id, first.Credential.Id, first.Credential.Id], standing);
        Assert.Equal((2, 2, 2), await Database.CountsAsync());
    }

    [Fact]
    public async Task A_duplicate_of_a_stored_credential_stands_for_that_one_and_the_rest_is_written()
    {
        var stored = NewCredentials.Make();
        await Store.AppendAsync([stored], TimeSpan.Zero, Token);
        var other = NewCredentials.Make();

        Assert.Equal([stored.Credential.Id, other.Credential.Id], await Store.AppendAsync([stored.Again(), other], TimeSpan.Zero, Token));
        Assert.Equal([stored.Credential.Id], await Store.AppendAsync([stored.Again()], TimeSpan.Zero, Token));

        Assert.Equal((2, 2, 2), await Database.CountsAsync());
    }

    [Fact]
    public async Task A_batch_that_is_written_again_because_its_outcome_was_not_known_answers_its_own_ids()
    {
        var stored = NewCredentials.Make();
        await Store.AppendAsync([stored], TimeSpan.Zero, Token);
        NewCredential[] batch = [NewCredentials.Make(), stored.Again(), NewCredentials.Make()];
        Guid[] expected = [batch[0].Credential.Id, stored.Credential.Id, batch[2].Credential.Id];

        Assert.Equal(expected, await Store.AppendAsync(batch, TimeSpan.Zero, Token));
        Assert.Equal(expected, await Store.AppendAsync(batch, TimeSpan.Zero, Token));
        Assert.Equal(expected.Append(stored.Credential.Id), await Store.AppendAsync([.. batch, batch[1].Again()], TimeSpan.Zero, Token));

        Assert.Equal((3, 3, 3), await Database.CountsAsync());
    }

    [Fact]
    public async Task Of_writers_at_once_one_writes_and_all_learn_which()
    {
        for (var round = 0; round < 5; round++)
        {
            var first = NewCredentials.Make();
            NewCredential[] issues = [first, .. Enumerable.Range(0, 15).Select(_ => first.Again())];

            var standing = await Task.WhenAll(issues.Select(async issue => (await Store.AppendAsync([issue], TimeSpan.Zero, Token)).Single()));

            Assert.Single(issues, issue => issue.Credential.Id == standing[0]);
            Assert.Single(standing.Distinct());
        }

        Assert.Equal((5, 5, 5), await Database.CountsAsync());
    }

    [Fact]
    public async Task Batches_with_the_same_credentials_in_another_order_do_not_block_each_other_for_good()
    {
        for (var round = 0; round < 10; round++)
        {
            var batch = Enumerable.Range(0, 50).Select(static _ => NewCredentials.Make()).ToArray();

            await Task.WhenAll(Enumerable.Range(0, 4).Select(async number =>
            {
                NewCredential[] mine = [.. batch.Select(static one => one.Again())];
                if (number % 2 == 1)
                    Array.Reverse(mine);
                await Store.AppendAsync(mine, TimeSpan.Zero, Token);
            }));
        }

        Assert.Equal((500, 500, 500), await Database.CountsAsync());
    }

    [Theory]
    [InlineData("Ada Lovelace", null)]
    [InlineData("山田 太郎", """{"科目":["数学","物理"]}""")]
    [InlineData("علي بن أبي طالب \u202e rtl", """{"rtl":"\u202e\u05d0"}""")]
    [InlineData("👩‍🔬 José 🇩🇪", """{"👍":"👎","escaped":"\ud83d\ude00"}""")]
    [InlineData("e\u0301 é \ufeff\u200b\uffff", """{"":""}""")]
    [InlineData("O'Brien \"Bobby\" \\ <b>&amp;</b> @rows {0} %s ; DROP TABLE outbox; --", """{"q":"it's \"quoted\" \\ \/ <b>"}""")]
    [InlineData("numbers", """{ "n": [1e400, -1E-400, -0, 1.0, 12345678901234567890123, 0.1000, true, null] }""")]
    [InlineData("controls", """{"\u0000":"\u0000\u001f\u007f\n\t"}""")]
    public async Task Texts_and_metadata_come_back_as_they_were_given(string text, string? metadata)
    {
        var issue = NewCredentials.Make(text, text, text, metadata, new DateOnly(2028, 2, 29));

        await Store.AppendAsync([NewCredentials.Make(), issue, NewCredentials.Make()], TimeSpan.Zero, Token);

        var found = (await Store.FindAsync(issue.Credential.Id, Token))!.Credential;
        Assert.Equal(issue.ToDocument(), found);
        Assert.Equal(issue.Json, await Database.ReadAsync("SELECT content FROM credentials WHERE id = @id", static reader => reader.GetString(0), ("@id", issue.Credential.Id)));
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(metadata ?? "null"), JsonElement.Parse(found.Json!).GetProperty("metadata")));
        Assert.Equal([issue.Credential.Id], await Store.AppendAsync([issue.Again()], TimeSpan.Zero, Token));
    }

    [Fact]
    public async Task The_longest_texts_and_the_largest_metadata_fit()
    {
        string Long(int characters) => string.Concat(Enumerable.Repeat("😀", characters));
        var issue = NewCredentials.Make(Long(200), Long(100), Long(200), $$"""{"a":"{{new string('x', (16 * 1024) - 8)}}"}""");

        await Store.AppendAsync([issue], TimeSpan.Zero, Token);

        var found = (await Store.FindAsync(issue.Credential.Id, Token))!.Credential;
        Assert.Equal(issue.ToDocument(), found);
        Assert.Equal([issue.Credential.Id], await Store.AppendAsync([issue.Again()], TimeSpan.Zero, Token));
    }

    [Fact]
    public async Task Texts_that_only_look_alike_are_different_credentials()
    {
        NewCredential[] batch =
        [
            NewCredentials.Make("Ada"), NewCredentials.Make("ada"), NewCredentials.Make("é"), NewCredentials.Make("e\u0301"), NewCredentials.Make("Аda"),
            NewCredentials.Make("A", "BC", "D"), NewCredentials.Make("AB", "C", "D"), NewCredentials.Make("Ada", issuerName: "university of london"),
        ];

        Assert.Equal(batch.Select(static one => one.Credential.Id), await Store.AppendAsync(batch, TimeSpan.Zero, Token));
    }

    [Fact]
    public async Task A_batch_of_the_largest_size_is_written_in_one_go()
    {
        await Database.AppendAsync(2_000);

        Assert.Equal((2_000, 2_000, 2_000), await Database.CountsAsync());
    }

    [Fact]
    public async Task A_credential_that_is_not_there_is_not_found()
    {
        await Database.AppendAsync(1);

        Assert.Null(await Store.FindAsync(Guid.CreateVersion7(), Token));
    }

    [Fact]
    public async Task Pages_of_the_list_hold_each_credential_once_from_the_newest_on_while_others_are_issued()
    {
        var before = await Database.AppendAsync(10);
        var seen = new List<Guid>();

        Guid? cursor = null;
        while (await Store.ListAsync(cursor, 3, Token) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(static entry => entry.Credential.Id));
            cursor = seen[^1];
            await Database.AppendAsync(2);
        }

        Assert.Equal(before.Select(static one => one.Credential.Id).OrderDescending(), seen);
        Assert.Equal(18, await Database.CountAsync("credentials"));
    }
}
