using System.Data.Common;

namespace Issuance.Api.Tests.Storage;

public abstract class EventTableTests(TestDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    public sealed class OnSqlite(TestDatabases databases) : EventTableTests(databases, DatabaseKind.Sqlite)
    {
        [Theory]
        [InlineData("INSERT OR REPLACE INTO credential_events SELECT * FROM credential_events")]
        [InlineData("REPLACE INTO credential_events (event_id, credential_id, version, event_type, occurred_at, correlation_id, status) SELECT event_id, credential_id, version, event_type, occurred_at, correlation_id, '{}' FROM credential_events")]
        public Task The_database_refuses_to_replace_an_event(string sql) => AssertRefusedAsync(sql);
    }

    public sealed class OnPostgres(TestDatabases databases) : EventTableTests(databases, DatabaseKind.Postgres)
    {
        [Theory]
        [InlineData("TRUNCATE credential_events")]
        [InlineData("TRUNCATE credentials, credential_events CASCADE")]
        [InlineData("UPDATE credential_events SET version = 2 WHERE false")]
        public Task The_database_refuses_more_there(string sql) => AssertRefusedAsync(sql);
    }

    [Theory]
    [InlineData("UPDATE credential_events SET status = '{}'")]
    [InlineData("UPDATE credential_events SET occurred_at = occurred_at")]
    [InlineData("DELETE FROM credential_events")]
    [InlineData("DELETE FROM credential_events WHERE version = 1")]
    [InlineData("UPDATE credentials SET content = '{}'")]
    [InlineData("UPDATE credentials SET holder_name = 'Somebody Else', version = 2")]
    [InlineData("UPDATE credentials SET issued_at = issued_at")]
    [InlineData("DELETE FROM credentials")]
    public Task The_database_refuses_to_change_or_delete_an_event_or_what_a_credential_says(string sql) => AssertRefusedAsync(sql);

    [Fact]
    public async Task A_version_of_a_credential_has_one_event()
    {
        await Database.AppendAsync(1);

        await Assert.ThrowsAnyAsync<DbException>(() => Database.ExecuteAsync(
            """
            INSERT INTO credential_events (event_id, credential_id, version, event_type, occurred_at, correlation_id, status, key_id, signature)
            SELECT event_id, credential_id, version, event_type, occurred_at, correlation_id, status, key_id, signature FROM credential_events
            """));
    }

    private async Task AssertRefusedAsync(string sql)
    {
        await Database.AppendAsync(2);
        var before = await ContentAsync();

        var refusal = await Assert.ThrowsAnyAsync<DbException>(() => Database.ExecuteAsync(sql));

        Assert.Contains("never changed or deleted", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await ContentAsync());
        await Database.AppendAsync(1);
    }

    private Task<List<string>> ContentAsync() => Database.ListAsync(
        "SELECT e.event_id, e.version, e.status || c.content || c.holder_name, e.occurred_at FROM credential_events e JOIN credentials c ON c.id = e.credential_id ORDER BY e.position",
        static reader => $"{reader.GetGuid(0)} {reader.GetInt32(1)} {reader.GetString(2)} {reader.GetValue(3)}");
}
