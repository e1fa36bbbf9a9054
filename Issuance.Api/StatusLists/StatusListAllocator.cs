using System.Collections.Concurrent;

namespace Issuance.Api.StatusLists;

/// <summary>Gives credentials their places in status lists. It takes a few places of an issuer's list at a time; those that a process has not given out when it stops stay unused.</summary>
internal sealed class StatusListAllocator(StatusListStore store, StatusListPublisher publisher)
{
    private const int TakenAtOnce = 64;
    private const int MostIssuers = 10_000;
    private readonly ConcurrentDictionary<string, Places> _places = new(StringComparer.Ordinal);

    /// <summary>A credential's place, for good. The list is published when this returns.</summary>
    /// <param name="credentialId">The credential.</param>
    /// <param name="issuer">The issuer's slug.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached. The same call may be repeated.</exception>
    public async Task<(int List, int Index)> PlaceOfAsync(Guid credentialId, string issuer, CancellationToken cancellationToken)
    {
        if (await store.FindPlaceAsync(credentialId, cancellationToken) is { } known) return known;
        if (_places.Count >= MostIssuers) _places.Clear();
        var (free, taking) = _places.GetOrAdd(issuer, static _ => new Places([], new SemaphoreSlim(1, 1)));
        (int List, int Index) place;
        while (!free.TryDequeue(out place))
        {
            await taking.WaitAsync(cancellationToken); // Without a connection: many may ask at once.
            try
            {
                if (!free.IsEmpty) continue;
                var (list, indexes) = await store.TakeAsync(issuer, TakenAtOnce, cancellationToken);
                await publisher.EnsureAsync(list, cancellationToken);
                foreach (var index in indexes) free.Enqueue((list.Number, index));
            }
            finally
            {
                taking.Release();
            }
        }

        return await store.EnterAsync(credentialId, place.List, place.Index, cancellationToken);
    }

    /// <summary>The places of an issuer that this process has taken and not given out, and the turn to take more.</summary>
    private sealed record Places(ConcurrentQueue<(int List, int Index)> Free, SemaphoreSlim Taking);
}
