using Microsoft.Extensions.Options;

namespace Issuance.Api.Outbox;

/// <summary>
/// Events that this process commits, on their short way to its relay, which publishes them without claiming and reading them. Their rows
/// are written as claimed, so that other relays leave them alone for one lease. The table stays the truth: while Redis is away the relay gives
/// them back to it, and where this process dies, or its relay does not get to them in half that time, the lease ends and they are claimed as any others.
/// </summary>
internal sealed class FreshEvents(DeliveryStatus status, OutboxSignal signal, IOptions<OutboxOptions> options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<(OutboxMessage Message, long WrittenAt)> _events = [];
    private readonly int _capacity = 2 * options.Value.BatchSize;
    private readonly TimeSpan _useful = options.Value.Lease / 2;
    private int _expected;
    private volatile bool _isOpen;

    /// <summary>Whether the relay keeps up. It says so; until it does, and while it does not, events are found in the table.</summary>
    public bool IsOpen
    {
        get => _isOpen;
        set => _isOpen = value;
    }

    /// <summary>Keeps room for events that are about to be written.</summary>
    /// <returns>Whether the relay will take them; if so, <see cref="Add"/> must follow.</returns>
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

    /// <summary>Hands over what has been committed.</summary>
    /// <param name="expected">How many room was kept for.</param>
    /// <param name="writtenAt">A timestamp of the process's clock from before they were written: their lease began after it.</param>
    /// <param name="events">The events; fewer than were expected where some were not written.</param>
    public void Add(int expected, long writtenAt, IEnumerable<OutboxMessage> events)
    {
        lock (_gate)
        {
            _expected -= expected;
            foreach (var one in events) _events.Enqueue((one, writtenAt));
        }

        signal.Wake();
    }

    /// <summary>Takes events, the oldest first. Those that have waited for too long are left to the table, where their lease is about to end.</summary>
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
