using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Verification.Api.Credentials.Checks;

namespace Verification.Api.Credentials;

/// <summary>
/// Caches recently requested credentials in memory. No response goes back behind one that any replica has given: when this process commits a change, it removes
/// the credential here; what another replica may have applied is known from the issuer's announcement (<see cref="Expect"/>), which precedes it. While
/// something could have been missed, the cache is closed (<see cref="CacheUpkeep"/>). Besides, nothing is kept longer than <see cref="VerificationOptions.CacheFor"/>. Misses are never cached:
/// the credential may arrive at any time.
/// </summary>
internal sealed class CredentialCache : IDisposable
{
    private const int Marks = 4096; // A power of two.
    private const int Locks = 64; // Each for the marks that are the same modulo this.
    private const int MostAnnounced = 50_000;
    private readonly CredentialLookups _lookups;
    private readonly MemoryCache? _known;
    private readonly TimeSpan _keptFor;
    private readonly AnnouncedVersions _announced = new(MostAnnounced);
    private readonly int[] _changes = new int[Marks];
    private readonly Lock[] _locks = [.. Enumerable.Range(0, Locks).Select(static _ => new Lock())];
    private volatile bool _isOpen;

    public CredentialCache(CredentialLookups lookups, IOptions<VerificationOptions> options)
    {
        (_lookups, _keptFor) = (lookups, options.Value.CacheFor);
        if (options.Value.CacheMegabytes > 0 && _keptFor > TimeSpan.Zero)
            _known = new MemoryCache(new MemoryCacheOptions { SizeLimit = options.Value.CacheMegabytes * 1024L * 1024, ExpirationScanFrequency = TimeSpan.FromSeconds(5) });
    }

    /// <summary>One credential, or null if it is not known.</summary>
    /// <exception cref="System.Data.Common.DbException">It is not cached and the database cannot be reached.</exception>
    public async ValueTask<KnownCredential?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (_known is null || !_isOpen) return await _lookups.FindAsync(id, cancellationToken);
        if (_known.TryGetValue(id, out KnownCredential? kept) && kept!.Version >= _announced.Of(id)) return kept;

        // If an event is applied between reading and caching, the outdated value must not remain in the cache.
        var mark = MarkOf(id);
        var before = Volatile.Read(ref _changes[mark]);
        var found = await _lookups.FindAsync(id, cancellationToken);
        if (found is null || found.Version < _announced.Of(id)) return found;

        // Comparing and keeping are one step for Forget: an entry that was removed afterwards could be read in between.
        lock (LockOf(mark))
        {
            if (_changes[mark] == before)
            {
                using var entry = _known.CreateEntry(id);
                entry.Value = found;
                entry.Size = found.Size;
                entry.AbsoluteExpirationRelativeToNow = _keptFor;
            }
        }

        return found;
    }

    /// <summary>
    /// A version was announced: until the database has it, the credential is read from there. The announcement is not believed; a forged one costs
    /// database reads.
    /// </summary>
    public void Expect(Guid id, int version)
    {
        if (_known is not null) _announced.Add(id, version);
    }

    /// <summary>Removes credentials whose events have been applied, or may have been.</summary>
    public void Forget(IEnumerable<Guid> ids)
    {
        if (_known is null) return;
        foreach (var id in ids)
        {
            var mark = MarkOf(id);
            lock (LockOf(mark))
            {
                _changes[mark]++;
                _known.Remove(id);
            }
        }
    }

    /// <summary>Removes everything, after another generation of the read model has become the live one.</summary>
    public void ForgetAll()
    {
        if (_known is null) return;
        for (var mark = 0; mark < Marks; mark++)
        {
            lock (LockOf(mark)) _changes[mark]++;
        }

        _known.Clear();
    }

    /// <summary>Starts to use the cache: nothing can be missed. Until then, and after <see cref="Close"/>, every request reads the database.</summary>
    public void Open() => _isOpen = true;

    /// <summary>Stops using the cache: announcements may have been missed.</summary>
    public void Close()
    {
        _isOpen = false;
        ForgetAll();
    }

    public void Dispose() => _known?.Dispose();

    private Lock LockOf(int mark) => _locks[mark & (Locks - 1)];

    private static int MarkOf(Guid id) => id.GetHashCode() & (Marks - 1);
}
