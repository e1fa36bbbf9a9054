using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace KubeCredential.Storage;

/// <summary>
/// What differs between PostgreSQL and SQLite in hand-written statements. Both understand <c>ON CONFLICT</c>, <c>RETURNING</c> and
/// <c>UPDATE … FROM</c>, so a statement is written once and asks the dialect for the rest. Parameters are named <c>@name</c>.
/// </summary>
public abstract class SqlDialect
{
    /// <summary>Whether this is SQLite: one writer at a time, and no data-modifying <c>WITH</c>.</summary>
    public abstract bool IsSqlite { get; }

    /// <summary>The database's current time as a column value. Due times are compared with this clock only, never with a service's.</summary>
    public abstract string Now { get; }

    /// <summary>Appended to a sub-select that picks rows to work on: leaves out rows that another transaction has locked.</summary>
    public abstract string SkipLocked { get; }

    /// <summary>
    /// Put before a statement that takes the first rows of an order which an index has, in a transaction: it follows the index, and looks other tables up row by row.
    /// PostgreSQL, where it believes that there are few, would gather all of them and sort. Not for a statement that has to sort.
    /// </summary>
    public abstract string FollowingTheIndex { get; }

    /// <summary>Appended to a sub-select over <c>o</c> joined with given rows: locks them in the order of their ids, so that two transactions
    /// that change the same rows wait for each other and do not deadlock.</summary>
    public abstract string LockInOrder(string column);

    /// <summary>
    /// Appended to the <c>FROM</c> of a change that does no harm if a crash of the database server undoes it within the first moments: its
    /// commit does not wait for the disk, nor make the commits of others wait (PostgreSQL's <c>synchronous_commit=off</c>, for this
    /// transaction only; the server writes it within about half a second). Only for what is found out to be missing and done again; never
    /// for what a caller is told to be done.
    /// </summary>
    public abstract string RelaxedCommit { get; }

    /// <summary>An expression for <see cref="Now"/> plus a number of seconds, which may be a parameter or a column.</summary>
    public abstract string NowPlus(string seconds);

    /// <summary>Opens a pooled connection. On PostgreSQL every statement is planned for the tables as they are now.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public abstract ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Opens a pooled connection for statements that can have one plan only, along the primary key, or that add rows. Those that run for every request are such.
    /// On PostgreSQL it is planned once.
    /// </summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public virtual ValueTask<DbConnection> OpenForHotPathAsync(CancellationToken cancellationToken) => OpenAsync(cancellationToken);

    /// <summary>Makes a context of Entity Framework use this database, with the connections that this dialect opens.</summary>
    public abstract void Use(DbContextOptionsBuilder options);

    /// <summary>Starts a transaction for writing.</summary>
    public abstract ValueTask<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Starts a transaction that sees the database as it is now until it ends, and hinders nobody from writing.</summary>
    public abstract ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>A table expression <c>t</c> of the rows given to <see cref="AddRows"/> under the same names.</summary>
    public abstract string Rows(params ReadOnlySpan<string> columns);

    /// <summary>Gives a command the rows that <see cref="Rows"/> stands for, column by column.</summary>
    public abstract void AddRows(DbCommand command, params ReadOnlySpan<RowColumn> columns);

    /// <summary>A parameter value for a moment.</summary>
    public abstract object Time(DateTimeOffset moment);

    /// <summary>A parameter value for a day.</summary>
    public abstract object Day(DateOnly day);

    /// <summary>Reads a moment, in UTC.</summary>
    public abstract DateTimeOffset ReadTime(DbDataReader reader, int ordinal);

    /// <summary>Reads a day.</summary>
    public abstract DateOnly ReadDay(DbDataReader reader, int ordinal);

    /// <summary>Reads a moment that may be NULL.</summary>
    public DateTimeOffset? ReadTimeOrNull(DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : ReadTime(reader, ordinal);
}
