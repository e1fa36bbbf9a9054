namespace KubeCredential.ServiceDefaults.Web;

/// <summary>Where pictures and papers are drawn: as many at once as there are processors: more would only share them, and take more memory. The others wait in line, up to a bound.</summary>
public sealed class DrawingDesk : IDisposable
{
    private const int MostWaitingEach = 32;
    private static readonly int s_places = Environment.ProcessorCount;
    private readonly SemaphoreSlim _free = new(s_places, s_places);
    private int _here;

    /// <summary>Draws, when it is its turn.</summary>
    /// <param name="draw">Draws.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What was drawn; null if too many are waiting.</returns>
    /// <exception cref="OperationCanceledException">The waiting was ended.</exception>
    public async Task<T?> DrawAsync<T>(Func<T> draw, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(draw);
        try
        {
            if (Interlocked.Increment(ref _here) > s_places * (1 + MostWaitingEach)) return null;
            await _free.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(draw, cancellationToken);
            }
            finally
            {
                _free.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _here);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
