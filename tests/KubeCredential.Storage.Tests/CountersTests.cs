namespace KubeCredential.Storage.Tests;

public abstract class CountersTests(SampleDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    public sealed class OnSqlite(SampleDatabases databases) : CountersTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(SampleDatabases databases) : CountersTests(databases, DatabaseKind.Postgres);

    [Fact]
    public async Task Who_counts_the_same_totals_in_whatever_order_waits_and_does_not_deadlock()
    {
        string[] names = ["a", "b", "c", "d"];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                await using var connection = await Database.Dialect.OpenAsync(Token);
                await using var transaction = await Database.Dialect.BeginAsync(connection, Token);
                await Counters.AddAsync(Database.Dialect, connection, transaction, SampleTotal.Table, (worker % 2 == 0 ? names : names.Reverse()).Select(static name => (name, 1L)), Token);
                await transaction.CommitAsync(Token);
            }
        }, Token)));

        Assert.Equal(names.ToDictionary(static name => name, static _ => 200L), await TotalsAsync());
    }

    [Fact]
    public async Task What_does_not_grow_is_left_alone_and_what_is_given_twice_counts_twice()
    {
        await using var connection = await Database.Dialect.OpenAsync(Token);

        await Counters.AddAsync(Database.Dialect, connection, null, SampleTotal.Table, [("a", 2), ("b", 0), ("a", 3)], Token);

        Assert.Equal(new Dictionary<string, long> { ["a"] = 5 }, await TotalsAsync());
    }

    private async Task<Dictionary<string, long>> TotalsAsync()
    {
        await using var connection = await Database.Dialect.OpenAsync(Token);
        return await Counters.ReadAsync(connection, SampleTotal.Table, Token);
    }
}
