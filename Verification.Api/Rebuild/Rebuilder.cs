using KubeCredential.Events;
using KubeCredential.Hosting.Background;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;
using Verification.Api.Changes;
using Verification.Api.Credentials;
using Verification.Api.Signatures;

namespace Verification.Api.Rebuild;

/// <summary>
/// Rebuilds the read model from the issuer's event store alongside the live one, compares the two and swaps them. Meanwhile, requests are
/// answered from the live one, and the consumer writes every change to both.
/// </summary>
internal sealed partial class Rebuilder(
    RebuildStore store, SignatureChecks signatures, CredentialCache cache, IServiceScopeFactory scopes, DatabaseReadiness database, IOptions<RebuildOptions> options, TimeProvider time, LoopRegistry loops,
    ILogger<Rebuilder> logger)
    : BackgroundLoop("rebuilder", loops, logger)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AskAgainInterval = TimeSpan.FromMilliseconds(500);
    private readonly WakeUp _wakeUp = new();

    /// <summary>Makes the loop check for a request immediately.</summary>
    public void Wake() => _wakeUp.Set();

    public override void Dispose()
    {
        _wakeUp.Dispose();
        base.Dispose();
    }

    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => _wakeUp.WaitAsync(LookInterval, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (await store.ClaimAsync(cancellationToken) is not { } claimed) return false;
        LogStarted(logger, claimed.Id, claimed.Generation);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await BuildAsync(claimed.Id, claimed.Generation, scope.ServiceProvider.GetRequiredService<EventFeed>(), cancellationToken);
        }
        catch (RebuildLostException)
        {
            LogLost(logger, claimed.Id);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // The operator sees the failure and can request another rebuild; the live read model has not changed.
            LogFailed(logger, error, claimed.Id);
            await store.FailAsync(claimed.Id, claimed.Generation, ReasonOf(error), cancellationToken);
        }

        await store.RemoveOldGenerationsAsync(cancellationToken);
        return false;
    }

    private async Task BuildAsync(Guid id, int generation, EventFeed feed, CancellationToken cancellationToken)
    {
        string? after = null;
        long? begunBefore = null;
        long? settlingSince = null;
        var started = time.GetTimestamp();
        while (true)
        {
            var page = await feed.ReadAsync(after, cancellationToken);
            await CheckAsync(page.Changes, cancellationToken);
            await store.AddAsync(id, generation, page.Changes, cancellationToken);
            after = page.NextAfter;
            begunBefore ??= page.BegunBefore;
            if (!page.UpToDate) continue;

            // What was applied before this generation existed may not be shown yet, because the store waits for older transactions to end: a credential would be
            // missing after the swap, or a revocation. Everything later is written to both generations.
            if (page.SettledBefore < begunBefore)
            {
                settlingSince ??= time.GetTimestamp();
                if (time.GetElapsedTime(settlingSince.Value) > options.Value.SettleTime) throw new FeedHeldBackException();
                await Task.Delay(AskAgainInterval, time, cancellationToken);
                continue;
            }

            var comparison = await CompareAsync(id, generation, cancellationToken);
            await store.SwapAsync(id, generation, comparison, cancellationToken);
            cache.ForgetAll();
            LogDone(logger, id, time.GetElapsedTime(started), comparison.LiveHash == comparison.RebuiltHash, comparison.Missing, comparison.Unknown, comparison.Different);
            return;
        }
    }

    /// <summary>Nothing enters the new generation that the issuer did not sign.</summary>
    private async Task CheckAsync(List<CredentialChange> changes, CancellationToken cancellationToken)
    {
        foreach (var change in changes)
        {
            switch (await signatures.CheckAsync(SignedEvent.Of(change.Event), cancellationToken))
            {
                case SignatureFinding.Authentic: break;
                case SignatureFinding.Unknown: throw new SignatureUncheckedException();
                case SignatureFinding.Compromised: throw new EventFormatException("The issuer is still signing events anew whose key was compromised. Request the rebuild again when it has finished.");
                default: throw new EventFormatException($"The issuer did not sign event {change.Event.EventId} of its event store.");
            }
        }
    }

    /// <summary>Compares the generations, which may take long, and records heartbeats in the meantime.</summary>
    private async Task<RebuildStore.Comparison> CompareAsync(Guid id, int generation, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var comparing = store.CompareAsync(generation, ended.Token);
        try
        {
            while (await Task.WhenAny(comparing, Task.Delay(options.Value.AbandonedAfter / 4, time, ended.Token)) != comparing)
                await store.BeatAsync(id, generation, ended.Token);
            return await comparing;
        }
        catch
        {
            await ended.CancelAsync();
            await comparing.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default); // The comparison must not outlive the rebuild.
            throw;
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    private static string ReasonOf(Exception error) => error switch
    {
        HttpRequestException or Polly.ExecutionRejectedException or TaskCanceledException => "The issuance service cannot be reached or did not answer in time.",
        EventFormatException or FeedHeldBackException => error.Message,
        _ => $"Unexpected error ({error.GetType().Name}); see the log.",
    };

    [LoggerMessage(LogLevel.Information, "Rebuild {Id} started generation {Generation} of the read model")]
    private static partial void LogStarted(ILogger logger, Guid id, int generation);

    [LoggerMessage(LogLevel.Information, "Rebuild {Id} finished after {Elapsed}; hashes agreed: {Agreed}; missing {Missing}, unknown {Unknown}, different {Different}")]
    private static partial void LogDone(ILogger logger, Guid id, TimeSpan elapsed, bool agreed, long missing, long unknown, long different);

    [LoggerMessage(LogLevel.Warning, "Rebuild {Id} was taken over by another replica")]
    private static partial void LogLost(ILogger logger, Guid id);

    [LoggerMessage(LogLevel.Error, "Rebuild {Id} failed; the live read model is unchanged")]
    private static partial void LogFailed(ILogger logger, Exception error, Guid id);
}
