using System.Data;
using System.Data.Common;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KubeCredential.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace KubeCredential.Storage;

/// <summary>
/// SQLite 3.42 or later. Rows are passed as one JSON array and expanded with <c>json_each</c>. Points in time are stored as whole
/// milliseconds since 1970 UTC, dates and IDs as text.
/// </summary>
/// <param name="connectionString">The connection string of the database file.</param>
public sealed class SqliteDialect(string connectionString) : SqlDialect
{
    private const string NowMilliseconds = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // The connections whose deletions leave nothing behind. Keys of a weak table, so that it does not keep them.
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<SQLitePCL.sqlite3, object> Wiping = [];

    private volatile bool _isPrivate;

    /// <inheritdoc/>
    public override bool IsSqlite => true;

    /// <inheritdoc/>
    public override string Now => NowMilliseconds;

    /// <inheritdoc/>
    public override string SkipLocked => ""; // A writer locks the whole file.

    /// <inheritdoc/>
    public override string Holding => "";

    /// <inheritdoc/>
    public override string FollowingTheIndex => "";

    /// <inheritdoc/>
    public override string LockInOrder(string column) => "";

    /// <inheritdoc/>
    public override string RelaxedCommit => "";

    /// <inheritdoc/>
    public override string NowPlus(string seconds) => $"{NowMilliseconds} + CAST({seconds} * 1000 AS INTEGER)";

    /// <inheritdoc/>
    public override void Use(DbContextOptionsBuilder options) => options.UseSqlite(connectionString);

    /// <inheritdoc/>
    public override async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (!_isPrivate)
        {
            SqliteFile.MakePrivate(connectionString);
            _isPrivate = true;
        }

        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        if (!Wiping.TryGetValue(connection.Handle!, out _)) Wipe(connection);
        return connection;
    }

    /// <inheritdoc/>
    public override ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        // Not deferred: the write lock is taken at once, so that a transaction never fails half-way because it cannot get the lock.
        ValueTask.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: false));

    /// <inheritdoc/>
    public override ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
        // Deferred: it only reads, and in write-ahead mode readers do not block writers.
        ValueTask.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: true));

    /// <inheritdoc/>
    public override string Rows(params ReadOnlySpan<string> columns)
    {
        var sql = new StringBuilder("(SELECT ");
        for (var i = 0; i < columns.Length; i++) sql.Append(i == 0 ? "" : ", ").Append("value ->> ").Append(i).Append(" AS ").Append(columns[i]);
        return sql.Append(" FROM json_each(@rows)) AS t").ToString();
    }

    /// <inheritdoc/>
    public override void AddRows(DbCommand command, params ReadOnlySpan<RowColumn> columns)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonOptions))
        {
            json.WriteStartArray();
            for (var row = 0; row < columns[0].Values.Length; row++)
            {
                json.WriteStartArray();
                foreach (var column in columns) Write(json, column.Values.GetValue(row));
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        command.Parameters.Add(new SqliteParameter("@rows", Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length)));
    }

    /// <inheritdoc/>
    public override async Task CopyAsync(DbConnection connection, DbTransaction transaction, string table, RowColumn[] columns, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var names = columns.Select(static column => column.Name).ToArray();
        await using var command = connection.Command($"INSERT INTO {table} ({string.Join(", ", names)}) VALUES ({string.Join(", ", names.Select(static name => $"@{name}"))})", transaction);
        foreach (var name in names) command.With($"@{name}", null);
        await command.PrepareAsync(cancellationToken);
        for (var row = 0; row < columns[0].Values.Length; row++)
        {
            for (var i = 0; i < columns.Length; i++) command.Parameters[i].Value = columns[i].Values.GetValue(row) ?? DBNull.Value;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override object Time(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public override object Day(DateOnly day) => Rfc3339.Format(day);

    /// <inheritdoc/>
    public override DateTimeOffset ReadTime(DbDataReader reader, int ordinal) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(ordinal));

    /// <inheritdoc/>
    public override DateOnly ReadDay(DbDataReader reader, int ordinal) => reader.GetFieldValue<DateOnly>(ordinal);

    /// <summary>Makes a connection overwrite what it deletes or replaces, so that erased content cannot be read in the file's free pages. Once per connection of the pool.</summary>
    private static void Wipe(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        // The driver looks only every 150 ms whether the file is free, and finds no gap between those who write all the time; SQLite itself looks after 1, 2, 5, … ms.
        command.CommandText = "PRAGMA secure_delete = ON; PRAGMA busy_timeout = 1000";
        command.ExecuteNonQuery();
        Wiping.AddOrUpdate(connection.Handle!, Wiping);
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case Guid id: json.WriteStringValue(id.ToString().ToUpperInvariant()); break; // As the driver writes a Guid parameter.
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case DateTimeOffset moment: json.WriteNumberValue(moment.ToUnixTimeMilliseconds()); break;
            case DateOnly day: json.WriteStringValue(Rfc3339.Format(day)); break;
            case string text: json.WriteStringValue(text); break;
            default: throw new ArgumentException($"A row cannot contain a {value.GetType().Name}.", nameof(value));
        }
    }
}
