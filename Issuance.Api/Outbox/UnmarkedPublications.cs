namespace Issuance.Api.Outbox;

/// <summary>An event that stands in the stream and is not marked as published yet.</summary>
/// <param name="EventId">The event.</param>
/// <param name="CredentialId">The credential it is about.</param>
/// <param name="EntryId">Its entry in the stream.</param>
/// <param name="Epoch">The epoch under which it was published.</param>
/// <param name="At">When: a timestamp of the process's clock.</param>
/// <param name="CorrelationId">Ties together what one request caused.</param>
/// <param name="TraceParent">The trace context of that request, or null.</param>
internal sealed record Publication(Guid EventId, Guid CredentialId, string EntryId, Guid Epoch, long At, string CorrelationId, string? TraceParent);

/// <summary>
/// What this process has published and not marked yet. The verifier usually confirms an event within a few milliseconds, so the mark waits
/// a moment, and one statement marks and confirms. Those that nobody confirms are marked by the relay. A process that dies takes these
/// with it: the lease of their claim ends, and they are published again.
/// </summary>
internal sealed class UnmarkedPublications(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Publication> _publications = [];
    private readonly Queue<Publication> _inOrder = []; // What has been taken by id stays here until its time has come.

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _publications.Count;
        }
    }

    /// <summary>Keeps publications until somebody takes them.</summary>
    public void Add(IEnumerable<Publication> publications)
    {
        lock (_gate)
        {
            foreach (var one in publications)
            {
                _publications[one.EventId] = one;
                _inOrder.Enqueue(one);
            }
        }
    }

    /// <summary>Takes those of these events that are here.</summary>
    public List<Publication> Take(IEnumerable<Guid> eventIds)
    {
        var taken = new List<Publication>();
        lock (_gate)
        {
            foreach (var id in eventIds)
            {
                if (_publications.Remove(id, out var one)) taken.Add(one);
            }
        }

        return taken;
    }

    /// <summary>Takes those that were published so long ago.</summary>
    public List<Publication> TakeOlderThan(TimeSpan age)
    {
        var old = new List<Publication>();
        lock (_gate)
        {
            while (_inOrder.TryPeek(out var next) && time.GetElapsedTime(next.At) >= age)
            {
                _inOrder.Dequeue();
                if (_publications.TryGetValue(next.EventId, out var kept) && ReferenceEquals(kept, next) && _publications.Remove(next.EventId)) old.Add(next);
            }
        }

        return old;
    }
}
