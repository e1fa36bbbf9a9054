using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Issuance.Api.Outbox;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Hosting.Telemetry;
using KubeCredential.Messaging.Telemetry;
using KubeCredential.ServiceDefaults.Problems;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Credentials;

/// <summary>
/// Writes credentials in batches: requests wait in a bounded queue; a writer takes all that are waiting, writes them in one transaction,
/// and then answers each caller. While one writer waits for the disk, another fills the next transaction. No request waits for a batch to
/// fill, so a lone request is as fast as without batching, and under load the cost of a commit is shared.
/// </summary>
internal sealed partial class IssuanceWriter : BackgroundService
{
    private static readonly Backoff RetryDelay = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));

    private readonly CredentialStore _store;
    private readonly FreshEvents _fresh;
    private readonly OutboxSignal _signal;
    private readonly IssuanceOptions _options;
    private readonly OutboxOptions _outbox;
    private readonly TimeProvider _time;
    private readonly ILogger<IssuanceWriter> _logger;
    private readonly Channel<WaitingIssue> _queue;
    private long _issued;
    private long _duplicates;
    private long _failed;

    public IssuanceWriter(
        CredentialStore store, FreshEvents fresh, OutboxSignal signal, IOptions<IssuanceOptions> options, IOptions<OutboxOptions> outbox, IMeterFactory meters, TimeProvider time,
        ILogger<IssuanceWriter> logger)
    {
        (_store, _fresh, _signal, _options, _outbox, _time, _logger) = (store, fresh, signal, options.Value, outbox.Value, time, logger);
        _queue = Channel.CreateBounded<WaitingIssue>(new BoundedChannelOptions(_options.QueueCapacity) { SingleReader = _options.Writers == 1 });
        var meter = meters.Create(DeliveryTelemetry.Name);
        meter.CreateObservableGauge("kubecredential.issuance.queue.size", () => WaitingCount, "{request}", "Requests waiting to be written.");
        meter.CreateObservableGauge("kubecredential.issuance.queue.capacity", () => _options.QueueCapacity, "{request}", "How many requests may wait; further ones are refused.");
    }

    /// <summary>How many credentials this process has issued.</summary>
    public long Issued => Interlocked.Read(ref _issued);

    /// <summary>How many requests of this process were duplicates.</summary>
    public long Duplicates => Interlocked.Read(ref _duplicates);

    /// <summary>How many requests of this process could not be written.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>How many requests are waiting to be written.</summary>
    public int WaitingCount => _queue.Reader.Count;

    /// <summary>Writes a credential and returns after the commit.</summary>
    /// <returns>The ID of the credential that exists for this holder, type and issuer: the new one's, or an earlier one's.</returns>
    /// <exception cref="IssuanceBusyException">Too many requests are waiting; nothing was written.</exception>
    /// <exception cref="System.Data.Common.DbException">The database refused the credential, or cannot be reached.</exception>
    public async Task<Guid> WriteAsync(NewCredential credential, CancellationToken cancellationToken)
    {
        using var span = IssuanceTelemetry.StartWrite();
        var waiting = new WaitingIssue(credential, span, _time.GetTimestamp(), cancellationToken);
        try
        {
            if (_queue.Writer.TryWrite(waiting)) return await waiting.Outcome.Task;
            IssuanceTelemetry.CountBusy();
            throw new IssuanceBusyException();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            span.Fail("The credential was not written", error.GetType().Name);
            throw;
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // By now the web server has answered or aborted its requests; those still in the queue are written before the process exits.
        _queue.Writer.TryComplete();
        if (ExecuteTask is { } loop) await loop.WaitAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Enumerable.Range(0, _options.Writers).Select(_ => Task.Run(WriteQueuedAsync, CancellationToken.None)));

    private async Task WriteQueuedAsync()
    {
        var batch = new List<WaitingIssue>(_options.MaxBatch);
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            while (batch.Count < _options.MaxBatch && _queue.Reader.TryRead(out var waiting))
            {
                if (waiting.Cancelled.IsCancellationRequested) waiting.Outcome.TrySetCanceled(waiting.Cancelled);
                else batch.Add(waiting);
            }

            // A batch that the database refuses is halved until only the bad credential fails.
            await Bisection.RunAsync(batch, WriteBatchAsync, static error => !error.IsDatabaseUnavailable(), FailAsync, (count, error) => LogHalving(_logger, error, count));
        }
    }

    /// <summary>Writes a batch, answers its callers, and hands the events to the relay, which would otherwise find them in the table.</summary>
    private async Task WriteBatchAsync(List<WaitingIssue> batch)
    {
        var (begun, isExpected) = (_time.GetTimestamp(), _fresh.TryExpect(batch.Count));
        var events = new List<OutboxMessage>();
        try
        {
            var standing = await AppendAsync(batch, isExpected ? _outbox.Lease : TimeSpan.Zero);
            for (var i = 0; i < batch.Count; i++)
            {
                var credential = batch[i].Credential;
                var isNew = standing[i] == credential.Credential.Id;
                Interlocked.Increment(ref isNew ? ref _issued : ref _duplicates);
                if (isNew) IssuanceTelemetry.CountIssued();
                else IssuanceTelemetry.CountDuplicate();
                if (isNew && isExpected) events.Add(credential.ToMessage(_outbox.MaxRetries));
                batch[i].Outcome.TrySetResult(standing[i]);
            }

            if (!isExpected) _signal.Set();
        }
        catch (Exception error) when (error.IsDatabaseUnavailable())
        {
            Fail(batch, error);
        }
        finally
        {
            if (isExpected) _fresh.Add(batch.Count, begun, events); // Only after the callers have been answered: the relay would compete with them for the processor.
        }
    }

    private Task FailAsync(WaitingIssue waiting, Exception error)
    {
        Fail([waiting], error);
        return Task.CompletedTask;
    }

    private void Fail(List<WaitingIssue> batch, Exception error)
    {
        LogFailed(_logger, error, batch.Count);
        Interlocked.Add(ref _failed, batch.Count);
        IssuanceTelemetry.CountFailed(batch.Count);
        foreach (var waiting in batch) waiting.Outcome.TrySetException(error);
    }

    /// <summary>
    /// After a lost connection it is unknown whether the commit happened. Writing again is safe: a credential that already exists under its
    /// own ID counts as a success.
    /// </summary>
    private async Task<Guid[]> AppendAsync(List<WaitingIssue> batch, TimeSpan lease)
    {
        var credentials = batch.ConvertAll(static waiting => waiting.Credential);
        foreach (var waiting in batch) waiting.Span?.SetTag(SpanAttributes.Waited, (long)_time.GetElapsedTime(waiting.Since).TotalMilliseconds);
        for (var attempt = 1; ; attempt++)
        {
            using var span = IssuanceTelemetry.StartWriteBatch(batch.ConvertAll(static waiting => waiting.Span), attempt);
            try
            {
                return await _store.AppendAsync(credentials, lease, CancellationToken.None);
            }
            catch (Exception error)
            {
                span.Fail("The credentials were not written", error.GetType().Name);
                if (attempt >= _options.MaxAttempts || !error.IsDatabaseUnavailable()) throw;
                var delay = RetryDelay.Next(attempt);
                LogAgain(_logger, error, attempt);
                span.NoteRetry(attempt, delay);
                span?.Dispose(); // Exclude the delay from the span.
                await Task.Delay(delay, _time);
            }
        }
    }

    private sealed class WaitingIssue(NewCredential credential, Activity? span, long since, CancellationToken cancelled)
    {
        public NewCredential Credential => credential;

        public Activity? Span => span;

        public long Since => since;

        public CancellationToken Cancelled => cancelled;

        public TaskCompletionSource<Guid> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [LoggerMessage(LogLevel.Error, "{Count} credentials could not be written; their requests failed")]
    private static partial void LogFailed(ILogger logger, Exception error, int count);

    [LoggerMessage(LogLevel.Warning, "The database refused a batch of {Count} credentials; retrying in halves")]
    private static partial void LogHalving(ILogger logger, Exception error, int count);

    [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} to write a batch failed, or its outcome is unknown; retrying")]
    private static partial void LogAgain(ILogger logger, Exception error, int attempt);
}
