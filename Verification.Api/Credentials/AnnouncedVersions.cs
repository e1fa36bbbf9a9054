using System.Collections.Concurrent;

namespace Verification.Api.Credentials;

/// <summary>The versions above 1 that the issuer has announced, of the credentials announced last. Versions below an announced one must not come from memory.</summary>
/// <param name="most">How many credentials are remembered; the one that was announced first is forgotten first.</param>
internal sealed class AnnouncedVersions(int most)
{
    private readonly ConcurrentDictionary<Guid, int> _versions = new();
    private readonly Queue<Guid> _order = new();
    private readonly Lock _gate = new();

    /// <summary>How many credentials are remembered.</summary>
    public int Count => _versions.Count;

    /// <summary>The highest version announced, or 0.</summary>
    public int Of(Guid id) => _versions.TryGetValue(id, out var version) ? version : 0;

    /// <summary>Remembers an announcement.</summary>
    public void Add(Guid id, int version)
    {
        lock (_gate)
        {
            if (_versions.TryGetValue(id, out var known))
            {
                if (version > known) _versions[id] = version;
                return;
            }

            if (_order.Count >= most) _versions.TryRemove(_order.Dequeue(), out _);
            _order.Enqueue(id);
            _versions[id] = version;
        }
    }
}
