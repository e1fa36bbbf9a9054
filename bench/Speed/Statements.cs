using System.Globalization;
using Npgsql;

namespace KubeCredential.Bench.Speed;

/// <summary>The statements that take the most database time (extension <c>pg_stat_statements</c>).</summary>
internal static class Statements
{
    /// <summary>The server settings required by the extension.</summary>
    public static readonly IReadOnlyDictionary<string, string> Settings = new Dictionary<string, string>
    {
        ["shared_preload_libraries"] = "pg_stat_statements",
        ["pg_stat_statements.track_planning"] = "on",
    };

    /// <summary>Resets the statistics.</summary>
    public static async Task ResetAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("CREATE EXTENSION IF NOT EXISTS pg_stat_statements; SELECT pg_stat_statements_reset()");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Prints the statements with the longest total time in all databases of the server.</summary>
    /// <param name="connectionString">Any database for which <see cref="ResetAsync"/> was called.</param>
    /// <param name="credentials">The number of credentials processed, to show times per credential.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task ShowAsync(string connectionString, double credentials, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(
            """
            SELECT total_exec_time + total_plan_time, calls, rows, total_plan_time, plans, regexp_replace(query, '\s+', ' ', 'g') FROM pg_stat_statements ORDER BY total_exec_time + total_plan_time DESC LIMIT 22
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var query = reader.GetString(5);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{reader.GetDouble(0) / credentials * 1000,7:0.0} µs each {reader.GetInt64(1),7} calls {reader.GetInt64(2),8} rows {reader.GetDouble(3) / credentials * 1000,6:0.0} µs of it planning, {reader.GetInt64(4),5} plans  {query[..Math.Min(170, query.Length)]}"));
        }
    }
}
