using System.Diagnostics;
using KubeCredential.Messaging.Telemetry;
using KubeCredential.ServiceDefaults.Problems;
using Verification.Api.Credentials.Checks;

namespace Verification.Api.Credentials;

/// <summary>
/// Reads credentials for verdicts, a few statements at a time. Look-ups that arrive while as many are running wait, and those that wait at the same moment become
/// one statement; nobody waits for a statement to fill, so a lone look-up is as fast as without.
/// </summary>
/// <remarks>A look-up is answered by a statement that began after it was asked for, never by one that was already running.</remarks>
internal sealed class CredentialLookups(VerificationStore store)
{
    private const int MostStatements = 2;
    private const int MostAtOnce = 100;
    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _queue = new();
    private int _statements;

    /// <summary>One credential, or null if it is not known.</summary>
    /// <param name="id">Its ID.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task<KnownCredential?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (TryWait(id) is { } waiting) return await waiting.Found.Task.WaitAsync(cancellationToken);
        try
        {
            return await store.FindAsync(id, cancellationToken);
        }
        finally
        {
            GoOn();
        }
    }

    /// <summary>Waits in the queue; null if the caller is to read on its own.</summary>
    private Waiting? TryWait(Guid id)
    {
        lock (_gate)
        {
            if (_statements < MostStatements)
            {
                _statements++;
                return null;
            }

            var waiting = new Waiting(id, Activity.Current);
            _queue.Enqueue(waiting);
            return waiting;
        }
    }

    /// <summary>After a statement: the next one reads for those who wait, if anybody does.</summary>
    private void GoOn()
    {
        var next = Take();
        if (next.Count == 0) return;
        // It belongs to none of the requests: neither to the trace nor to the rest of the context of the one that has been answered.
        using (ExecutionContext.SuppressFlow()) _ = Task.Run(() => ReadAsync(next));
    }

    /// <summary>Takes some of those who wait; if there are none, the statement that has ended is the last.</summary>
    private List<Waiting> Take()
    {
        lock (_gate)
        {
            var taken = new List<Waiting>(Math.Min(MostAtOnce, _queue.Count));
            while (taken.Count < MostAtOnce && _queue.TryDequeue(out var waiting)) taken.Add(waiting);
            if (taken.Count == 0) _statements--;
            return taken;
        }
    }

    /// <summary>Never throws: what went wrong is each caller's answer.</summary>
    private async Task ReadAsync(List<Waiting> waiting)
    {
        using var span = VerdictTelemetry.StartRead(waiting.ConvertAll(static one => one.Span));
        try
        {
            var found = await store.FindAsync([.. waiting.Select(static one => one.Id).Distinct()], CancellationToken.None);
            foreach (var one in waiting) one.Found.TrySetResult(found.GetValueOrDefault(one.Id));
        }
        catch (Exception error)
        {
            span.Fail("The credentials were not read", error.GetType().Name);
            foreach (var one in waiting) one.Found.TrySetException(error);
            // The others would wait for the same database, one statement's time limit after another.
            if (error.IsDatabaseUnavailable()) Refuse(error);
        }
        finally
        {
            GoOn();
        }
    }

    private void Refuse(Exception error)
    {
        lock (_gate)
        {
            while (_queue.TryDequeue(out var waiting)) waiting.Found.TrySetException(error);
        }
    }

    private sealed record Waiting(Guid Id, Activity? Span)
    {
        public TaskCompletionSource<KnownCredential?> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
