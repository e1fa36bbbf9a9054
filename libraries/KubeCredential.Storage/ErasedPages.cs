using KubeCredential.Hosting.Background;
using Microsoft.Extensions.Logging;

namespace KubeCredential.Storage;

/// <summary>
/// Makes what was erased disappear from SQLite's write-ahead log, which keeps earlier versions of pages until it is written over. PostgreSQL does this by itself:
/// vacuuming removes dead rows, and its log is recycled.
/// </summary>
/// <param name="dialect">The database.</param>
/// <param name="database">Says when the database is ready.</param>
/// <param name="loops">Receives the loop's state.</param>
/// <param name="logger">Receives failures.</param>
public sealed class ErasedPages(SqlDialect dialect, DatabaseReadiness database, LoopRegistry loops, ILogger<ErasedPages> logger) : BackgroundLoop("erased-pages", loops, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly WakeUp _wakeUp = new();
    private int _isWanted = 1; // A process that ended may have left something.

    /// <summary>Something was erased.</summary>
    public void Wipe()
    {
        Volatile.Write(ref _isWanted, 1);
        _wakeUp.Set();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _wakeUp.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken cancellationToken) =>
        _wakeUp.WaitAsync(Volatile.Read(ref _isWanted) == 0 ? Timeout.InfiniteTimeSpan : Interval, cancellationToken);

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (!dialect.IsSqlite || Interlocked.Exchange(ref _isWanted, 0) == 0) return false;
        try
        {
            await using var connection = await dialect.OpenAsync(cancellationToken);
            await using var command = connection.Command("PRAGMA wal_checkpoint(TRUNCATE)");
            // Busy while somebody reads an older state.
            if ((await command.ListAsync(static reader => reader.GetInt32(0), cancellationToken)) is [1]) Volatile.Write(ref _isWanted, 1);
        }
        catch
        {
            Volatile.Write(ref _isWanted, 1);
            throw;
        }

        return false;
    }
}
