namespace KubeCredential.Hosting.Background;

/// <summary>How a background loop is doing.</summary>
/// <param name="name">The loop's name.</param>
/// <param name="time">The clock.</param>
public sealed class LoopStatus(string name, TimeProvider time)
{
    private long _lastSuccessTicks;
    private int _failures;
    private volatile string? _lastError;

    /// <summary>The loop's name.</summary>
    public string Name => name;

    /// <summary>How many steps in a row have failed.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>The kind of the last error, or null.</summary>
    public string? LastError => _lastError;

    /// <summary>When a step last succeeded, or null.</summary>
    public DateTimeOffset? LastSuccessAt => Interlocked.Read(ref _lastSuccessTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Notes a success.</summary>
    /// <returns>How many failures went before it.</returns>
    internal int Succeeded()
    {
        Interlocked.Exchange(ref _lastSuccessTicks, time.GetUtcNow().UtcTicks);
        return Interlocked.Exchange(ref _failures, 0);
    }

    /// <summary>Notes a failure.</summary>
    /// <returns>How many there are in a row now.</returns>
    internal int Failed(Exception error)
    {
        _lastError = error.GetType().Name;
        return Interlocked.Increment(ref _failures);
    }
}
