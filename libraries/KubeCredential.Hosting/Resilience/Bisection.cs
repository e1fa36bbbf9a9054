namespace KubeCredential.Hosting.Resilience;

/// <summary>Finds the bad items of a batch by halving it, so that one bad item fails alone and the rest goes through.</summary>
public static class Bisection
{
    /// <summary>
    /// Works on a batch as a whole. If it is refused, each half is worked on by itself, until a refused item stands alone. The order of items is kept.
    /// Of n items with one bad one, the work is done about 2·log₂ n times.
    /// </summary>
    /// <typeparam name="T">An item.</typeparam>
    /// <param name="batch">The items; nothing happens without any.</param>
    /// <param name="work">Works on all given items or on none of them, and throws in the latter case.</param>
    /// <param name="isRefusal">Whether an error can be the fault of one item. Every other error ends the whole run.</param>
    /// <param name="refuse">Is told of an item that was refused alone, and of the error.</param>
    /// <param name="halve">Is told, before a batch is halved, of its size and of the error; null: nobody is.</param>
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
