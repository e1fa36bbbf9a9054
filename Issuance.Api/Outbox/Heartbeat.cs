using Issuance.Api.SigningKeys;
using KubeCredential.Events;
using KubeCredential.Hosting.Background;
using KubeCredential.Messaging;
using KubeCredential.Storage;
using KubeCredential.Text;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Outbox;

/// <summary>
/// Puts a heartbeat on the stream every few seconds, so that a verifier knows how old its knowledge is. Of several replicas one sends it at a time. While Redis is unavailable or an
/// operator has stopped publishing none is sent: verifiers are to notice.
/// </summary>
internal sealed class Heartbeat(
    HeartbeatStore store, EventSigner signer, EventPublisher publisher, DeliveryStatus status, DatabaseReadiness database, IOptions<OutboxOptions> options, TimeProvider time, LoopRegistry loops, ILogger<Heartbeat> logger)
    : BackgroundLoop("heartbeat", loops, logger)
{
    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(options.Value.HeartbeatInterval, time, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (status.Isolated || !status.Redis.AllowsCalls) return false;
        if (await store.ClaimAsync(cancellationToken) is not { } epoch)
        {
            status.LastHeartbeat = await store.LastAsync(cancellationToken);
            return false;
        }

        // Looked up after the epoch: if Redis loses its data in between, it refuses the epoch, and what it lost waits to be published again before the next one.
        var (asOf, position) = await store.LookAsync(cancellationToken);
        var heartbeat = await signer.SignAsync(new IssuerHeartbeat(Rfc3339.ToMilliseconds(asOf), position, Rfc3339.ToMilliseconds(time.GetUtcNow())), cancellationToken);
        if (await status.Redis.CallAsync(_ => publisher.HeartbeatAsync(epoch, heartbeat), cancellationToken) is null) return false; // The relay renews the epoch.
        status.LastHeartbeat = heartbeat;
        await store.KeepAsync(heartbeat, cancellationToken);
        return false;
    }
}
