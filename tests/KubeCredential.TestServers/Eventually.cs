using System.Diagnostics;
using System.Globalization;

namespace KubeCredential.TestServers;

/// <summary>Waits for a condition with a time limit instead of sleeping.</summary>
/// <remarks>
/// A probe that throws counts as "not yet": its exception is kept and reported if the limit passes. The token given to a probe is
/// cancelled at the limit, and a probe that ignores it is abandoned, so that a hung server cannot hang the test.
/// </remarks>
public static class Eventually
{
    /// <summary>The default pause between two probes: 20 ms.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// By how much every limit is multiplied: <c>TEST_PATIENCE</c>, 1 unless set. Limits are written for a machine that does nothing else; a limit that is
    /// longer costs time only where a test fails.
    /// </summary>
    public static float Patience { get; } =
        Environment.GetEnvironmentVariable("TEST_PATIENCE") is { Length: > 0 } factor ? float.Parse(factor, CultureInfo.InvariantCulture) : 1;

    /// <summary>Waits until <paramref name="condition"/> returns true.</summary>
    /// <param name="condition">The probe. An exception counts as false.</param>
    /// <param name="limit">How long to wait in all, times <see cref="Patience"/>.</param>
    /// <param name="because">What is being waited for, as shown in the failure.</param>
    /// <param name="cancellationToken">Ends the wait early.</param>
    /// <exception cref="EventuallyTimeoutException">The limit passed first.</exception>
    public static Task TrueAsync(
        Func<CancellationToken, Task<bool>> condition,
        TimeSpan limit,
        string because,
        CancellationToken cancellationToken = default) =>
        ResultAsync(condition, static answer => answer, limit, because, cancellationToken);

    /// <inheritdoc cref="TrueAsync(Func{CancellationToken, Task{bool}}, TimeSpan, string, CancellationToken)"/>
    public static Task TrueAsync(Func<bool> condition, TimeSpan limit, string because, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return TrueAsync(_ => Task.FromResult(condition()), limit, because, cancellationToken);
    }

    /// <summary>Reads a value repeatedly until <paramref name="until"/> accepts it, and returns it.</summary>
    /// <param name="read">Reads the value. An exception counts as "not yet".</param>
    /// <param name="until">Whether the value is acceptable.</param>
    /// <param name="limit">How long to wait in all, times <see cref="Patience"/>.</param>
    /// <param name="because">What is being waited for, as shown in the failure.</param>
    /// <param name="cancellationToken">Ends the wait early.</param>
    /// <returns>The first accepted value.</returns>
    /// <exception cref="EventuallyTimeoutException">The limit passed first; it carries the last value or exception seen.</exception>
    public static async Task<T> ResultAsync<T>(
        Func<CancellationToken, Task<T>> read,
        Func<T, bool> until,
        TimeSpan limit,
        string because,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(until);

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit * Patience);
        var watch = Stopwatch.StartNew();
        var probes = 0;
        object? lastValue = null;
        Exception? lastException = null;

        while (true)
        {
            try
            {
                var value = await read(deadline.Token).WaitAsync(deadline.Token);
                probes++;
                if (until(value))
                    return value;
                (lastValue, lastException) = (value, null);
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested)
            {
                // Neither a value nor a failure of the probe: the limit or the caller cancelled it.
            }
            catch (Exception exception)
            {
                probes++;
                lastException = exception;
            }

            try
            {
                await Task.Delay(DefaultInterval, deadline.Token);
            }
            catch (OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new EventuallyTimeoutException(because, watch.Elapsed, probes, lastValue, lastException);
            }
        }
    }

    /// <inheritdoc cref="ResultAsync{T}(Func{CancellationToken, Task{T}}, Func{T, bool}, TimeSpan, string, CancellationToken)"/>
    public static Task<T> ResultAsync<T>(
        Func<T> read,
        Func<T, bool> until,
        TimeSpan limit,
        string because,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        return ResultAsync(_ => Task.FromResult(read()), until, limit, because, cancellationToken);
    }

    /// <summary>Waits until the value read equals <paramref name="expected"/>.</summary>
    /// <inheritdoc cref="ResultAsync{T}(Func{CancellationToken, Task{T}}, Func{T, bool}, TimeSpan, string, CancellationToken)"/>
    public static Task<T> EqualAsync<T>(
        T expected,
        Func<CancellationToken, Task<T>> read,
        TimeSpan limit,
        string because,
        CancellationToken cancellationToken = default) =>
        ResultAsync(read, value => EqualityComparer<T>.Default.Equals(value, expected), limit, because, cancellationToken);
}
