using System.Collections.Concurrent;

namespace KubeCredential.Hosting.Background;

/// <summary>The background loops of this process.</summary>
/// <param name="time">The clock.</param>
public sealed class LoopRegistry(TimeProvider time)
{
    private readonly ConcurrentBag<LoopStatus> _loops = [];

    /// <summary>The loops, by name.</summary>
    public IEnumerable<LoopStatus> Loops => _loops.OrderBy(static loop => loop.Name, StringComparer.Ordinal);

    internal LoopStatus Add(string name)
    {
        var status = new LoopStatus(name, time);
        _loops.Add(status);
        return status;
    }
}
