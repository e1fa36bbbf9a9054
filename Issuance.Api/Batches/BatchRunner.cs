using System.Diagnostics;
using System.Text;
using Issuance.Api.Credentials;
using Issuance.Api.Lifecycle;
using Issuance.Api.Outbox;
using KubeCredential.Hosting;
using KubeCredential.Hosting.Background;
using KubeCredential.Storage;
using KubeCredential.Text;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Batches;

/// <summary>
/// Carries confirmed batches out, chunk by chunk. The rows and the time of a chunk are in the database before any of it is written, and the IDs of everything are made of them
/// (<see cref="BatchIds"/>); so whoever takes a batch over writes the chunk again, and what had been written is recognised by its IDs. While a chunk is written, the next one is made ready.
/// </summary>
internal sealed partial class BatchRunner(
    BatchWork work, IssuanceWriter writer, IIssuerAdmission issuers, ITypeRegistry types, DeliveryTimeline timeline, BatchSignal signal, IOptions<BatchOptions> options, DatabaseReadiness database, TimeProvider time,
    LoopRegistry loops, ILogger<BatchRunner> logger)
    : BackgroundLoop("batch-run", loops, logger)
{
    /// <summary>Running ones; and cancelled ones of which a chunk may have been written and not been marked.</summary>
    private const string Due = $"(state = '{BatchState.Running}' OR (state = '{BatchState.Cancelled}' AND chunk_at IS NOT NULL))";

    /// <summary>For so long after a single request, batches leave room for others.</summary>
    private static readonly TimeSpan s_gentleFor = TimeSpan.FromSeconds(1);

    /// <summary>How much longer than it wrote a gentle batch then waits.</summary>
    private const double GentlePause = 1.5;

    /// <summary>For how long one batch is worked on before another one has its turn.</summary>
    private static readonly TimeSpan s_turn = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);
    private long _notedAt;

    /// <summary>The chunk after the one that is being written; null if there is none, or single requests come first.</summary>
    private Task<ReadyChunk>? _following;

    /// <summary>A chunk that is ready to be written.</summary>
    /// <param name="Commands">What is to be carried out.</param>
    /// <param name="Results">What has become of the other rows.</param>
    /// <param name="Span">The span of the chunk, which the events belong to.</param>
    private sealed record ReadyChunk(List<(BatchWork.OpenRow Row, ICredentialCommand Command)> Commands, List<BatchWork.RowResult> Results, Activity? Span);

    /// <inheritdoc/>
    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken cancellationToken) => signal.Running.WaitAsync(options.Value.PollInterval, cancellationToken);

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        await NoteSinglesAsync(cancellationToken);
        if (await work.TakeAsync(Due, options.Value.Lease, cancellationToken) is not { } batch) return false;
        var taken = time.GetTimestamp();
        try
        {
            // What is begun already may have been written before.
            for (var isRepeated = batch.Chunk is not null; ; isRepeated = false)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (time.GetElapsedTime(taken) > s_turn) return true; // Others may wait.
                var began = time.GetTimestamp();
                batch = await ChunkAsync(batch, isRepeated, cancellationToken);
                var took = time.GetElapsedTime(began);
                BatchTelemetry.RecordChunk(took);
                signal.HasChanged();
                if (batch.State != BatchState.Running) return true;
                if (IsGentle(batch) || work.LeavesGaps) await Task.Delay(TimeSpan.FromTicks(Math.Clamp((long)(took.Ticks * GentlePause), s_shortestPause.Ticks, s_longestPause.Ticks)), time, cancellationToken);
            }
        }
        catch (BatchLostException)
        {
            LogLost(logger, batch.Id);
            return true;
        }
        finally
        {
            await DropFollowingAsync();
        }
    }

    /// <summary>Nothing of a chunk that was only made ready has happened: whoever takes the batch next makes it ready anew.</summary>
    private async Task DropFollowingAsync()
    {
        if (_following is not { } left) return;
        _following = null;
        await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (left.IsCompletedSuccessfully) (await left).Span?.Dispose();
    }

    private async Task<Batch> ChunkAsync(Batch batch, bool isRepeated, CancellationToken cancellationToken)
    {
        var lease = options.Value.Lease;
        var chunk = batch.Chunk ?? await work.BeginChunkAsync(batch, new BatchChunk(Rfc3339.ToMilliseconds(time.GetUtcNow()), 1, SizeOf(batch)), lease, cancellationToken);
        FailPoint.Hit("BATCH_BEGUN");
        var following = _following;
        _following = null;
        var ready = await (following ?? ReadyAsync(batch, chunk, isRepeated, cancellationToken));
        using var span = ready.Span;
        if (span is not null) Activity.Current = span;
        if (batch.State == BatchState.Cancelled)
        {
            // Nothing more is written; only what had been is marked.
            return await work.MarkAsync(batch, chunk, ready.Results, null, isRepeated, lease, CancellationToken.None);
        }

        // A later chunk never has an earlier time, whichever replica's clock it comes from.
        var now = Rfc3339.ToMilliseconds(time.GetUtcNow());
        var next = chunk.To >= batch.LastRow ? null : new BatchChunk(now > chunk.At ? now : chunk.At, chunk.To + 1, Math.Min(batch.LastRow, chunk.To + SizeOf(batch)));
        if (next is not null && !IsGentle(batch) && !work.LeavesGaps) _following = Task.Run(() => ReadyAsync(batch, next, isRepeated: false, cancellationToken), CancellationToken.None);
        var results = ready.Results;
        results.AddRange(await WriteAsync(batch, chunk, ready.Commands));
        FailPoint.Hit("BATCH_WRITTEN");
        var marked = await work.MarkAsync(batch, chunk, results, next, isRepeated, lease, CancellationToken.None); // What was written is marked, even if the service is stopping.
        BatchTelemetry.CountRows(RowOutcome.Done, results.Count(static one => one.Outcome == RowOutcome.Done));
        BatchTelemetry.CountRows(RowOutcome.Failed, results.Count(static one => one.Outcome == RowOutcome.Failed));
        return marked;
    }

    /// <summary>Reads the rows of a chunk and makes their commands.</summary>
    private async Task<ReadyChunk> ReadyAsync(Batch batch, BatchChunk chunk, bool isRepeated, CancellationToken cancellationToken)
    {
        Activity.Current = null; // It may be made ready while another chunk is written.
        var span = BatchTelemetry.StartChunk();
        try
        {
            var rows = await work.ReadChunkAsync(batch.Id, chunk, cancellationToken);
            var results = new List<BatchWork.RowResult>(rows.Count);
            if (isRepeated) rows = await RecogniseAsync(batch, chunk, rows, results, cancellationToken);
            if (batch.State == BatchState.Cancelled) return new ReadyChunk([], results, span);
            var commands = new List<(BatchWork.OpenRow Row, ICredentialCommand Command)>(rows.Count);
            var registered = await types.CurrentAsync(cancellationToken);
            var today = DateOnly.FromDateTime(chunk.At.UtcDateTime);
            foreach (var row in rows)
            {
                var (command, fault) = batch.Action == BatchAction.Issue
                    ? await IssueAsync(batch, chunk, row, today, registered, span, cancellationToken)
                    : (ChangeOf(batch, chunk, row, today, registered, span), "The row breaks a rule since it was checked: its day has passed, for example. Check it, and send it again.");
                if (command is not null) commands.Add((row, command));
                else results.Add(new BatchWork.RowResult(row.Number, RowOutcome.Failed, row.CredentialId, null, null, fault));
            }

            return new ReadyChunk(commands, results, span);
        }
        catch
        {
            span?.Dispose();
            throw;
        }
    }

    /// <summary>Rows of a repeated chunk that had been written are done, whatever has happened to their credentials since.</summary>
    /// <returns>The other rows.</returns>
    private async Task<List<BatchWork.OpenRow>> RecogniseAsync(Batch batch, BatchChunk chunk, List<BatchWork.OpenRow> rows, List<BatchWork.RowResult> results, CancellationToken cancellationToken)
    {
        var written = await work.FindWrittenAsync([.. rows.Select(row => (row.CredentialId ?? IdOf(row, BatchIds.Kind.Credential), IdOf(row, BatchIds.Kind.Event)))], cancellationToken);
        var open = new List<BatchWork.OpenRow>(rows.Count);
        foreach (var row in rows)
        {
            if (written.Contains(IdOf(row, BatchIds.Kind.Event))) results.Add(DoneOf(batch, chunk, row, null));
            else open.Add(row);
        }

        return open;

        Guid IdOf(BatchWork.OpenRow row, BatchIds.Kind kind) => BatchIds.Of(batch.Seed, chunk.At, row.Number, kind);
    }

    private async Task<List<BatchWork.RowResult>> WriteAsync(Batch batch, BatchChunk chunk, List<(BatchWork.OpenRow Row, ICredentialCommand Command)> commands)
    {
        var results = new List<BatchWork.RowResult>(commands.Count);
        if (commands.Count == 0) return results;
        var answers = await writer.WriteManyAsync(commands.ConvertAll(static one => one.Command));
        for (var i = 0; i < commands.Count; i++)
        {
            var row = commands[i].Row;
            if (answers[i] is not { } answer)
            {
                results.Add(Failed("The service could not write it. Send it again."));
                continue;
            }

            switch (answer.Outcome)
            {
                case WriteOutcome.Written:
                    // Of a new credential the IDs are at hand; made again, they take an HMAC each.
                    results.Add(commands[i].Command is NewCredential issued ? new(row.Number, RowOutcome.Done, issued.Credential.Id, null, issued.EventId, null) : DoneOf(batch, chunk, row, null));
                    if (batch.Action is BatchAction.Issue or BatchAction.Renew) timeline.CountIssued();
                    break;
                case WriteOutcome.Unchanged:
                    results.Add(new BatchWork.RowResult(row.Number, RowOutcome.Done, row.CredentialId, null, null, "It was so already; nothing was changed."));
                    break;
                case WriteOutcome.Duplicate:
                    results.Add(Failed($"A credential of this type stands already for this holder from this issuer: {answer.Standing?.Id}."));
                    break;
                case WriteOutcome.NotFound:
                    results.Add(Failed("No credential with this ID was issued here."));
                    break;
                case WriteOutcome.Invalid:
                    results.Add(Failed(string.Join(' ', answer.Errors!.SelectMany(static error => error.Value, static (error, rule) => $"{error.Key}: {rule}"))));
                    break;
                default:
                    results.Add(Failed(answer.Detail ?? "It cannot be changed now."));
                    break;
            }

            BatchWork.RowResult Failed(string detail) => new(row.Number, RowOutcome.Failed, row.CredentialId, null, null, detail);
        }

        return results;
    }

    /// <summary>The row was carried out by this batch.</summary>
    private static BatchWork.RowResult DoneOf(Batch batch, BatchChunk chunk, BatchWork.OpenRow row, string? detail)
    {
        Guid Id(BatchIds.Kind kind) => BatchIds.Of(batch.Seed, chunk.At, row.Number, kind);
        return batch.Action switch
        {
            BatchAction.Issue => new(row.Number, RowOutcome.Done, Id(BatchIds.Kind.Credential), null, Id(BatchIds.Kind.Event), detail),
            // The new credential is what must become verifiable.
            BatchAction.Renew => new(row.Number, RowOutcome.Done, row.CredentialId, Id(BatchIds.Kind.Credential), Id(BatchIds.Kind.SuccessorEvent), detail),
            _ => new(row.Number, RowOutcome.Done, row.CredentialId, null, Id(BatchIds.Kind.Event), detail),
        };
    }

    /// <summary>The command that a row to issue stands for; or why there is none any more.</summary>
    private async ValueTask<(ICredentialCommand? Command, string? Fault)> IssueAsync(
        Batch batch, BatchChunk chunk, BatchWork.OpenRow row, DateOnly today, IRegisteredTypes registered, Activity? span, CancellationToken cancellationToken)
    {
        var request = IssueRequestReader.Read(Encoding.UTF8.GetBytes(row.Request), today);
        if (request.Errors.Count > 0) return (null, string.Join(' ', request.Errors.SelectMany(static error => error.Value, static (error, rule) => $"{error.Key}: {rule}")));
        if (!await issuers.AdmitAsync(request.IssuerName, batch.Actor, cancellationToken)) return (null, "issuerName: No issuer of this name is registered here.");
        var admission = registered.Admit(request.CredentialType, request.IssuerName, request.ValidFrom, request.ExpiryDate, request.Metadata);
        if (admission.Faults.Count > 0) return (null, string.Join(' ', admission.Faults.Select(static fault => $"{fault.Field}: {fault.Rule}")));
        var content = new IssuedContent(
            BatchIds.Of(batch.Seed, chunk.At, row.Number, BatchIds.Kind.Credential), request.HolderName, request.CredentialType, today, request.ValidFrom, admission.ExpiryDate, request.IssuerName, request.Metadata,
            WorkerIdentity.Id, chunk.At)
        {
            Type = admission.Type!,
        };
        return (NewCredential.Create(
            content, batch.CorrelationId, span, batch.Actor, request.HolderId, request.HolderEmail, eventId: BatchIds.Of(batch.Seed, chunk.At, row.Number, BatchIds.Kind.Event)), null);
    }

    private static ICredentialCommand? ChangeOf(Batch batch, BatchChunk chunk, BatchWork.OpenRow row, DateOnly today, IRegisteredTypes registered, Activity? span)
    {
        Guid Id(BatchIds.Kind kind) => BatchIds.Of(batch.Seed, chunk.At, row.Number, kind);
        return BatchChecking.CommandOf(
            batch, row.CredentialId!.Value, row.Request, today, chunk.At, registered, new LifecycleIds(Id(BatchIds.Kind.Event), Id(BatchIds.Kind.Credential), Id(BatchIds.Kind.SuccessorEvent)), span);
    }

    private int SizeOf(Batch batch) => IsGentle(batch) ? options.Value.GentleChunkSize : options.Value.ChunkSize;

    /// <summary>Whether single requests are being written, by this replica or by another one: then a batch leaves most of the time to them.</summary>
    private bool IsGentle(Batch batch) => writer.SinceRequest < s_gentleFor || (batch.SinglesAt is { } at && time.GetUtcNow() - at < s_gentleFor + s_gentleFor);

    private async Task NoteSinglesAsync(CancellationToken cancellationToken)
    {
        if (writer.SinceRequest is not { } since || since >= s_gentleFor || (_notedAt > 0 && time.GetElapsedTime(_notedAt) < s_gentleFor)) return;
        _notedAt = time.GetTimestamp();
        await work.NoteSinglesAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Batch {Batch} is carried on by another replica")]
    private static partial void LogLost(ILogger logger, Guid batch);
}
