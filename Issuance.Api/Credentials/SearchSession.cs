using System.Data.Common;
using System.Globalization;
using KubeCredential.Storage;

namespace Issuance.Api.Credentials;

/// <summary>The statements of one search: they see one snapshot of the database, follow indexes whatever the statistics say, and share their parameters.</summary>
internal sealed class SearchSession : IAsyncDisposable
{
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;
    private readonly List<(string Name, object Value)> _parameters = [];

    private SearchSession(SqlDialect dialect, DbConnection connection, DbTransaction transaction) => (Dialect, _connection, _transaction) = (dialect, connection, transaction);

    public SqlDialect Dialect { get; }

    /// <summary>Which statements were made, for the tests that explain them.</summary>
    internal Action<string, IReadOnlyList<(string Name, object Value)>>? Watch { get; set; }

    /// <summary>Precedes the statements on PostgreSQL. Each names the rows that it reads, and their order; none may be read and sorted instead because a table seems to be small. A few hundred thousand IDs are compared in memory. They are planned once for all values.</summary>
    internal static string SettingsOf(SqlDialect dialect) => dialect.IsSqlite ? "" : $"{dialect.FollowingTheIndex} SET LOCAL enable_seqscan = off; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL work_mem = '32MB'; SET LOCAL plan_cache_mode = force_generic_plan;";

    public static async Task<SearchSession> OpenAsync(SqlDialect dialect, CancellationToken cancellationToken)
    {
        var connection = await dialect.OpenAsync(cancellationToken);
        try
        {
            var session = new SearchSession(dialect, connection, await dialect.BeginSnapshotAsync(connection, cancellationToken));
            if (SettingsOf(dialect) is not { Length: > 0 } settings) return session;
            await using var command = connection.Command(settings, session._transaction);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return session;
        }
        catch
        {
            await connection.DisposeAsync(); // Nobody else does.
            throw;
        }
    }

    /// <summary>Names a parameter for a value.</summary>
    public string Bind(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"@p{_parameters.Count}_"); // Ends so that no name begins with another one.
        _parameters.Add((name, value));
        return name;
    }

    /// <summary>Names parameters for values, divided by commas.</summary>
    public string BindAll(IEnumerable<string> values) => string.Join(", ", values.Select(Bind));

    public async Task<List<T>> ListAsync<T>(string sql, Func<DbDataReader, T> map, CancellationToken cancellationToken)
    {
        var used = _parameters.FindAll(one => sql.Contains(one.Name, StringComparison.Ordinal));
        Watch?.Invoke(sql, used);
        await using var command = _connection.Command(sql, _transaction);
        foreach (var (name, value) in used) command.With(name, value);
        return await command.ListAsync(map, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
