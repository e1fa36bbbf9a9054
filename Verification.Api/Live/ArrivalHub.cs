using KubeCredential.Hosting.Background;
using KubeCredential.Live;
using KubeCredential.Messaging.Consuming;
using KubeCredential.Storage;
using Verification.Api.Credentials;

namespace Verification.Api.Live;

/// <summary>Tells clients when the credentials that they follow, or later versions of them, arrive.</summary>
internal sealed class ArrivalHub : LiveHub
{
    private readonly VerificationStore _store;
    private readonly ConsumptionStatus _status;

    public ArrivalHub(VerificationStore store, ConsumptionStatus status, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<ArrivalHub> logger)
        : base(database, time, loops, logger)
    {
        (_store, _status) = (store, status);
        _status.Changed += Signal;
    }

    public override void Dispose()
    {
        _status.Changed -= Signal;
        base.Dispose();
    }

    protected override async Task LookAsync(IReadOnlyList<LiveSubscription> subscriptions, CancellationToken cancellationToken)
    {
        foreach (var arrival in await _store.ArrivalsAsync([.. subscriptions.SelectMany(static one => one.Open).Distinct()], cancellationToken))
        {
            foreach (var subscription in subscriptions) subscription.TellState(arrival.CredentialId, arrival.Version, isFinal: false, "credential", arrival);
        }
    }
}
