namespace KubeCredential.Outbound;

/// <summary>A gate for each host: only a few requests at once, and none for a while after several in a row that it did not answer. So a slow host holds up only who asks for it.</summary>
internal sealed class HostGates(int mostAtOnce, TimeSpan closedFor, TimeProvider time)
{
    private const int FailuresInARow = 3;
    private const int MostKept = 1000;

    private readonly Dictionary<string, Gate> _gates = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many hosts are not asked at present.</summary>
    public int Closed
    {
        get
        {
            var now = time.GetUtcNow();
            lock (_gates) return _gates.Values.Count(gate => gate.ClosedUntil > now);
        }
    }

    /// <summary>Waits for a host's gate and runs a request.</summary>
    /// <exception cref="FetchException">The host is not asked at present.</exception>
    public async Task<T> RunAsync<T>(string host, Func<Task<T>> request, CancellationToken cancellationToken)
    {
        var gate = Enter(host);
        try
        {
            await gate.Turns.WaitAsync(cancellationToken);
            try
            {
                Refuse(gate); // It may have been closed while this request waited.
                var answer = await request();
                lock (_gates) gate.Failures = 0;
                return answer;
            }
            catch (Exception error) when (IsSilence(error))
            {
                lock (_gates)
                {
                    if (++gate.Failures >= FailuresInARow) gate.ClosedUntil = time.GetUtcNow() + closedFor;
                }

                throw;
            }
            finally
            {
                gate.Turns.Release();
            }
        }
        finally
        {
            Leave(host, gate);
        }
    }

    /// <summary>The host did not answer: an answer that cannot be used is one.</summary>
    private static bool IsSilence(Exception error) => error is OperationCanceledException or FetchException { Failure: FetchFailure.Unreachable or FetchFailure.TimedOut };

    private Gate Enter(string host)
    {
        lock (_gates)
        {
            if (!_gates.TryGetValue(host, out var gate)) _gates[host] = gate = new Gate(mostAtOnce);
            Refuse(gate);
            gate.Users++;
            return gate;
        }
    }

    private void Refuse(Gate gate)
    {
        lock (_gates)
        {
            if (gate.ClosedUntil > time.GetUtcNow()) throw new FetchException(FetchFailure.Unreachable, "Its server has not answered several times and is not asked again for a moment.");
        }
    }

    private void Leave(string host, Gate gate)
    {
        lock (_gates)
        {
            if (--gate.Users > 0 || (gate.Failures > 0 && _gates.Count <= MostKept)) return;
            _gates.Remove(host);
            gate.Turns.Dispose();
        }
    }

    private sealed class Gate(int mostAtOnce)
    {
        public SemaphoreSlim Turns { get; } = new(mostAtOnce, mostAtOnce);
        public int Users { get; set; }
        public int Failures { get; set; }
        public DateTimeOffset ClosedUntil { get; set; }
    }
}
