using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace KubeCredential.Storage.Tests;

/// <summary>A database of one test.</summary>
internal sealed class SampleDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource[] _sources = [];

    public SampleDatabase(string connectionString)
    {
        ConnectionString = connectionString;
        if (DatabaseExtensions.IsPostgres(connectionString))
        {
            _sources = [DatabaseExtensions.PostgresDataSource(connectionString), DatabaseExtensions.PostgresDataSource(connectionString, PostgresPlans.Kept)];
            Dialect = new PostgresDialect(_sources[0], _sources[1]);
        }
        else
        {
            Dialect = new SqliteDialect(DatabaseExtensions.SqliteConnectionString(connectionString));
        }
    }

    public string ConnectionString { get; }

    public SqlDialect Dialect { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = await Dialect.OpenAsync(Token);
        await using var command = connection.Command(sql);
        return await command.ExecuteNonQueryAsync(Token);
    }

    public async Task<List<T>> ListAsync<T>(string sql, Func<DbDataReader, T> map)
    {
        await using var connection = await Dialect.OpenAsync(Token);
        await using var command = connection.Command(sql);
        return await command.ListAsync(map, Token);
    }

    public async Task<T> ReadAsync<T>(string sql, Func<DbDataReader, T> map) => Assert.Single(await ListAsync(sql, map));

    public Task<long> CountAsync(string table) => ReadAsync($"SELECT COUNT(*) FROM {table}", static reader => Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources) await source.DisposeAsync();
        if (_sources is not []) return;
        using var connection = new SqliteConnection(DatabaseExtensions.SqliteConnectionString(ConnectionString));
        SqliteConnection.ClearPool(connection);
    }
}
