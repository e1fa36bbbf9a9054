using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Options;

namespace KubeCredential.Outbound;

/// <summary>
/// Fetches documents of others whose addresses a stranger may choose, so that such an address can neither reach what is not public (server-side request forgery), nor hold up or fill this process:
/// see <see cref="OutboundOptions"/>. Answers are kept for a while; a document that several ask for at once is fetched once.
/// </summary>
public sealed class DocumentFetcher : IDisposable
{
    private const int WaitingForEach = 8;

    /// <summary>Who asks for a newer document than the kept one gets at most one in this time from the server.</summary>
    private static readonly TimeSpan RenewedAtMost = TimeSpan.FromSeconds(5);

    private readonly OutboundOptions _options;
    private readonly TimeProvider _time;
    private readonly AddressRules _rules;
    private readonly DocumentReader _reader;
    private readonly FetchCache _cache;
    private readonly HostGates _gates;
    private readonly SemaphoreSlim _turns;
    private readonly FetchTelemetry _telemetry = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<FetchAnswer>>> _running = new(StringComparer.Ordinal);

    /// <summary>Creates it.</summary>
    public DocumentFetcher(IOptions<OutboundOptions> options, TimeProvider time)
        : this((options ?? throw new ArgumentNullException(nameof(options))).Value, time, static (host, cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken))
    {
    }

    /// <summary>Creates it.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="resolve">Finds the network addresses of a host.</param>
    internal DocumentFetcher(OutboundOptions options, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        (_options, _time) = (options, time);
        _rules = new AddressRules(options, resolve);
        _reader = new DocumentReader(options, _rules, time);
        _cache = new FetchCache(options.CacheMegabytes * 1024L * 1024);
        _gates = new HostGates(options.MostAtOncePerHost, options.FailureFor, time);
        _turns = new SemaphoreSlim(options.MostAtOnce, options.MostAtOnce);
    }

    /// <summary>How often each outcome happened in this process.</summary>
    internal IEnumerable<(string Outcome, long Count)> Counts => _telemetry.Counts;

    /// <summary>How many answers are kept.</summary>
    internal int Kept => _cache.Count;

    /// <summary>How many documents are being fetched.</summary>
    internal int Running => _running.Count;

    /// <summary>How many hosts are not asked at present.</summary>
    internal int ClosedHosts => _gates.Closed;

    /// <summary>Fetches a document, or returns it as it was fetched a while ago.</summary>
    /// <param name="address">Its address. A fragment is ignored.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="maxAge">How old the document may be; null if as old as its server allows.</param>
    /// <param name="cancellationToken">Ends the waiting; the document is still fetched for others.</param>
    /// <exception cref="FetchException">It cannot be fetched.</exception>
    public async Task<FetchedDocument> FetchAsync(Uri address, DocumentKind kind, TimeSpan? maxAge, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(kind);
        _rules.Check(address);
        var target = new Uri(address.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped));
        var key = $"{kind.Name} {target.AbsoluteUri}";
        if (_cache.Find(key) is { } kept && Serves(kept, maxAge))
        {
            _telemetry.CountCached(kind);
            return kept.Value;
        }

        if (_running.Count >= _options.MostAtOnce * WaitingForEach) throw new FetchException(FetchFailure.Busy, "Too many documents are being fetched.");
        var running = _running.GetOrAdd(key, _ => new Lazy<Task<FetchAnswer>>(() => Task.Run(() => RunAsync(key, target, kind), CancellationToken.None)));
        return (await running.Value.WaitAsync(cancellationToken)).Value;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _turns.Dispose();
    }

    private bool Serves(FetchAnswer kept, TimeSpan? maxAge)
    {
        var age = _time.GetUtcNow() - kept.At;
        return kept.At + age < kept.FreshUntil && (maxAge is null || age <= maxAge || age < RenewedAtMost);
    }

    private async Task<FetchAnswer> RunAsync(string key, Uri target, DocumentKind kind)
    {
        try
        {
            var started = _time.GetTimestamp();
            using var span = FetchTelemetry.Start(kind);
            var answer = await AskAsync(target, kind);
            if (answer.Failure is { } failure) span?.SetStatus(ActivityStatusCode.Error, FetchTelemetry.NameOf(failure.Failure));
            if (answer.Failure?.Failure != FetchFailure.Busy) _cache.Set(key, answer);
            _telemetry.CountFetch(kind, answer, _time.GetElapsedTime(started));
            return answer;
        }
        finally
        {
            _running.TryRemove(key, out _);
        }
    }

    private async Task<FetchAnswer> AskAsync(Uri target, DocumentKind kind)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        var holdsTurn = false;
        try
        {
            // First the gate of the host: who waits for a slow one must not keep others from their turn.
            return FetchAnswer.Of(await _gates.RunAsync(
                target.IdnHost,
                async () =>
                {
                    await WaitForTurnAsync(limit.Token);
                    holdsTurn = true;
                    return await _reader.ReadAsync(target, kind, limit.Token);
                },
                limit.Token));
        }
        catch (FetchException failure)
        {
            return Failed(failure);
        }
        catch (OperationCanceledException late)
        {
            return Failed(new FetchException(FetchFailure.TimedOut, "Its server has not answered in time.", late));
        }
        finally
        {
            if (holdsTurn) _turns.Release();
        }
    }

    private async Task WaitForTurnAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _turns.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException late)
        {
            throw new FetchException(FetchFailure.Busy, "Too many documents are being fetched.", late); // Not the host's fault.
        }
    }

    private FetchAnswer Failed(FetchException failure)
    {
        var now = _time.GetUtcNow();
        return new FetchAnswer(null, failure, now, now + _options.FailureFor);
    }
}
