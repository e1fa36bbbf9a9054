namespace KubeCredential.Storage.Tests;

/// <summary>What both databases have to make of the same statement.</summary>
public abstract class DialectTests(SampleDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    public sealed class OnSqlite(SampleDatabases databases) : DialectTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(SampleDatabases databases) : DialectTests(databases, DatabaseKind.Postgres)
    {
        [Fact]
        public async Task Rows_that_another_transaction_has_locked_are_left_out()
        {
            await Database.ExecuteAsync($"INSERT INTO {SampleTotal.Table} VALUES ('a', 0, 1), ('b', 0, 2)");
            await using var other = await Database.Dialect.OpenAsync(Token);
            await using var transaction = await Database.Dialect.BeginAsync(other, Token);
            await using var held = other.Command($"SELECT name FROM {SampleTotal.Table} WHERE name = 'a' FOR UPDATE", transaction);
            await held.ExecuteNonQueryAsync(Token);

            Assert.Equal(["b"], await Database.ListAsync($"SELECT name FROM {SampleTotal.Table} ORDER BY name {Database.Dialect.SkipLocked}", static reader => reader.GetString(0)));
        }
    }

    [Fact]
    public async Task Given_rows_come_back_as_they_were_given()
    {
        Guid[] ids = [Guid.CreateVersion7(), Guid.NewGuid()];
        string?[] texts = ["a\"b\\ ☃ 𝄞 ' \n", null];
        int[] numbers = [int.MinValue, int.MaxValue];
        long[] large = [long.MinValue, long.MaxValue];
        // SQLite keeps whole milliseconds; another offset is the same moment.
        DateTimeOffset[] moments = [new(2026, 1, 31, 23, 59, 59, 999, TimeSpan.Zero), new(2026, 2, 1, 1, 59, 59, 123, TimeSpan.FromHours(2))];
        var dialect = Database.Dialect;
        await using var connection = await dialect.OpenAsync(Token);
        await using var command = connection.Command($"SELECT t.id, t.text, t.number, t.large, t.moment FROM {dialect.Rows("id", "text", "number", "large", "moment")} ORDER BY t.number");
        dialect.AddRows(command, new("id", ids), new("text", texts), new("number", numbers), new("large", large), new("moment", moments));

        var rows = await command.ListAsync(reader => (reader.GetGuid(0), reader.StringOrNull(1), reader.GetInt32(2), reader.GetInt64(3), dialect.ReadTime(reader, 4)), Token);

        Assert.Equal(Enumerable.Range(0, 2).Select(i => (ids[i], texts[i], numbers[i], large[i], moments[i])), rows);
        Assert.All(rows, static row => Assert.Equal(TimeSpan.Zero, row.Item5.Offset));
    }

    [Fact]
    public async Task No_rows_are_given_as_none()
    {
        var dialect = Database.Dialect;
        await using var connection = await dialect.OpenAsync(Token);
        await using var command = connection.Command($"SELECT t.id FROM {dialect.Rows("id")}");
        dialect.AddRows(command, new RowColumn("id", Array.Empty<Guid>()));

        Assert.Empty(await command.ListAsync(static reader => reader.GetGuid(0), Token));
    }

    [Fact]
    public async Task Later_and_earlier_moments_are_told_by_the_databases_own_clock()
    {
        var dialect = Database.Dialect;
        var (now, later, earlier) = await Database.ReadAsync(
            $"SELECT {dialect.Now}, {dialect.NowPlus("90")}, {dialect.NowPlus("-0.5")}", reader => (dialect.ReadTime(reader, 0), dialect.ReadTime(reader, 1), dialect.ReadTime(reader, 2)));

        // SQLite's clock may go on between the columns of a row.
        Assert.InRange(later - now, TimeSpan.FromSeconds(89), TimeSpan.FromSeconds(91));
        Assert.InRange(now - earlier, TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(0.6));
        Assert.InRange(now, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task What_was_not_committed_never_was()
    {
        await using (var connection = await Database.Dialect.OpenAsync(Token))
        {
            await using var transaction = await Database.Dialect.BeginAsync(connection, Token);
            await Counters.AddAsync(Database.Dialect, connection, transaction, SampleTotal.Table, [("a", 1)], Token);
        }

        Assert.Equal(0, await Database.CountAsync(SampleTotal.Table));
    }

    [Fact]
    public async Task A_snapshot_does_not_see_what_others_commit_meanwhile_and_hinders_nobody()
    {
        await using var connection = await Database.Dialect.OpenAsync(Token);
        await using var transaction = await Database.Dialect.BeginSnapshotAsync(connection, Token);
        await using var count = connection.Command($"SELECT COUNT(*) FROM {SampleTotal.Table}", transaction);
        Assert.Equal(0L, await count.ExecuteScalarAsync(Token));

        await Database.ExecuteAsync($"INSERT INTO {SampleTotal.Table} VALUES ('a', 0, 1)");

        Assert.Equal(0L, await count.ExecuteScalarAsync(Token));
        Assert.Equal(1, await Database.CountAsync(SampleTotal.Table));
    }
}
