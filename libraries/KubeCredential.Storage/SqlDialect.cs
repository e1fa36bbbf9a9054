using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace KubeCredential.Storage;

/// <summary>
/// The differences between PostgreSQL and SQLite in hand-written statements. Both support <c>ON CONFLICT</c>, <c>RETURNING</c> and
/// <c>UPDATE … FROM</c>, so a statement is written once and takes the rest from the dialect. Parameters are named <c>@name</c>.
/// </summary>
public abstract class SqlDialect
{
    /// <summary>Whether this is SQLite: one writer at a time, and no data-modifying <c>WITH</c>.</summary>
    public abstract bool IsSqlite { get; }

    /// <summary>The database's current time as a column value. Due times are only compared with this clock, never with a service's.</summary>
    public abstract string Now { get; }

    /// <summary>Appended to a subselect that picks rows to work on: skips rows locked by another transaction.</summary>
    public abstract string SkipLocked { get; }

    /// <summary>
    /// Precedes a statement, in a transaction, that takes the first rows in the order of an index: the statement follows the index and looks up
    /// other tables row by row. PostgreSQL would otherwise collect and sort all rows if it expects few. Not for a statement that has to sort.
    /// </summary>
    public abstract string FollowingTheIndex { get; }

    /// <summary>Appended to a subselect over <c>o</c> joined with given rows: locks them in the order of their IDs, so that two transactions
    /// that change the same rows wait for each other and do not deadlock.</summary>
    public abstract string LockInOrder(string column);

    /// <summary>Appended to a statement that reads a row by its key and holds it until the end of the transaction. SQLite's transactions for writing hold everything.</summary>
    public abstract string Holding { get; }

    /// <summary>
    /// Appended to the <c>FROM</c> of a change that may safely be lost if the database server crashes shortly afterwards: its commit
    /// neither waits for the disk nor delays other commits (PostgreSQL's <c>synchronous_commit=off</c>, for this transaction only; the
    /// server flushes it within about half a second). Only for changes whose loss is detected and made good, never for changes reported
    /// to a caller as done.
    /// </summary>
    public abstract string RelaxedCommit { get; }

    /// <summary>An expression for <see cref="Now"/> plus a number of seconds, which may be a parameter or a column.</summary>
    public abstract string NowPlus(string seconds);

    /// <summary>Opens a pooled connection. On PostgreSQL every execution is planned for the current tables.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public abstract ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Opens a pooled connection for statements that use only the primary key or add rows, and so have only one sensible plan, such as those
    /// that run for every request. On PostgreSQL each is planned once.
    /// </summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public virtual ValueTask<DbConnection> OpenForHotPathAsync(CancellationToken cancellationToken) => OpenAsync(cancellationToken);

    /// <summary>Configures an Entity Framework context to use this database with the connections of this dialect.</summary>
    public abstract void Use(DbContextOptionsBuilder options);

    /// <summary>
    /// Returns once all that the connection has read is as durable as a commit that was answered. On PostgreSQL with a synchronous standby one can read what the standby has not got: a commit
    /// that nobody waited for any longer. Before something is reported as done because it is found to be so, this waits for the standby.
    /// </summary>
    /// <exception cref="DbException">The database cannot be reached, or the standby does not answer.</exception>
    public virtual Task MakeDurableAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Starts a transaction for writing.</summary>
    public abstract ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Starts a transaction that reads one snapshot of the database and does not block writers.</summary>
    public abstract ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>A table expression <c>t</c> of the rows passed to <see cref="AddRows"/> under the same names.</summary>
    public abstract string Rows(params ReadOnlySpan<string> columns);

    /// <summary>Adds the rows that <see cref="Rows"/> stands for to a command, column by column.</summary>
    public abstract void AddRows(DbCommand command, params ReadOnlySpan<RowColumn> columns);

    /// <summary>Adds many rows to a table as fast as the database can: by <c>COPY</c> on PostgreSQL, and by one prepared statement on SQLite.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="table">The table's name: a constant, never input.</param>
    /// <param name="columns">The columns; values may also be <see cref="short"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public abstract Task CopyAsync(DbConnection connection, DbTransaction transaction, string table, RowColumn[] columns, CancellationToken cancellationToken);

    /// <summary>A parameter value for a point in time.</summary>
    public abstract object Time(DateTimeOffset moment);

    /// <summary>A parameter value for a date.</summary>
    public abstract object Day(DateOnly day);

    /// <summary>Reads a point in time, in UTC.</summary>
    public abstract DateTimeOffset ReadTime(DbDataReader reader, int ordinal);

    /// <summary>Reads a date.</summary>
    public abstract DateOnly ReadDay(DbDataReader reader, int ordinal);

    /// <summary>Reads a point in time that may be NULL.</summary>
    public DateTimeOffset? ReadTimeOrNull(DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : ReadTime(reader, ordinal);
}
