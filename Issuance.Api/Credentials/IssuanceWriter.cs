using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Issuance.Api.EventStore;
using Issuance.Api.Outbox;
using Issuance.Api.SigningKeys;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Hosting.Telemetry;
using KubeCredential.Messaging.Telemetry;
using KubeCredential.ServiceDefaults.Problems;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Credentials;

/// <summary>
/// Writes new credentials and changes of existing ones in batches: commands wait in a bounded queue; a writer takes all that are waiting, decides
/// them, writes them in one transaction, and then answers each caller. While one writer waits for the disk, another fills the next transaction. No command waits
/// for a batch to fill, so a lone one is as fast as without batching, and under load the cost of a commit is shared.
/// </summary>
/// <remarks>
/// A change is decided on the credential as it is and appended for exactly that version. If another change was quicker, the command is decided again. Of several
/// commands about one credential in a batch, one is written at a time.
/// </remarks>
internal sealed partial class IssuanceWriter : BackgroundService
{
    private const int MostLostRounds = 20;
    private static readonly Backoff RetryDelay = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));

    private readonly CredentialStore _store;
    private readonly FreshEvents _fresh;
    private readonly OutboxSignal _signal;
    private readonly ErasedPages _erased;
    private readonly EventSigner _signer;
    private readonly IssuanceOptions _options;
    private readonly OutboxOptions _outbox;
    private readonly TimeProvider _time;
    private readonly ILogger<IssuanceWriter> _logger;
    private readonly Channel<Waiting> _queue;
    private long _singleAt;
    private long _issued;
    private long _changed;
    private long _duplicates;
    private long _failed;

    public IssuanceWriter(
        CredentialStore store, FreshEvents fresh, OutboxSignal signal, ErasedPages erased, EventSigner signer, IOptions<IssuanceOptions> options, IOptions<OutboxOptions> outbox, IMeterFactory meters, TimeProvider time,
        ILogger<IssuanceWriter> logger)
    {
        (_store, _fresh, _signal, _erased, _signer, _options, _outbox, _time, _logger) = (store, fresh, signal, erased, signer, options.Value, outbox.Value, time, logger);
        _queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(_options.QueueCapacity) { SingleReader = _options.Writers == 1 });
        var meter = meters.Create(DeliveryTelemetry.Name);
        meter.CreateObservableGauge("kubecredential.issuance.queue.size", () => WaitingCount, "{request}", "Requests waiting to be written.");
        meter.CreateObservableGauge("kubecredential.issuance.queue.capacity", () => _options.QueueCapacity, "{request}", "How many requests may wait; further ones are refused.");
    }

    /// <summary>How many credentials this process has issued.</summary>
    public long Issued => Interlocked.Read(ref _issued);

    /// <summary>How many changes of existing credentials this process has written.</summary>
    public long Changed => Interlocked.Read(ref _changed);

    /// <summary>How many requests of this process were duplicates.</summary>
    public long Duplicates => Interlocked.Read(ref _duplicates);

    /// <summary>How many requests of this process could not be written.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>How many requests are waiting to be written.</summary>
    public int WaitingCount => _queue.Reader.Count;

    /// <summary>How long ago a request last asked for a command of its own; null if none has.</summary>
    public TimeSpan? SinceRequest => Interlocked.Read(ref _singleAt) is > 0 and var at ? _time.GetElapsedTime(at) : null;

    /// <summary>Carries many commands out beside the queue, so that single ones never wait behind them, and returns after the commit. It may be repeated if all IDs are the same.</summary>
    /// <param name="commands">The commands, about different credentials; as many as fit into one transaction.</param>
    /// <returns>The answer to each, in order; null if the database refuses it.</returns>
    /// <exception cref="IssuanceBusyException">Other changes of the same credentials were quicker each time; some commands may have been written.</exception>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached; some commands may have been written.</exception>
    public async Task<IReadOnlyList<WriteAnswer?>> WriteManyAsync(IReadOnlyList<ICredentialCommand> commands)
    {
        var begun = _time.GetTimestamp();
        var batch = commands.Select(command => new Waiting(command, null, begun, CancellationToken.None)).ToList();
        await Bisection.RunAsync([.. batch], WriteBatchAsync, static error => !error.IsDatabaseUnavailable(), FailAsync, (count, error) => LogHalving(_logger, error, count));
        var answers = new WriteAnswer?[batch.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            try
            {
                answers[i] = await batch[i].Outcome.Task;
            }
            catch (Exception error) when (error is not IssuanceBusyException && !error.IsDatabaseUnavailable())
            {
                // Refused on its own, and logged: the answer stays null.
            }
        }

        return answers;
    }

    /// <summary>Carries a command out and returns after the commit.</summary>
    /// <param name="command">The command.</param>
    /// <param name="waitsForRoom">Whether to wait for room in a full queue, for one of many commands of the same request.</param>
    /// <param name="cancellationToken">Cancels the command, unless it is being written already.</param>
    /// <exception cref="IssuanceBusyException">Too many commands are waiting, or too many changes of the same credential; nothing was written.</exception>
    /// <exception cref="System.Data.Common.DbException">The database refused the command, or cannot be reached.</exception>
    public async Task<WriteAnswer> WriteAsync(ICredentialCommand command, bool waitsForRoom, CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _singleAt, _time.GetTimestamp());
        using var span = IssuanceTelemetry.StartWrite();
        var waiting = new Waiting(command, span, _time.GetTimestamp(), cancellationToken);
        try
        {
            if (_queue.Writer.TryWrite(waiting)) return await waiting.Outcome.Task;
            if (waitsForRoom)
            {
                await _queue.Writer.WriteAsync(waiting, cancellationToken);
                return await waiting.Outcome.Task;
            }

            IssuanceTelemetry.CountBusy();
            throw new IssuanceBusyException();
        }
        catch (ChannelClosedException)
        {
            throw new IssuanceBusyException(); // The process is stopping: another replica takes the request.
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
        var batch = new List<Waiting>(_options.MaxBatch);
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            while (batch.Count < _options.MaxBatch && _queue.Reader.TryRead(out var waiting))
            {
                if (waiting.Cancelled.IsCancellationRequested) waiting.Outcome.TrySetCanceled(waiting.Cancelled);
                else batch.Add(waiting);
            }

            // A batch that the database refuses is halved until only the bad command fails.
            await Bisection.RunAsync(batch, WriteBatchAsync, static error => !error.IsDatabaseUnavailable(), FailAsync, (count, error) => LogHalving(_logger, error, count));
        }
    }

    /// <summary>Decides and writes a batch, round after round: commands that another change was quicker than, and further commands about the same credential, are decided again.</summary>
    private async Task WriteBatchAsync(List<Waiting> batch)
    {
        var open = batch.FindAll(static waiting => !waiting.Outcome.Task.IsCompleted); // Part of it may have been answered before the rest was refused.
        try
        {
            for (var lost = 0; open.Count > 0 && lost < MostLostRounds;)
            {
                var rest = await WriteRoundAsync(open);
                lost = rest.Count < open.Count ? 0 : lost + 1;
                open = rest;
            }

            foreach (var waiting in open) waiting.Outcome.TrySetException(new IssuanceBusyException());
        }
        catch (Exception error) when (error.IsDatabaseUnavailable())
        {
            Fail(open.FindAll(static waiting => !waiting.Outcome.Task.IsCompleted), error);
        }
    }

    /// <summary>Decides commands, writes what they decide, answers their callers, and hands the events to the relay, which would otherwise find them in the table.</summary>
    /// <returns>The commands that have to be decided again.</returns>
    private async Task<List<Waiting>> WriteRoundAsync(List<Waiting> open)
    {
        var current = await ReadAsync(open);
        var (taken, mine, later, found) = (new HashSet<Guid>(), new List<(Waiting Waiting, Decision Decision)>(open.Count), new List<Waiting>(), new List<(Waiting Waiting, WriteAnswer Answer)>());
        foreach (var waiting in open)
        {
            var id = waiting.Command.CredentialId;
            var decision = waiting.Command.Decide(id is { } existing ? current.GetValueOrDefault(existing) : null);
            if (decision.Facts.Length == 0) found.Add((waiting, decision.Answer));
            else if (id is not { } changed || taken.Add(changed)) mine.Add((waiting, decision));
            else later.Add(waiting); // Decided on a version that another command of this batch is about to replace.
        }

        // What was asked for may be so by an attempt that nobody has been told has succeeded.
        if (found.Exists(static one => one.Answer.Outcome == WriteOutcome.Unchanged)) await _store.MakeDurableAsync(CancellationToken.None);
        foreach (var (waiting, answer) in found) waiting.Outcome.TrySetResult(answer);
        if (mine.Count == 0) return later;
        await _signer.SignAsync(mine.ConvertAll(static one => one.Decision.Facts), CancellationToken.None);
        var expected = mine.Sum(static one => one.Decision.Facts.Length);
        var (begun, isExpected) = (_time.GetTimestamp(), _fresh.TryExpect(expected));
        var events = new List<OutboxMessage>();
        try
        {
            var results = await AppendAsync(mine, isExpected ? _outbox.Lease : TimeSpan.Zero);
            var (at, expired) = (0, new List<Guid>());
            foreach (var (waiting, decision) in mine)
            {
                var own = results.AsSpan(at, decision.Facts.Length);
                at += decision.Facts.Length;
                if (AnswerOf(decision, own, expired) is not { } answer)
                {
                    later.Add(waiting);
                    continue;
                }

                Count(answer, decision);
                if (answer.Outcome == WriteOutcome.Written && isExpected) events.AddRange(decision.Facts.Select(fact => OutboxMessage.Of(fact, _outbox.MaxRetries)));
                waiting.Outcome.TrySetResult(answer);
            }

            if (!isExpected) _signal.Set();
            if (expired.Count > 0) await _store.LapseAsync([.. expired], Today, CancellationToken.None);
        }
        finally
        {
            if (isExpected) _fresh.Add(expected, begun, events); // Only after the callers have been answered: the relay would compete with them for the processor.
        }

        return later;
    }

    private DateOnly Today => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);

    private async Task<Dictionary<Guid, CurrentCredential>> ReadAsync(List<Waiting> open)
    {
        var ids = open.Select(static waiting => waiting.Command.CredentialId).OfType<Guid>().Distinct().ToArray();
        if (ids.Length == 0) return [];
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await _store.ReadCurrentAsync(ids, CancellationToken.None);
            }
            catch (Exception error) when (attempt < _options.MaxAttempts && error.IsDatabaseUnavailable())
            {
                LogAgain(_logger, error, attempt);
                await Task.Delay(RetryDelay.Next(attempt), _time);
            }
        }
    }

    /// <summary>The answer to a command whose facts were tried; null if it has to be decided again.</summary>
    private WriteAnswer? AnswerOf(Decision decision, ReadOnlySpan<AppendResult> results, List<Guid> expired)
    {
        WriteAnswer? answer = decision.Answer;
        foreach (var result in results)
        {
            // What stands in the way of a successor is not the credential that it takes the place of; that one had another version.
            if (result.Outcome == AppendOutcome.Duplicate && !Array.Exists(decision.Facts, fact => fact.CredentialId == result.CredentialId))
            {
                if (result.ExpiryDate >= Today || result.ExpiryDate is null) return decision.Answer with { Outcome = WriteOutcome.Duplicate, Standing = (result.CredentialId, result.State!) };
                expired.Add(result.CredentialId);
            }

            if (result.Outcome != AppendOutcome.Appended) answer = null;
        }

        return answer;
    }

    private void Count(WriteAnswer answer, Decision decision)
    {
        if (answer.Outcome == WriteOutcome.Duplicate)
        {
            Interlocked.Increment(ref _duplicates);
            IssuanceTelemetry.CountDuplicate();
            return;
        }

        foreach (var fact in decision.Facts)
        {
            if (fact.Erases is not null)
            {
                _erased.Wipe();
                _fresh.Forget([fact.CredentialId]);
            }

            if (fact.Content is null)
            {
                Interlocked.Increment(ref _changed);
                IssuanceTelemetry.CountChanged(fact.EventType);
            }
            else
            {
                Interlocked.Increment(ref _issued);
                IssuanceTelemetry.CountIssued();
            }
        }
    }

    private Task FailAsync(Waiting waiting, Exception error)
    {
        if (!waiting.Outcome.Task.IsCompleted) Fail([waiting], error);
        return Task.CompletedTask;
    }

    private void Fail(List<Waiting> batch, Exception error)
    {
        LogFailed(_logger, error, batch.Count);
        Interlocked.Add(ref _failed, batch.Count);
        IssuanceTelemetry.CountFailed(batch.Count);
        foreach (var waiting in batch) waiting.Outcome.TrySetException(error);
    }

    /// <summary>After a lost connection it is unknown whether the commit happened. Writing again is safe: a fact that exists under its own event ID counts as a success.</summary>
    private async Task<AppendResult[]> AppendAsync(List<(Waiting Waiting, Decision Decision)> mine, TimeSpan lease)
    {
        var groups = mine.ConvertAll(static one => one.Decision.Facts);
        foreach (var (waiting, _) in mine) waiting.Span?.SetTag(SpanAttributes.Waited, (long)_time.GetElapsedTime(waiting.Since).TotalMilliseconds);
        for (var attempt = 1; ; attempt++)
        {
            using var span = IssuanceTelemetry.StartWriteBatch(mine.ConvertAll(static one => one.Waiting.Span), attempt);
            try
            {
                return await _store.AppendAsync(groups, lease, CancellationToken.None);
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

    private sealed class Waiting(ICredentialCommand command, Activity? span, long since, CancellationToken cancelled)
    {
        public ICredentialCommand Command => command;

        public Activity? Span => span;

        public long Since => since;

        public CancellationToken Cancelled => cancelled;

        public TaskCompletionSource<WriteAnswer> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [LoggerMessage(LogLevel.Error, "{Count} requests could not be written; they failed")]
    private static partial void LogFailed(ILogger logger, Exception error, int count);

    [LoggerMessage(LogLevel.Warning, "The database refused a batch of {Count} requests; retrying in halves")]
    private static partial void LogHalving(ILogger logger, Exception error, int count);

    [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} to write a batch failed, or its outcome is unknown; retrying")]
    private static partial void LogAgain(ILogger logger, Exception error, int attempt);
}
