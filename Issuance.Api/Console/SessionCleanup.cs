using KubeCredential.Hosting.Background;
using KubeCredential.Storage;

namespace Issuance.Api.Console;

/// <summary>Deletes sessions and sign-in links that have expired.</summary>
internal sealed class SessionCleanup(SessionStore store, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<SessionCleanup> logger)
    : BackgroundLoop("session-cleanup", loops, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Interval, time, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        await store.CleanAsync(cancellationToken);
        return false;
    }
}
