using KubeCredential.Hosting.Background;
using KubeCredential.Messaging;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Outbox;

/// <summary>
/// Searches Redis' stream for the content of erased credentials: at once, and again when no relay can hold an event any more that it read before the erasure. If the erasure is not
/// confirmed by then, groups may still have such events in their retry queues and move them back to the stream: the search is repeated, less and less often, until it is. Several
/// replicas may search at the same time, which does no harm.
/// </summary>
internal sealed partial class ErasureSweeper(
    ErasureStore store, EventEraser eraser, FreshEvents fresh, DeliveryStatus status, DatabaseReadiness database, IOptions<OutboxOptions> options, TimeProvider time, LoopRegistry loops, ILogger<ErasureSweeper> logger)
    : BackgroundLoop("erasure-sweeper", loops, logger)
{
    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(options.Value.PollInterval, time, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (!status.Redis.AllowsCalls) return false;
        var due = await store.DueAsync(cancellationToken);
        if (due.Count == 0) return false;
        var ids = due.ConvertAll(static one => one.CredentialId);
        fresh.Forget(ids);
        var deleted = await status.Redis.CallAsync(token => eraser.EraseAsync(ids, token), cancellationToken);
        await store.SweptAsync(due, cancellationToken);
        LogSwept(logger, due.Count, deleted);
        return due.Count == ErasureStore.MostAtOnce;
    }

    [LoggerMessage(LogLevel.Information, "Searched the stream for the content of {Credentials} erased credentials and deleted {Entries} entries")]
    private static partial void LogSwept(ILogger logger, int credentials, long entries);
}
