using System.Data.Common;
using System.Globalization;
using Issuance.Api.Credentials;
using Issuance.Api.EventStore;
using Issuance.Api.Outbox;
using KubeCredential.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Issuance.Api.Tests.Storage;

/// <summary>A database and the stores on it, as the service creates them.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource[] _dataSources = [];
    private readonly SqlDialect _owner;

    public TestDatabase(string connectionString)
    {
        ConnectionString = connectionString;
        if (DatabaseExtensions.IsPostgres(connectionString))
        {
            var service = ServiceUsers.InPostgres(connectionString, "issuance");
            _dataSources = [DatabaseExtensions.PostgresDataSource(service), DatabaseExtensions.PostgresDataSource(service, PostgresPlans.Kept), DatabaseExtensions.PostgresDataSource(connectionString)];
            Dialect = new PostgresDialect(_dataSources[0], _dataSources[1]);
            _owner = new PostgresDialect(_dataSources[2]);
        }
        else
        {
            Dialect = _owner = new SqliteDialect(DatabaseExtensions.SqliteConnectionString(connectionString));
        }
    }

    /// <summary>The connection string with the owner's rights.</summary>
    public string ConnectionString { get; }

    /// <summary>Access as the service has it: on PostgreSQL with only the rights that it needs.</summary>
    public SqlDialect Dialect { get; }

    public CredentialStore Credentials => new(Dialect);

    public EventReader Events => new(Dialect);

    public OutboxReport Report => new(Dialect);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public OutboxStore Outbox(Action<OutboxOptions>? configure = null)
    {
        var options = new OutboxOptions();
        configure?.Invoke(options);
        return new OutboxStore(Dialect, Options.Create(options), TimeProvider.System);
    }

    /// <summary>Writes new credentials, each with its event and outbox row.</summary>
    public async Task<NewCredential[]> AppendAsync(int count)
    {
        var batch = Enumerable.Range(0, count).Select(static _ => NewCredentials.Make()).ToArray();
        Assert.Equal(batch.Select(static one => one.Credential.Id), await Credentials.AppendAsync(batch, TimeSpan.Zero, Token));
        return batch;
    }

    /// <summary>Opens a connection of the owner.</summary>
    public ValueTask<DbConnection> OpenAsOwnerAsync(CancellationToken cancellationToken) => _owner.OpenAsync(cancellationToken);

    /// <summary>Runs a statement as the owner.</summary>
    public async Task<int> ExecuteAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        await using var connection = await _owner.OpenAsync(Token);
        await using var command = Command(connection, sql, parameters);
        return await command.ExecuteNonQueryAsync(Token);
    }

    public async Task<T> ReadAsync<T>(string sql, Func<DbDataReader, T> map, params (string Name, object? Value)[] parameters) =>
        Assert.Single(await ListAsync(sql, map, parameters));

    public async Task<List<T>> ListAsync<T>(string sql, Func<DbDataReader, T> map, params (string Name, object? Value)[] parameters)
    {
        await using var connection = await _owner.OpenAsync(Token);
        await using var command = Command(connection, sql, parameters);
        return await command.ListAsync(map, Token);
    }

    public Task<long> CountAsync(string table) =>
        ReadAsync($"SELECT COUNT(*) FROM {table}", static reader => Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture));

    /// <summary>The rows of credentials, events and outbox.</summary>
    public async Task<(long Credentials, long Events, long Outbox)> CountsAsync() =>
        (await CountAsync("credentials"), await CountAsync("credential_events"), await CountAsync("outbox"));

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _dataSources)
            await source.DisposeAsync();
        if (_dataSources is not [])
            return;

        using var connection = new SqliteConnection(DatabaseExtensions.SqliteConnectionString(ConnectionString));
        SqliteConnection.ClearPool(connection);
    }

    private static DbCommand Command(DbConnection connection, string sql, (string Name, object? Value)[] parameters)
    {
        var command = connection.Command(sql);
        foreach (var (name, value) in parameters)
            command.With(name, value);
        return command;
    }
}
