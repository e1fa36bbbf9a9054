using Microsoft.Extensions.Options;

namespace Issuance.Api.Outbox;

/// <summary>
/// The shortcut from events committed by this process to its own relay, which publishes them without claiming and reading them. Their rows
/// are written as claimed, so other relays leave them alone for one lease. The table remains authoritative: while Redis is unavailable, the relay
/// returns them to it; if this process dies, or its relay does not get to them within half the lease, the lease expires and any relay claims them.
/// </summary>
internal sealed class FreshEvents(DeliveryStatus status, OutboxSignal signal, IOptions<OutboxOptions> options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<(OutboxMessage Message, long WrittenAt)> _events = [];
    private readonly int _capacity = 2 * options.Value.BatchSize;
    private readonly TimeSpan _useful = options.Value.Lease / 2;
    private int _expected;
    private volatile bool _isOpen;

    /// <summary>Whether the relay keeps up, as it reports itself. Otherwise events are found in the table.</summary>
    public bool IsOpen
    {
        get => _isOpen;
        set => _isOpen = value;
    }

    /// <summary>Reserves room for events that are about to be written.</summary>
    /// <returns>Whether the relay will accept them; if so, <see cref="Add"/> must follow.</returns>
    public bool TryExpect(int count)
    {
        if (!IsOpen || status.Isolated) return false;
        lock (_gate)
        {
            if (_expected + _events.Count + count > _capacity) return false;
            _expected += count;
            return true;
        }
    }

    /// <summary>Hands over committed events.</summary>
    /// <param name="expected">For how many events room was reserved.</param>
    /// <param name="writtenAt">A timestamp of the process's clock taken before they were written: their lease began later.</param>
    /// <param name="events">The events; fewer than expected if some were not written.</param>
    public void Add(int expected, long writtenAt, IEnumerable<OutboxMessage> events)
    {
        lock (_gate)
        {
            _expected -= expected;
            foreach (var one in events) _events.Enqueue((one, writtenAt));
        }

        signal.Wake();
    }

    /// <summary>Takes the content out of waiting events of credentials that have been erased.</summary>
    public void Forget(IReadOnlyCollection<Guid> credentialIds)
    {
        var erased = credentialIds as HashSet<Guid> ?? [.. credentialIds];
        lock (_gate)
        {
            for (var left = _events.Count; left > 0; left--)
            {
                var (message, writtenAt) = _events.Dequeue();
                _events.Enqueue((erased.Contains(message.Event.CredentialId) ? message with { Event = message.Event.WithoutContent() } : message, writtenAt));
            }
        }
    }

    /// <summary>Takes events, oldest first. Events that have waited too long are left to the table, because their lease is about to expire.</summary>
    public List<OutboxMessage> Take(int limit)
    {
        var taken = new List<OutboxMessage>();
        lock (_gate)
        {
            while (taken.Count < limit && _events.TryDequeue(out var next))
            {
                if (time.GetElapsedTime(next.WrittenAt) < _useful) taken.Add(next.Message);
            }
        }

        return taken;
    }
}
