using System.Data;
using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace KubeCredential.Storage;

/// <summary>PostgreSQL 13 or later. Rows are passed as arrays and expanded with <c>unnest</c>.</summary>
/// <param name="dataSource">The source of connections, see <see cref="PostgresPlans.MadeAnew"/>.</param>
/// <param name="hotPath">The source of connections for the hot paths, see <see cref="PostgresPlans.Kept"/>; null for the same source.</param>
public sealed class PostgresDialect(NpgsqlDataSource dataSource, NpgsqlDataSource? hotPath = null) : SqlDialect
{
    /// <inheritdoc/>
    public override bool IsSqlite => false;

    /// <inheritdoc/>
    public override string Now => "now()"; // Stable within a statement, unlike clock_timestamp(), so an index can serve comparisons with it.

    /// <inheritdoc/>
    public override string SkipLocked => "FOR UPDATE SKIP LOCKED";

    /// <inheritdoc/>
    public override string Holding => "FOR NO KEY UPDATE";

    /// <inheritdoc/>
    public override string FollowingTheIndex => "SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;";

    /// <inheritdoc/>
    public override string LockInOrder(string column) => $"ORDER BY o.{column} FOR UPDATE OF o";

    /// <inheritdoc/>
    public override string RelaxedCommit => ", (SELECT set_config('synchronous_commit', 'off', true)) AS relaxed";

    /// <inheritdoc/>
    public override string NowPlus(string seconds) => $"now() + make_interval(secs => {seconds})";

    /// <inheritdoc/>
    public override void Use(DbContextOptionsBuilder options) => options.UseNpgsql(dataSource);

    /// <inheritdoc/>
    public override async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken) => await dataSource.OpenConnectionAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<DbConnection> OpenForHotPathAsync(CancellationToken cancellationToken) => await (hotPath ?? dataSource).OpenConnectionAsync(cancellationToken);

    /// <inheritdoc/>
    public override async Task MakeDurableAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        // A commit waits for the disk and the standby only if it has written something; this is written to the log and to no table.
        await using var write = connection.CreateCommand();
        write.CommandText = "SELECT pg_logical_emit_message(true, 'kubecredential', '')";
        await write.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    /// <inheritdoc/>
    public override string Rows(params ReadOnlySpan<string> columns)
    {
        // Each in a subselect, so that no plan depends on how many rows were passed when it was made: the planner always expects ten and looks them up by index.
        var sql = new StringBuilder("unnest(");
        for (var i = 0; i < columns.Length; i++) sql.Append(i == 0 ? "(SELECT @" : ", (SELECT @").Append("rows_").Append(columns[i]).Append(')');
        sql.Append(") AS t(");
        for (var i = 0; i < columns.Length; i++) sql.Append(i == 0 ? "" : ", ").Append(columns[i]);
        return sql.Append(')').ToString();
    }

    /// <inheritdoc/>
    public override void AddRows(DbCommand command, params ReadOnlySpan<RowColumn> columns)
    {
        foreach (var column in columns)
        {
            // The driver accepts only UTC.
            var values = column.Values switch
            {
                DateTimeOffset[] moments => Array.ConvertAll(moments, static moment => moment.ToUniversalTime()),
                DateTimeOffset?[] moments => Array.ConvertAll(moments, static moment => moment?.ToUniversalTime()),
                _ => column.Values,
            };
            command.Parameters.Add(new NpgsqlParameter($"rows_{column.Name}", values));
        }
    }

    /// <inheritdoc/>
    public override async Task CopyAsync(DbConnection connection, DbTransaction transaction, string table, RowColumn[] columns, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var names = string.Join(", ", columns.Select(static column => column.Name));
        await using var copy = await ((NpgsqlConnection)connection).BeginBinaryImportAsync($"COPY {table} ({names}) FROM STDIN (FORMAT binary)", cancellationToken);
        for (var row = 0; row < columns[0].Values.Length; row++)
        {
            await copy.StartRowAsync(cancellationToken);
            foreach (var column in columns) await WriteAsync(copy, column.Values, row, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, Array values, int row, CancellationToken cancellationToken) => values switch
    {
        string?[] texts when texts[row] is { } text => copy.WriteAsync(text, NpgsqlDbType.Text, cancellationToken),
        int[] numbers => copy.WriteAsync(numbers[row], NpgsqlDbType.Integer, cancellationToken),
        short[] numbers => copy.WriteAsync(numbers[row], NpgsqlDbType.Smallint, cancellationToken),
        Guid[] ids => copy.WriteAsync(ids[row], NpgsqlDbType.Uuid, cancellationToken),
        Guid?[] ids when ids[row] is { } id => copy.WriteAsync(id, NpgsqlDbType.Uuid, cancellationToken),
        string?[] or Guid?[] => copy.WriteNullAsync(cancellationToken),
        _ => throw new ArgumentException($"A row cannot contain a {values.GetType().GetElementType()?.Name}.", nameof(values)),
    };

    /// <inheritdoc/>
    public override object Time(DateTimeOffset moment) => moment.ToUniversalTime();

    /// <inheritdoc/>
    public override object Day(DateOnly day) => day;

    /// <inheritdoc/>
    public override DateTimeOffset ReadTime(DbDataReader reader, int ordinal) => reader.GetFieldValue<DateTimeOffset>(ordinal);

    /// <inheritdoc/>
    public override DateOnly ReadDay(DbDataReader reader, int ordinal) => reader.GetFieldValue<DateOnly>(ordinal);
}
