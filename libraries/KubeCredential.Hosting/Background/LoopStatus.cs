namespace KubeCredential.Hosting.Background;

/// <summary>The state of a background loop.</summary>
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

    /// <summary>The type of the last error, or null.</summary>
    public string? LastError => _lastError;

    /// <summary>When a step last succeeded, or null.</summary>
    public DateTimeOffset? LastSuccessAt => Interlocked.Read(ref _lastSuccessTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Records a success.</summary>
    /// <returns>How many consecutive failures preceded it.</returns>
    internal int Succeeded()
    {
        Interlocked.Exchange(ref _lastSuccessTicks, time.GetUtcNow().UtcTicks);
        return Interlocked.Exchange(ref _failures, 0);
    }

    /// <summary>Records a failure.</summary>
    /// <returns>The number of consecutive failures, including this one.</returns>
    internal int Failed(Exception error)
    {
        _lastError = error.GetType().Name;
        return Interlocked.Increment(ref _failures);
    }
}
