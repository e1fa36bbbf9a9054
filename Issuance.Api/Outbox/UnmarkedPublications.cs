using KubeCredential.Messaging;

namespace Issuance.Api.Outbox;

/// <summary>An event that is in the stream but not yet marked as published.</summary>
/// <param name="EventId">The event.</param>
/// <param name="CredentialId">The credential it is about.</param>
/// <param name="EntryId">Its entry in the stream.</param>
/// <param name="Epoch">The epoch under which it was published.</param>
/// <param name="At">When it was published: a timestamp of the process's clock.</param>
/// <param name="CorrelationId">Links everything that one request caused.</param>
/// <param name="TraceParent">The trace context of that request, or null.</param>
/// <param name="KeyId">The key with which it was signed when it was published.</param>
internal sealed record Publication(Guid EventId, Guid CredentialId, string EntryId, Guid Epoch, long At, string CorrelationId, string? TraceParent, string KeyId);

/// <summary>
/// The events that this process has published but not yet marked. The verifier usually confirms an event within a few milliseconds, so marking
/// waits a moment, and a single statement marks and confirms. The relay marks the events that remain unconfirmed. If the process dies, the
/// lease of their claim expires, and they are published again.
/// </summary>
internal sealed class UnmarkedPublications(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Publication> _publications = [];
    private readonly Queue<Publication> _inOrder = []; // Entries taken by ID stay here until they would have been due.

    /// <summary>How many publications are waiting.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _publications.Count;
        }
    }

    /// <summary>Keeps publications until they are taken.</summary>
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

    /// <summary>Takes the publications that these confirmations are about, by event and key.</summary>
    public List<Publication> Take(IEnumerable<Confirmation> confirmations)
    {
        var taken = new List<Publication>();
        lock (_gate)
        {
            foreach (var confirmation in confirmations)
            {
                if (!_publications.TryGetValue(confirmation.EventId, out var one) || one.KeyId != confirmation.KeyId) continue;
                _publications.Remove(confirmation.EventId);
                taken.Add(one);
            }
        }

        return taken;
    }

    /// <summary>Whether an event is here.</summary>
    public bool Contains(Guid eventId)
    {
        lock (_gate) return _publications.ContainsKey(eventId);
    }

    /// <summary>Takes publications that are at least this old.</summary>
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
