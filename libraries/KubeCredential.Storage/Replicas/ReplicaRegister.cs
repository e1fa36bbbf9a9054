using KubeCredential.Hosting;
using KubeCredential.Hosting.Background;
using Microsoft.Extensions.Logging;

namespace KubeCredential.Storage.Replicas;

/// <summary>
/// Reports every few seconds that this replica runs, and in which version. A replica that stops takes itself off the list; one that was killed
/// is removed after <see cref="Gone"/>.
/// </summary>
/// <param name="dialect">The database.</param>
/// <param name="database">Says when the database is ready.</param>
/// <param name="time">The clock.</param>
/// <param name="loops">Receives the loop's state.</param>
/// <param name="logger">Receives failures.</param>
public sealed class ReplicaRegister(SqlDialect dialect, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<ReplicaRegister> logger)
    : BackgroundLoop("replica-register", loops, logger)
{
    private const int Most = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    /// <summary>How long after its last report a replica is removed.</summary>
    public static TimeSpan Gone { get; } = TimeSpan.FromMinutes(2);

    /// <summary>The replicas, the oldest first: those that run, and those that ended without a word less than <see cref="Gone"/> ago.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<ReplicaDocument>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT worker_id, version, started_at, last_seen_at FROM replicas WHERE last_seen_at >= {dialect.NowPlus("@gone")} ORDER BY started_at, worker_id LIMIT {Most}")
            .With("@gone", -(int)Gone.TotalSeconds);
        return await command.ListAsync(
            reader => new ReplicaDocument(reader.GetString(0), reader.GetString(1), dialect.ReadTime(reader, 2), dialect.ReadTime(reader, 3)), cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!database.IsReady) return;
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("DELETE FROM replicas WHERE worker_id = @worker").With("@worker", WorkerIdentity.Id);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Interval, time, cancellationToken);

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var report = connection.Command(
            $"""
            INSERT INTO replicas (worker_id, version, started_at, last_seen_at) VALUES (@worker, @version, @started, {dialect.Now})
            ON CONFLICT (worker_id) DO UPDATE SET version = excluded.version, started_at = excluded.started_at, last_seen_at = excluded.last_seen_at
            """)
            .With("@worker", WorkerIdentity.Id).With("@version", WorkerIdentity.Version).With("@started", dialect.Time(_startedAt));
        await report.ExecuteNonQueryAsync(cancellationToken);
        await using var remove = connection.Command($"DELETE FROM replicas WHERE last_seen_at < {dialect.NowPlus("@gone")}").With("@gone", -(int)Gone.TotalSeconds);
        await remove.ExecuteNonQueryAsync(cancellationToken);
        return false;
    }
}
