using System.Threading.Channels;
using KubeCredential.Security.Limits;

namespace KubeCredential.Live;

/// <summary>The events queued for one client of a stream. A client that reads too slowly is disconnected; it reconnects and receives the current state.</summary>
public sealed class LiveSubscription
{
    private const int Capacity = 1024;
    private readonly Channel<LiveEvent> _events = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly Dictionary<Guid, object> _told = [];
    private readonly HashSet<Guid> _open;

    internal LiveSubscription(IEnumerable<Guid> ids, string? organisation, LimitedClient client) => (_open, Organisation, Client) = ([.. ids], organisation, client);

    /// <summary>The organisation that the client is limited to, or null.</summary>
    public string? Organisation { get; }

    /// <summary>The credentials that may still change.</summary>
    public IReadOnlyCollection<Guid> Open => _open;

    /// <summary>Whether the client still has to receive the current state.</summary>
    public bool IsNew { get; set; } = true;

    internal LimitedClient Client { get; }

    internal bool HasProblem { get; set; }

    internal ChannelReader<LiveEvent> Events => _events.Reader;

    /// <summary>Sends an event to the client.</summary>
    public void Tell(string name, object data)
    {
        if (!_events.Writer.TryWrite(new LiveEvent(name, data))) _events.Writer.TryComplete();
    }

    /// <summary>Ends the stream once the client has received what was sent: there will be no more.</summary>
    public void End() => _events.Writer.TryComplete();

    /// <summary>Sends a credential's state to the client, unless it already has it.</summary>
    /// <param name="id">The credential.</param>
    /// <param name="state">Its state, compared by value.</param>
    /// <param name="isFinal">Whether it will no longer change.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="data">The event's data.</param>
    public void TellState(Guid id, object state, bool isFinal, string name, object data)
    {
        if (!_open.Contains(id)) return;
        if (!_told.TryGetValue(id, out var told) || !told.Equals(state)) Tell(name, data);
        _told[id] = state;
        if (isFinal) _open.Remove(id);
    }
}

/// <summary>An event of a stream.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Data">The object serialised as JSON.</param>
internal readonly record struct LiveEvent(string Name, object Data);
