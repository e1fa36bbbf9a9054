using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace KubeCredential.Security;

/// <summary>
/// Finds API keys. Keys read from the database are cached for half a second, so a revoked key ends on every replica within that time, and
/// each key in use is read about twice a second, however many requests use it. Only existing keys are cached: guessed IDs take no memory,
/// and only a few of them are looked up at a time, so that they do not use up the database's connections.
/// </summary>
internal sealed class ApiKeys : IDisposable
{
    /// <summary>How long a key is cached.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMilliseconds(500);

    private const int MostRemembered = 10_000;
    private const int MostLookUpsOfStrangers = 4;

    // Refreshed before it expires, so that no request waits under load.
    private static readonly TimeSpan RenewAfter = TimeSpan.FromMilliseconds(250);

    private readonly ApiKeyStore _store;
    private readonly TimeProvider _time;
    private readonly FrozenDictionary<string, ApiKey>.AlternateLookup<ReadOnlySpan<char>> _configured;
    private readonly ConcurrentDictionary<string, Remembered> _remembered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Remembered>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly SemaphoreSlim _strangers = new(MostLookUpsOfStrangers);

    public ApiKeys(ApiKeyStore store, AuthenticationSettings settings, TimeProvider time)
    {
        (_store, _time) = (store, time);
        _configured = settings.Keys.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _bySpan = _remembered.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>How many keys of the database are cached.</summary>
    public int Count => _remembered.Count;

    /// <summary>Returns the key if it is known without querying the database.</summary>
    public bool TryGet(ReadOnlySpan<char> id, [NotNullWhen(true)] out ApiKey? key)
    {
        if (_configured.TryGetValue(id, out key)) return true;
        if (!_bySpan.TryGetValue(id, out var remembered)) return false;
        var age = _time.GetElapsedTime(remembered.ReadAt);
        if (age >= Lifetime) return false;
        if (age >= RenewAfter) _ = RenewAsync(remembered); // If it fails, a request after the lifetime reports it.
        key = remembered.Key;
        return true;
    }

    /// <summary>Whether a key of the database has been used here, and so is not a guess.</summary>
    public bool IsRemembered(ReadOnlySpan<char> id) => _bySpan.ContainsKey(id);

    /// <summary>The key, or null if there is none.</summary>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task<ApiKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (TryGet(id, out var known)) return known;
        if (_remembered.TryGetValue(id, out var remembered))
        {
            await RenewAsync(remembered).WaitAsync(cancellationToken);
            return _remembered.TryGetValue(id, out remembered) ? remembered.Key : null;
        }

        await _strangers.WaitAsync(cancellationToken);
        try
        {
            if (TryGet(id, out known)) return known;
            var readAt = _time.GetTimestamp();
            if (await _store.FindAsync(id, cancellationToken) is not { } found) return null;
            if (_remembered.Count >= MostRemembered) _remembered.Clear();
            _remembered[id] = new Remembered(found, readAt);
            return found;
        }
        finally
        {
            _strangers.Release();
        }
    }

    /// <summary>The keys used since the last call of <see cref="Noted"/>, and when.</summary>
    public List<(string Id, DateTimeOffset At)> Uses()
    {
        var uses = new List<(string, DateTimeOffset)>();
        foreach (var remembered in _remembered.Values)
        {
            var usedAt = remembered.Key.UsedAt;
            if (usedAt <= remembered.NotedUse) continue;
            uses.Add((remembered.Key.Id, DateTimeOffset.FromUnixTimeMilliseconds(usedAt)));
        }

        return uses;
    }

    /// <summary>Records that uses have been stored.</summary>
    public void Noted(IEnumerable<(string Id, DateTimeOffset At)> uses)
    {
        foreach (var (id, at) in uses)
        {
            if (_remembered.TryGetValue(id, out var remembered)) remembered.NotedUse = at.ToUnixTimeMilliseconds();
        }
    }

    public void Dispose() => _strangers.Dispose();

    /// <summary>Refreshes a key, once for all concurrent callers.</summary>
    private Task RenewAsync(Remembered remembered)
    {
        lock (remembered)
        {
            if (remembered.Renewal is not { IsCompleted: false }) remembered.Renewal = ReadAsync(remembered);
            return remembered.Renewal;
        }
    }

    private async Task ReadAsync(Remembered remembered)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // Continue outside the lock.
        var readAt = _time.GetTimestamp();
        // Keys are never deleted, so a missing one was removed by hand: drop it from the cache.
        if (await _store.FindAsync(remembered.Key.Id, CancellationToken.None) is { } found) remembered.Set(found, readAt);
        else _remembered.TryRemove(remembered.Key.Id, out _);
    }

    private sealed class Remembered(ApiKey key, long readAt)
    {
        private long _readAt = readAt;

        public ApiKey Key { get; private set; } = key;

        public long ReadAt => Volatile.Read(ref _readAt);

        public long NotedUse { get; set; }

        public Task? Renewal { get; set; }

        public void Set(ApiKey key, long readAt)
        {
            key.NoteUse(Key.UsedAt);
            Key = key;
            Volatile.Write(ref _readAt, readAt);
        }
    }
}
