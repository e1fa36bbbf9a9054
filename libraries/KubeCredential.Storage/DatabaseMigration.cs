using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace KubeCredential.Storage;

/// <summary>
/// Migrates the database to this version's schema when the service starts: one instance applies the migrations, the others wait for its
/// lock. If another process migrates (<see cref="DatabaseMigrationMode.Wait"/>), it only waits for the schema.
/// If the schema has an owner of its own, the migrations run as that role, which also grants the service its rights.
/// Meanwhile the service starts and reports that it is not ready; it waits for an unavailable database.
/// </summary>
internal sealed partial class DatabaseMigration<TContext>(
    IDbContextFactory<TContext> contexts, DatabaseMigrationMode mode, DatabaseReadiness readiness, TimeProvider time, ILogger<DatabaseMigration<TContext>> logger,
    ApplicationRole? role = null, DatabaseOwner? owner = null)
    : BackgroundService, IDatabaseMigration
    where TContext : DbContext
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LockPollInterval = TimeSpan.FromMilliseconds(100);

    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var pause = TimeSpan.FromMilliseconds(250); ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
        {
            try
            {
                await using var context = await contexts.CreateDbContextAsync(cancellationToken);
                if (mode is not DatabaseMigrationMode.Wait)
                {
                    if (context.Database.IsSqlite()) await MigrateSqliteAsync(context, cancellationToken);
                    else if (owner is not null ? await owner.MigrateAsync<TContext>(cancellationToken) : await MigratePostgresAsync(context, cancellationToken)) LogRestored(logger);
                }
                else if ((await context.Database.GetPendingMigrationsAsync(cancellationToken)).Count() is var missing and > 0)
                {
                    LogMissing(logger, missing, pause);
                    await Task.Delay(pause, time, cancellationToken);
                    continue;
                }
                else if (role is not null && await MissingRightsAsync(context, cancellationToken) is [var table, ..] tables)
                {
                    LogNoRights(logger, tables.Count, table, pause);
                    await Task.Delay(pause, time, cancellationToken);
                    continue;
                }

                else if (await IsBehindAsync(context, cancellationToken))
                {
                    LogBehind(logger, pause);
                    await Task.Delay(pause, time, cancellationToken);
                    continue;
                }

                readiness.Set();
                LogReady(logger);
                return;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                // Whatever the cause (a server that starts later, rights still to be granted), retrying is right, and health reports it.
                LogFailed(logger, error, pause);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stopped before its database was ready.
        }
    }

    private static async Task<bool> MigratePostgresAsync(TContext context, CancellationToken cancellationToken)
    {
        await context.Database.MigrateAsync(cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        return await TransactionNumbers.CatchUpAsync((NpgsqlConnection)context.Database.GetDbConnection(), cancellationToken);
    }

    private static async Task<bool> IsBehindAsync(TContext context, CancellationToken cancellationToken)
    {
        if (context.Database.IsSqlite()) return false;
        await context.Database.OpenConnectionAsync(cancellationToken);
        return await TransactionNumbers.AreBehindAsync((NpgsqlConnection)context.Database.GetDbConnection(), cancellationToken);
    }

    private async Task<IReadOnlyList<string>> MissingRightsAsync(TContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        return await role!.MissingAsync((NpgsqlConnection)context.Database.GetDbConnection(), cancellationToken);
    }

    /// <summary>
    /// EF Core's lock in SQLite is a row that a killed process leaves behind for ever. A lock on a file beside the database ends with
    /// its process, so its holder may clear that row.
    /// </summary>
    private async Task MigrateSqliteAsync(TContext context, CancellationToken cancellationToken)
    {
        var connectionString = context.Database.GetConnectionString()!;
        SqliteFile.MakePrivate(connectionString);
        var file = new SqliteConnectionStringBuilder(connectionString).DataSource;
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } directory) Directory.CreateDirectory(directory);
        await using var lockFile = await LockAsync($"{file}.migration-lock", cancellationToken);
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
        await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
    }

    private async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
                if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                return new FileStream(path, options);
            }
            catch (IOException error) when (HeldByAnother.Contains(error.HResult))
            {
                if (isFirst) LogWaiting(logger);
                await Task.Delay(LockPollInterval, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Waiting for another process that is preparing the database")]
    private static partial void LogWaiting(ILogger logger);

    [LoggerMessage(LogLevel.Information, "Waiting for another process to apply {Missing} missing migrations; checking again in {Pause}")]
    private static partial void LogMissing(ILogger logger, int missing, TimeSpan pause);

    [LoggerMessage(LogLevel.Warning, "The service has no right to read {Count} tables, including {Table}. A process with Database:Migration set to Only or AtStart and with the owner's connection string grants its rights; checking again in {Pause}")]
    private static partial void LogNoRights(ILogger logger, int count, string table, TimeSpan pause);

    [LoggerMessage(LogLevel.Warning, "The database was restored from a dump into another server. What is written from now on comes after everything in it")]
    private static partial void LogRestored(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "The database was restored from a dump into another server, and has not been prepared for it. A process with Database:Migration set to Only or AtStart and with the owner's connection string does that; checking again in {Pause}")]
    private static partial void LogBehind(ILogger logger, TimeSpan pause);

    [LoggerMessage(LogLevel.Information, "The database has the schema of this version")]
    private static partial void LogReady(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "The database could not be prepared; retrying in {Pause}")]
    private static partial void LogFailed(ILogger logger, Exception error, TimeSpan pause);
}
