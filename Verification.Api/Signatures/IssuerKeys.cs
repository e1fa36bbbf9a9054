using System.Data.Common;
using KubeCredential.Events;
using KubeCredential.Hosting.Background;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;

namespace Verification.Api.Signatures;

/// <summary>
/// The issuer's public keys in memory: as the issuer publishes them, asked for regularly and whenever an unknown one appears, and before that as this service's database holds them. A key is never
/// forgotten, and one that was compromised stays so, whatever the issuer says later.
/// </summary>
internal sealed partial class IssuerKeys(
    IssuerKeyStore store, IServiceScopeFactory scopes, DatabaseReadiness database, IOptions<SignatureOptions> options, TimeProvider time, LoopRegistry loops, ILogger<IssuerKeys> logger)
    : BackgroundLoop("issuer-keys", loops, logger)
{
    /// <summary>An unknown key is asked for at most this often, whoever sends what.</summary>
    private static readonly TimeSpan AskedAtMost = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _asking = new(1, 1);
    private volatile Dictionary<string, IssuerKey> _keys = []; // Replaced, never changed.
    private volatile bool _isRead;
    private long _asked;
    private bool _lastAnswered;
    private bool _saidSo;

    /// <summary>How many keys are known.</summary>
    public int Count => _keys.Count;

    /// <summary>How many rows of keys in the database this service has not written, or not like this.</summary>
    public int Broken { get; private set; }

    /// <summary>When the issuer last answered, or null.</summary>
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>A key, or null if it is not known.</summary>
    public IssuerKey? Find(string keyId) => _keys.GetValueOrDefault(keyId);

    /// <summary>Asks the issuer for its keys, unless that was done after this call began.</summary>
    /// <returns>Whether it answered.</returns>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        var before = time.GetTimestamp();
        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (_asked > before) return _lastAnswered;
            // Not answered from what was heard a moment ago: the key may have come into use since.
            if (_asked != 0 && AskedAtMost - time.GetElapsedTime(_asked) is { Ticks: > 0 } early) await Task.Delay(early, time, cancellationToken);
            _lastAnswered = false;
            _asked = time.GetTimestamp();
            try
            {
                await ReadAsync(cancellationToken); // Another replica may have heard of a key.
            }
            catch (DbException) when (_isRead)
            {
                // The issuer's word counts more, and needs no database.
            }

            try
            {
                await AskAsync(cancellationToken);
                _lastAnswered = true;
                _saidSo = false;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested && error is HttpRequestException or OperationCanceledException or EventFormatException)
            {
                if (!_saidSo) LogNotAsked(logger, error is EventFormatException ? error.Message : error.GetType().Name); // Once. What is known is used on.
                _saidSo = true;
            }

            return _lastAnswered;
        }
        finally
        {
            _asking.Release();
        }
    }

    public override void Dispose()
    {
        _asking.Dispose();
        base.Dispose();
    }

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => await database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) =>
        Task.Delay(Count == 0 && AskedAtMost < options.Value.Interval ? AskedAtMost : options.Value.Interval, time, cancellationToken); // Without any key no credential can be verified.

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        return false;
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var (keys, broken) = await store.ReadAsync(cancellationToken);
        if (broken > Broken) LogBroken(logger, broken);
        Learn(keys);
        (Broken, _isRead) = (broken, true);
    }

    /// <summary>Adds what is said of keys.</summary>
    /// <returns>The keys of which something is new.</returns>
    private List<IssuerKey> Learn(List<IssuerKey> said)
    {
        var next = new Dictionary<string, IssuerKey>(_keys, StringComparer.Ordinal);
        var changed = new List<IssuerKey>();
        foreach (var key in said)
        {
            var after = next.GetValueOrDefault(key.KeyId)?.After(key) ?? key;
            if (next.GetValueOrDefault(key.KeyId)?.Says(after) == true) continue;
            next[key.KeyId] = after;
            changed.Add(after);
        }

        if (changed.Count > 0) _keys = next;
        return changed;
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.Timeout);
        List<IssuerKey> said;
        await using (var scope = scopes.CreateAsyncScope()) said = await scope.ServiceProvider.GetRequiredService<IssuerKeyFeed>().ReadAsync(limit.Token);
        AnsweredAt = time.GetUtcNow();
        // What is new counts before it is written: a key that was compromised is not believed from now on, even if the database is away.
        await store.WriteAsync(Learn(said), cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "The issuer's keys could not be read ({Reason}); those already known are used")]
    private static partial void LogNotAsked(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Error, "{Broken} of the issuer's keys in the database were not written by this service, or with another Signatures:KeySecret; they are not believed")]
    private static partial void LogBroken(ILogger logger, int broken);
}
