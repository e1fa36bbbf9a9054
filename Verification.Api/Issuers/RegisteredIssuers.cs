using KubeCredential.Events;
using KubeCredential.Hosting.Background;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;
using Verification.Api.Signatures;

namespace Verification.Api.Issuers;

/// <summary>
/// The issuers' profiles in memory: as the issuance service has them, which is asked regularly and soon after an unknown issuer appears, and before that as this service's database holds them. An issuer
/// is never forgotten.
/// </summary>
internal sealed partial class RegisteredIssuers(
    IssuerStore store, IServiceScopeFactory scopes, DatabaseReadiness database, IOptions<SignatureOptions> options, TimeProvider time, LoopRegistry loops, ILogger<RegisteredIssuers> logger)
    : BackgroundLoop("issuers", loops, logger)
{
    /// <summary>An unknown issuer is asked for at most this often, whoever sends what.</summary>
    private static readonly TimeSpan AskedAtMost = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _wanted = new(0, 1);
    private volatile Dictionary<string, RegisteredIssuer> _byName = new(StringComparer.Ordinal); // Replaced, never changed.
    private volatile Dictionary<string, RegisteredIssuer> _byDid = new(StringComparer.Ordinal);
    private volatile bool _isRead;
    private bool _saidSo;

    /// <summary>How many rows of issuers in the database this service has not written, or not like this.</summary>
    public int Broken { get; private set; }

    /// <summary>An issuer by its exact name, or null if it is not known yet; then the issuance service is asked for it.</summary>
    public RegisteredIssuer? Find(string name)
    {
        if (_byName.GetValueOrDefault(name) is { } known) return known;
        lock (_wanted)
        {
            if (_wanted.CurrentCount == 0) _wanted.Release();
        }

        return null;
    }

    /// <summary>The issuer with a DID, or null if none is known.</summary>
    public RegisteredIssuer? FindByDid(string did) => _byDid.GetValueOrDefault(did);

    /// <summary>The DIDs of all issuers.</summary>
    public IReadOnlyCollection<string> Dids => _byDid.Keys;

    /// <summary>Asks the issuance service, the first time after reading what the database holds.</summary>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (!_isRead)
        {
            var (issuers, broken) = await store.ReadAsync(cancellationToken);
            if (broken > 0) LogBroken(logger, broken);
            Learn(issuers);
            (Broken, _isRead) = (broken, true);
        }

        try
        {
            await AskAsync(cancellationToken);
            _saidSo = false;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && error is HttpRequestException or OperationCanceledException or EventFormatException)
        {
            if (!_saidSo) LogNotAsked(logger, error is EventFormatException ? error.Message : error.GetType().Name); // Once. What is known is used on.
            _saidSo = true;
        }
    }

    public override void Dispose()
    {
        _wanted.Dispose();
        base.Dispose();
    }

    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    protected override async Task WaitAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(AskedAtMost < options.Value.Interval ? AskedAtMost : options.Value.Interval, time, cancellationToken);
        if (options.Value.Interval > AskedAtMost) await _wanted.WaitAsync(options.Value.Interval - AskedAtMost, cancellationToken);
    }

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        return false;
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var feed = scope.ServiceProvider.GetRequiredService<IssuerFeed>();
        await foreach (var page in feed.PagesAsync(cancellationToken))
        {
            var changed = page.FindAll(one => _byName.GetValueOrDefault(one.Profile.Name) is not { } known || known.DiffersFrom(one));
            var rows = new List<IssuerWithLogo>(changed.Count);
            foreach (var issuer in changed) rows.Add(new IssuerWithLogo(issuer, issuer.Profile.Logo is null ? null : await feed.ReadLogoAsync(issuer, cancellationToken)));
            // A logo that is shown must be there. What could not be written is asked for again.
            await store.WriteAsync(rows, cancellationToken);
            Learn(changed);
        }
    }

    private void Learn(List<RegisteredIssuer> issuers)
    {
        if (issuers.Count == 0) return;
        var next = new Dictionary<string, RegisteredIssuer>(_byName, StringComparer.Ordinal);
        foreach (var issuer in issuers) next[issuer.Profile.Name] = issuer;
        _byName = next;
        _byDid = next.Values.Where(static issuer => issuer.Profile.Did is not null).DistinctBy(static issuer => issuer.Profile.Did).ToDictionary(static issuer => issuer.Profile.Did!, StringComparer.Ordinal);
    }

    [LoggerMessage(LogLevel.Warning, "The issuers' profiles could not be read ({Reason}); those already known are shown")]
    private static partial void LogNotAsked(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Error, "{Broken} of the issuers' profiles in the database were not written by this service, or with another Signatures:KeySecret; they are not shown until the issuance service has been asked")]
    private static partial void LogBroken(ILogger logger, int broken);
}
