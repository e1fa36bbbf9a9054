using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Issuance.Api.Issuers;
using KubeCredential.Hosting.Background;
using KubeCredential.Storage;
using KubeCredential.VerifiableCredentials.DataIntegrity;
using KubeCredential.VerifiableCredentials.Keys;
using KubeCredential.VerifiableCredentials.StatusLists;
using Microsoft.Extensions.Options;

namespace Issuance.Api.StatusLists;

/// <summary>Publishes status lists: a new one at once, one that has changed within moments, and every one again long before it expires. Any number of replicas may do it at the same time.</summary>
internal sealed partial class StatusListPublisher(
    StatusListStore store, StatusListAddresses addresses, IssuerSigner signer, IssuerDids dids, DatabaseReadiness database, IOptions<StatusListOptions> options, TimeProvider time, LoopRegistry loops, ILogger<StatusListPublisher> logger)
    : BackgroundLoop("status-lists", loops, logger)
{
    private const int MostAtOnce = 50;
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5); // For verifiers whose clocks are slow.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5); // For what does not come from a change.
    private readonly HashSet<int> _failed = [];
    private long _looked;
    private bool _saidSo;

    /// <summary>Publishes a list now.</summary>
    /// <returns>Whether it did; if not, another replica is doing it.</returns>
    /// <exception cref="DbException">The database cannot be reached; the list is published by the loop later.</exception>
    private async Task<bool> PublishAsync(StatusListStore.Open list, CancellationToken cancellationToken)
    {
        using var span = StatusListTelemetry.Start();
        var started = time.GetTimestamp();
        var key = await signer.ActiveAsync(list.Issuer, SigningKeys.KeyAlgorithm.Ed25519, cancellationToken); // Before the list is locked, for which others wait with their connections.
        if (await store.PublishAsync(list, (revoked, suspended, token) => SignAsync(list, key, revoked, suspended, token), cancellationToken) is not { } changes) return false;
        StatusListTelemetry.CountPublished(changes, time.GetElapsedTime(started));
        return true;
    }

    /// <summary>Waits until a list is published, by this process if no other one is doing it.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task EnsureAsync(StatusListStore.Open list, CancellationToken cancellationToken)
    {
        while (!await store.IsPublishedAsync(list.Number, cancellationToken) && !await PublishAsync(list, cancellationToken)) await Task.Delay(options.Value.Interval, time, cancellationToken);
    }

    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(options.Value.Interval, time, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        // Of a list that cannot be published, others do not have to wait for another turn.
        var due = await store.ChangedAsync(_failed, MostAtOnce, cancellationToken);
        if (due.Count == 0 && time.GetElapsedTime(_looked) >= LookEvery)
        {
            due = await store.OverdueAsync(_failed, MostAtOnce, cancellationToken);
            if (due.Count == 0)
            {
                _failed.Clear(); // They are tried again.
                _looked = time.GetTimestamp();
            }
        }

        Exception? failure = null;
        foreach (var list in due)
        {
            if (dids.Of(list.Issuer) is not null)
            {
                try
                {
                    await PublishAsync(list, cancellationToken);
                }
                catch (Exception error) when (error is KeyNotFoundException or CryptographicException)
                {
                    LogNotPublished(logger, error, list.Number);
                    _failed.Add(list.Number);
                    failure = error;
                }
            }
            else if (!_saidSo)
            {
                _saidSo = true; // Once: it takes a restart to change that.
                LogNoAddress(logger, list.Number);
            }
        }

        return failure is null ? false : throw new InvalidOperationException("Status lists could not be published.", failure); // Health shows it. Changes are collected meanwhile.
    }

    private async Task<StatusListStore.Signed[]> SignAsync(StatusListStore.Open list, SigningKey key, Bitstring revoked, Bitstring suspended, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var until = now + options.Value.ValidFor;
        return
        [
            await SignAsync(StatusPurposes.Revocation, revoked),
            await SignAsync(StatusPurposes.Suspension, suspended),
        ];

        async Task<StatusListStore.Signed> SignAsync(string purpose, Bitstring bits)
        {
            var content = new StatusListContent(addresses.Of(purpose, list.Number), dids.Of(list.Issuer)!, purpose, bits, now - Early, until, options.Value.Ttl);
            var document = await DataIntegritySigner.SignAsync(StatusListCredential.Build(content), new ProofOptions(Cryptosuite.EddsaRdfc2022, now), key, cancellationToken);
            return new(purpose, Encoding.UTF8.GetString(document), key.KeyId, until);
        }
    }

    [LoggerMessage(LogLevel.Error, "Status list {List} could not be signed, and was not published")]
    private static partial void LogNotPublished(ILogger logger, Exception error, int list);

    [LoggerMessage(LogLevel.Error, "Status list {List} cannot be published: the setting Issuers:PublicAddress is missing")]
    private static partial void LogNoAddress(ILogger logger, int list);
}
