namespace KubeCredential.Hosting.Resilience;

/// <summary>Finds the bad items of a batch by halving it, so that a bad item fails alone and the others succeed.</summary>
public static class Bisection
{
    /// <summary>
    /// Processes a batch as a whole. If it is refused, each half is processed separately, down to single refused items. The order of items is kept.
    /// For n items with one bad one, the work is called about 2·log₂ n times.
    /// </summary>
    /// <typeparam name="T">An item.</typeparam>
    /// <param name="batch">The items; an empty batch does nothing.</param>
    /// <param name="work">Processes either all given items or none of them, and throws in the latter case.</param>
    /// <param name="isRefusal">Whether an error can be caused by a single item. Any other error ends the whole run.</param>
    /// <param name="refuse">Called with an item that was refused on its own, and the error.</param>
    /// <param name="halve">Called before a batch is halved, with its size and the error; optional.</param>
    public static async Task RunAsync<T>(
        List<T> batch, Func<List<T>, Task> work, Func<Exception, bool> isRefusal, Func<T, Exception, Task> refuse, Action<int, Exception>? halve = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(refuse);
        if (batch.Count == 0) return;
        Exception error;
        try
        {
            await work(batch);
            return;
        }
        catch (Exception thrown) when (isRefusal(thrown))
        {
            error = thrown;
        }

        if (batch.Count == 1)
        {
            await refuse(batch[0], error);
            return;
        }

        halve?.Invoke(batch.Count, error);
        var half = batch.Count / 2;
        await RunAsync(batch[..half], work, isRefusal, refuse, halve);
        await RunAsync(batch[half..], work, isRefusal, refuse, halve);
    }
}
