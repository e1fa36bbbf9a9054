using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Verification.Api.Credentials.Checks;

namespace Verification.Api.Credentials;

/// <summary>
/// Caches recently requested credentials in memory. When this process commits a change, it removes the credential here, so its next response
/// is current. A change applied by another replica shows after <see cref="VerificationOptions.CacheFor"/> at the latest, since nothing is
/// kept longer, whatever happens to Redis or to messages between replicas. Misses are never cached: the credential may arrive at any time.
/// </summary>
internal sealed class CredentialCache : IDisposable
{
    private const int Marks = 4096; // A power of two.
    private readonly VerificationStore _store;
    private readonly MemoryCache? _known;
    private readonly TimeSpan _keptFor;
    private readonly int[] _changes = new int[Marks];

    public CredentialCache(VerificationStore store, IOptions<VerificationOptions> options)
    {
        (_store, _keptFor) = (store, options.Value.CacheFor);
        if (options.Value.CacheMegabytes > 0 && _keptFor > TimeSpan.Zero)
            _known = new MemoryCache(new MemoryCacheOptions { SizeLimit = options.Value.CacheMegabytes * 1024L * 1024, ExpirationScanFrequency = TimeSpan.FromSeconds(5) });
    }

    /// <summary>One credential, or null if it is not known.</summary>
    /// <exception cref="System.Data.Common.DbException">It is not cached and the database cannot be reached.</exception>
    public async ValueTask<KnownCredential?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (_known is null) return await _store.FindAsync(id, cancellationToken);
        if (_known.TryGetValue(id, out KnownCredential? kept)) return kept;

        // If an event is applied between reading and caching, the outdated value must not remain in the cache.
        var mark = MarkOf(id);
        var before = Volatile.Read(ref _changes[mark]);
        var found = await _store.FindAsync(id, cancellationToken);
        if (found is null) return null;
        using (var entry = _known.CreateEntry(id))
        {
            entry.Value = found;
            entry.Size = found.Size;
            entry.AbsoluteExpirationRelativeToNow = _keptFor;
        }

        if (Volatile.Read(ref _changes[mark]) != before) _known.Remove(id);
        return found;
    }

    /// <summary>Removes credentials whose events have been applied, or may have been.</summary>
    public void Forget(IEnumerable<Guid> ids)
    {
        if (_known is null) return;
        foreach (var id in ids)
        {
            Interlocked.Increment(ref _changes[MarkOf(id)]);
            _known.Remove(id);
        }
    }

    /// <summary>Removes everything, after another generation of the read model has become the live one.</summary>
    public void ForgetAll()
    {
        if (_known is null) return;
        for (var mark = 0; mark < Marks; mark++) Interlocked.Increment(ref _changes[mark]);
        _known.Clear();
    }

    public void Dispose() => _known?.Dispose();

    private static int MarkOf(Guid id) => id.GetHashCode() & (Marks - 1);
}
