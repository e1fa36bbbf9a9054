using Issuance.Api.Credentials;
using KubeCredential.Events;
using KubeCredential.Hosting.Background;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using KubeCredential.Text;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Lifecycle;

/// <summary>Erases credentials whose last day of validity lies long enough behind, if <see cref="RetentionOptions.EraseAfter"/> is set.</summary>
internal sealed partial class Retention(
    SqlDialect dialect, IssuanceWriter writer, IOptions<RetentionOptions> options, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<Retention> logger)
    : BackgroundLoop("retention", loops, logger)
{
    private const int BatchSize = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Interval, time, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (options.Value.EraseAfter is not { } after) return false;
        var now = Rfc3339.ToMilliseconds(time.GetUtcNow());
        var due = await DueAsync(DateOnly.FromDateTime((now - after).UtcDateTime), cancellationToken);
        var order = new LifecycleOrder(LifecycleAction.Erase, StatusReason.Administrative, null);
        var answers = await Task.WhenAll(due.Select(id =>
            writer.WriteAsync(new LifecycleCommand(id, order, null, null, AuditActor.System, $"retention-{id}", null, now), waitsForRoom: true, cancellationToken)));
        if (due.Count > 0) LogErased(logger, answers.Count(static answer => answer.Outcome == WriteOutcome.Written));
        return due.Count == BatchSize;
    }

    /// <summary>Credentials whose last day lies before a day, the oldest first. Erased ones have no last day any more.</summary>
    private async Task<List<Guid>> DueAsync(DateOnly before, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = dialect.IsSqlite ? null : await dialect.BeginSnapshotAsync(connection, cancellationToken);
        await using var command = connection.Command($"{(transaction is null ? "" : dialect.FollowingTheIndex)} {DueSql}", transaction)
            .With("@before", dialect.Day(before)).With("@limit", BatchSize);
        return await command.ListAsync(static reader => reader.GetGuid(0), cancellationToken);
    }

    /// <summary>The statement of <see cref="DueAsync"/>. Internal for the tests, which run EXPLAIN on it.</summary>
    internal const string DueSql = "SELECT id FROM credentials WHERE expiry_date IS NOT NULL AND expiry_date < @before ORDER BY expiry_date, id LIMIT @limit";

    [LoggerMessage(LogLevel.Information, "Erased {Count} credentials that expired long enough ago")]
    private static partial void LogErased(ILogger logger, int count);
}
