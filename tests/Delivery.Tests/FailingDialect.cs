using System.Data.Common;
using KubeCredential.Storage;

namespace Delivery.Tests;

/// <summary>A database that refuses connections from a chosen moment on; until then it behaves like the real one.</summary>
internal sealed class FailingDialect(SqlDialect real) : SqlDialect
{
    private int _connectionsLeft = int.MaxValue;
    private int _failuresLeft = int.MaxValue;

    public override bool IsSqlite => real.IsSqlite;

    public override string Now => real.Now;

    public override string SkipLocked => real.SkipLocked;

    public override string FollowingTheIndex => real.FollowingTheIndex;

    /// <summary>Allows a number of connections, refuses a number, and allows them again; <see cref="Return"/> ends it earlier.</summary>
    public void GoAfter(int connections, int failures = int.MaxValue) => (_connectionsLeft, _failuresLeft) = (connections, failures);

    /// <summary>Allows connections again.</summary>
    public void Return() => _connectionsLeft = int.MaxValue;

    public override void Use(Microsoft.EntityFrameworkCore.DbContextOptionsBuilder options) => real.Use(options);

    public override string LockInOrder(string column) => real.LockInOrder(column);

    public override string Holding => real.Holding;

    public override string RelaxedCommit => real.RelaxedCommit;

    public override string NowPlus(string seconds) => real.NowPlus(seconds);

    public override ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken) =>
        Interlocked.Decrement(ref _connectionsLeft) >= 0 || Interlocked.Decrement(ref _failuresLeft) < 0 ? real.OpenAsync(cancellationToken) : throw new Npgsql.NpgsqlException("The database is away.");

    public override ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) => real.BeginAsync(connection, cancellationToken);

    public override ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) => real.BeginSnapshotAsync(connection, cancellationToken);

    public override string Rows(params ReadOnlySpan<string> columns) => real.Rows(columns);

    public override void AddRows(DbCommand command, params ReadOnlySpan<RowColumn> columns) => real.AddRows(command, columns);

    public override Task CopyAsync(DbConnection connection, DbTransaction transaction, string table, RowColumn[] columns, CancellationToken cancellationToken) =>
        real.CopyAsync(connection, transaction, table, columns, cancellationToken);

    public override object Time(DateTimeOffset moment) => real.Time(moment);

    public override object Day(DateOnly day) => real.Day(day);

    public override DateTimeOffset ReadTime(DbDataReader reader, int ordinal) => real.ReadTime(reader, ordinal);

    public override DateOnly ReadDay(DbDataReader reader, int ordinal) => real.ReadDay(reader, ordinal);
}
