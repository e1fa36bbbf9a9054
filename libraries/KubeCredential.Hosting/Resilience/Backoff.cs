namespace KubeCredential.Hosting.Resilience;

/// <summary>
/// Exponential backoff with full jitter: a random time between zero and a bound that doubles with each attempt.
/// Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
/// </summary>
/// <param name="First">The bound after the first failure.</param>
/// <param name="Longest">The largest bound.</param>
public readonly record struct Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>The delay before the next attempt.</summary>
    /// <param name="failures">How many attempts have failed in a row, from 1.</param>
    public TimeSpan Next(int failures) => Bound(failures) * Random.Shared.NextDouble();

    /// <summary>The longest delay that <see cref="Next"/> can return.</summary>
    public TimeSpan Bound(int failures) =>
        TimeSpan.FromTicks((long)Math.Min(Longest.Ticks, First.Ticks * Math.Pow(2, Math.Clamp(failures - 1, 0, 40))));
}
