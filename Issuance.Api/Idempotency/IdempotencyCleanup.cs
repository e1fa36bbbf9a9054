using KubeCredential.Hosting.Background;
using KubeCredential.Storage;

namespace Issuance.Api.Idempotency;

/// <summary>Removes keys that are older than 24 hours.</summary>
internal sealed class IdempotencyCleanup(IdempotencyStore store, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<IdempotencyCleanup> logger)
    : BackgroundLoop("idempotency-cleanup", loops, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Interval, time, cancellationToken);

    protected override Task<bool> StepAsync(CancellationToken cancellationToken) => store.CleanAsync(cancellationToken);
}
