using System.Globalization;

namespace KubeCredential.TestServers;

/// <summary>A condition did not come true within its limit.</summary>
public sealed class EventuallyTimeoutException : TimeoutException
{
    internal EventuallyTimeoutException(string because, TimeSpan waited, int probes, object? lastValue, Exception? lastException)
        : base(Describe(because, waited, probes, lastValue, lastException), lastException)
    {
        LastValue = lastValue;
    }

    /// <summary>The last value that was not accepted; null if no probe returned one.</summary>
    public object? LastValue { get; }

    private static string Describe(string because, TimeSpan waited, int probes, object? lastValue, Exception? lastException)
    {
        var last = lastException is not null
            ? $"the last probe threw {lastException.GetType().Name}: {lastException.Message}"
            : probes == 0 ? "no probe finished" : $"the last value was {lastValue ?? "null"}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Waited {waited.TotalSeconds:0.0} s for: {because}. After {probes} probes {last}.");
    }
}
