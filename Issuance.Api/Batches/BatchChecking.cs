using System.Threading.Channels;
using Issuance.Api.Batches.Files;
using Issuance.Api.Credentials;
using Issuance.Api.Issuers;
using Issuance.Api.Lifecycle;
using KubeCredential.Hosting.Background;
using KubeCredential.Storage;
using KubeCredential.Text;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Batches;

/// <summary>
/// Checks the rows of uploaded files: one thread reads the file, others check rows, and what they find is compared with what stands and then written, in the order of the file; in memory are a few blocks of rows, whatever the size of
/// the file. If the process dies, another one begins anew: nothing has happened yet.
/// </summary>
internal sealed partial class BatchChecking(
    BatchStore store, BatchWork work, BatchTypes batchTypes, ITypeRegistry types, CredentialStore credentials, IssuerRegistry issuers, BatchSignal signal, IOptions<BatchOptions> options, DatabaseReadiness database,
    TimeProvider time, LoopRegistry loops, ILogger<BatchChecking> logger)
    : BackgroundLoop("batch-check", loops, logger)
{
    private const string Due = $"state = '{BatchState.Validating}'";
    private const int BlockRows = 1000;
    private const int BlockCharacters = 1 << 20;
    private const int BlocksAhead = 2;
    private const int SampledRows = 3;

    /// <summary>So many kinds of faults are counted; more are no help to anybody.</summary>
    private const int MostFaultKinds = 1000;
    private const int MostSampleCharacters = 100;

    /// <inheritdoc/>
    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken cancellationToken) => signal.Checking.WaitAsync(options.Value.PollInterval, cancellationToken);

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (await work.TakeAsync(Due, options.Value.Lease, cancellationToken) is not { } batch) return false;
        try
        {
            using var span = BatchTelemetry.StartCheck();
            await CheckAsync(batch, cancellationToken);
        }
        catch (FileProblemException error)
        {
            await work.RefuseAsync(batch, error.Message, cancellationToken);
        }
        catch (BatchLostException)
        {
            LogLost(logger, batch.Id);
        }

        signal.HasChanged();
        return true;
    }

    private async Task CheckAsync(Batch batch, CancellationToken cancellationToken)
    {
        var lease = options.Value.Lease;
        if (batch.Counts.Rows > 0 || batch.Revision > 0 || batch.Headings is not null) await work.ClearRowsAsync(batch, lease, cancellationToken);
        var run = new Run(batch, await types.CurrentAsync(cancellationToken), DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        using var file = new PartStream(batch.Bytes, BatchUpload.PartBytes, (part, buffer) => work.ReadPart(batch.Id, part, buffer));
        using var reader = await Task.Run(() => RowReader.Open(file, batch.Format!, batch.Encoding), cancellationToken);
        await run.MapAsync(reader.Columns, this, cancellationToken);
        if (reader.Columns.Count > 0) await work.WriteColumnsAsync(batch, run.Columns, reader.Delimiter, lease, cancellationToken);

        var blocks = Channel.CreateBounded<Task<List<CheckedRow>>>(BlocksAhead);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.Run(() => ReadAsync(reader, run, blocks.Writer, ended.Token), CancellationToken.None);
        var writing = Task.CompletedTask;
        try
        {
            await foreach (var block in blocks.Reader.ReadAllAsync(cancellationToken))
            {
                var rows = await block;
                await CompareAsync(batch, run, rows, cancellationToken);
                await writing;
                writing = WriteAsync(batch, rows, run.CountFaults(rows), file.Position, cancellationToken);
            }

            await writing;
        }
        finally
        {
            await ended.CancelAsync();
            // Whatever ended the other side: the reader must not be used any more when it is disposed of.
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await reading;
        await work.FinishCheckAsync(batch, run.Columns, run.FaultKinds, cancellationToken);
    }

    private async Task WriteAsync(Batch batch, List<CheckedRow> rows, List<(short Kind, int Row)> faults, long read, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        await work.WriteRowsAsync(batch, rows, faults, read, options.Value.Lease, cancellationToken);
        if (work.LeavesGaps) await Task.Delay(time.GetElapsedTime(began), time, cancellationToken);
        var invalid = rows.Count(static row => row.Faults.Count > 0);
        BatchTelemetry.CountRows(RowOutcome.Invalid, invalid);
        BatchTelemetry.CountRows(RowOutcome.Valid, rows.Count - invalid);
    }

    private async Task ReadAsync(RowReader reader, Run run, ChannelWriter<Task<List<CheckedRow>>> blocks, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var block = new List<FileRow>(BlockRows);
                var characters = 0;
                while (block.Count < BlockRows && characters < BlockCharacters && reader.Read() is { } row)
                {
                    block.Add(row);
                    characters += row.Length;
                }

                if (block.Count == 0) break;
                // In NDJSON, columns appear with their rows.
                if (reader.Columns.Count > run.Columns.Count) await run.MapAsync(reader.Columns, this, cancellationToken);
                run.Sample(block);
                var checker = await CheckerAsync(run, block, cancellationToken);
                await blocks.WriteAsync(Task.Run(() => block.ConvertAll(checker.Check), CancellationToken.None), cancellationToken);
            }

            blocks.TryComplete();
        }
        catch (Exception error)
        {
            // It is thrown on the other side.
            blocks.TryComplete(error);
        }
    }

    /// <summary>The checker of a block, which knows the types that its rows name.</summary>
    private async ValueTask<RowChecker> CheckerAsync(Run run, List<FileRow> block, CancellationToken cancellationToken)
    {
        if (run.Batch.Action == BatchAction.Issue)
        {
            foreach (var (type, issuer) in block.Select(run.TypeOf).Distinct())
            {
                if (!run.Kinds.ContainsKey((type, issuer)))
                    run.Kinds[(type, issuer)] = (await batchTypes.PropertiesOfAsync(type, issuer, cancellationToken)).ToDictionary(static one => one.Name, static one => one.Kind, StringComparer.Ordinal);
            }
        }

        return run.Checker;
    }

    /// <summary>Compares rows with each other, and with what stands.</summary>
    private async Task CompareAsync(Batch batch, Run run, List<CheckedRow> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            if (row.Key is not { } key || run.Seen.TryAdd(key, row.Number)) continue;
            row.Faults.Add(new RowFault(null, null, null, batch.Action == BatchAction.Issue
                ? "Another row is for the same holder, type and issuer, of which only one credential can stand. Give each person their own holderId."
                : "Another row is about the same credential.", OtherRow: run.Seen[key]));
        }

        var open = rows.FindAll(static row => row.Faults.Count == 0);
        if (open.Count == 0) return;
        if (batch.Action == BatchAction.Issue) await CompareWithStandingAsync(run, open, cancellationToken);
        else await CompareWithStateAsync(batch, run, open, cancellationToken);
    }

    private async Task CompareWithStandingAsync(Run run, List<CheckedRow> rows, CancellationToken cancellationToken)
    {
        foreach (var issuer in rows.Select(static row => row.Standing.IssuerName).Distinct().ToArray())
        {
            if (run.Issuers.Contains(issuer)) continue;
            if (await issuers.WouldAdmitAsync(issuer, cancellationToken)) run.Issuers.Add(issuer);
        }

        var standing = await credentials.FindStandingAsync([.. rows.Select(static row => row.Standing)], cancellationToken);
        foreach (var row in rows)
        {
            if (!run.Issuers.Contains(row.Standing.IssuerName))
                row.Faults.Add(new RowFault(run.ColumnOf(BatchFields.IssuerName), BatchFields.IssuerName, UnicodeText.Shorten(row.Standing.IssuerName, 100), "No issuer of this name is registered here. Check the spelling, or register it first."));
            else if (standing.TryGetValue(row.Standing, out var other) && (other.ExpiryDate is null || other.ExpiryDate >= run.Today))
                row.Faults.Add(new RowFault(null, null, null, $"A credential of this type stands already for this holder from this issuer: {other.CredentialId}. Renew or replace it or, for another person of the same name, give a different holderId."));
        }
    }

    private async Task CompareWithStateAsync(Batch batch, Run run, List<CheckedRow> rows, CancellationToken cancellationToken)
    {
        var current = await credentials.ReadCurrentAsync([.. rows.Select(static row => row.CredentialId!.Value)], cancellationToken);
        var now = Rfc3339.ToMilliseconds(time.GetUtcNow());
        foreach (var row in rows)
        {
            var answer = CommandOf(batch, row.CredentialId!.Value, row.Request!, run.Today, now, run.Types, null, null)?.Decide(current.GetValueOrDefault(row.CredentialId.Value)).Answer;
            var rule = answer?.Outcome switch
            {
                WriteOutcome.NotFound => "No credential with this ID was issued here.",
                WriteOutcome.Impossible => answer.Detail,
                WriteOutcome.Invalid => string.Join(' ', answer.Errors!.SelectMany(static error => error.Value, static (error, text) => $"{error.Key}: {text}")),
                _ => null,
            };
            if (rule is not null) row.Faults.Add(new RowFault(run.ColumnOf(BatchFields.CredentialId), BatchFields.CredentialId, row.CredentialId.ToString(), rule));
        }
    }

    /// <summary>The command that a row to change a credential stands for; null if its request is not valid any more.</summary>
    internal static ICredentialCommand? CommandOf(
        Batch batch, Guid credentialId, string request, DateOnly today, DateTimeOffset now, IRegisteredTypes types, LifecycleIds? ids, System.Diagnostics.Activity? activity)
    {
        var errors = new Dictionary<string, string[]>();
        var order = LifecycleRequestReader.Read(System.Text.Encoding.UTF8.GetBytes(request), batch.Action, credentialId, today, errors);
        return order is null || errors.Count > 0 ? null : new LifecycleCommand(credentialId, order, batch.Organisation, null, batch.Actor, batch.CorrelationId, activity, now, types, ids);
    }

    /// <summary>What is known while a file is checked.</summary>
    private sealed class Run(Batch batch, IRegisteredTypes types, DateOnly today)
    {
        private readonly List<List<string?>> _samples = [];
        private readonly List<BatchFaultKind> _faults = [];
        private readonly Dictionary<(string?, string), short> _kindOf = [];
        private int _sampled;
        private int _typeColumn = -1;
        private int _issuerColumn = -1;

        public Batch Batch => batch;

        public IRegisteredTypes Types => types;

        public DateOnly Today => today;

        public IReadOnlyList<BatchColumnDocument> Columns { get; private set; } = [];

        public RowChecker Checker { get; private set; } = null!;

        /// <summary>The first row of each key.</summary>
        public Dictionary<UInt128, int> Seen { get; } = [];

        public HashSet<string> Issuers { get; } = new(StringComparer.Ordinal);

        /// <summary>What the members of the metadata are, by type and issuer. Read by checkers while it grows.</summary>
        public System.Collections.Concurrent.ConcurrentDictionary<(string Type, string Issuer), IReadOnlyDictionary<string, BatchValueKind>> Kinds { get; } = [];

        /// <summary>Finds out what columns mean, as far as nobody has said so.</summary>
        public async Task MapAsync(IReadOnlyList<string> headings, BatchChecking checking, CancellationToken cancellationToken)
        {
            var said = (batch.Headings ?? []).ToDictionary(static one => one.Name, static one => one.Field, StringComparer.Ordinal);
            var fields = headings.Select(name => (Field: said.GetValueOrDefault(name), Source: (string?)ColumnSource.Given)).ToArray();
            if (headings.Any(name => !said.ContainsKey(name)))
            {
                var remembered = await checking.RecallAsync(batch, headings, cancellationToken);
                foreach (var (name, field) in said) remembered[BatchMapping.KeyOf(name)] = field ?? "";
                var given = said.Keys.Select(BatchMapping.KeyOf).ToHashSet(StringComparer.Ordinal);
                fields = BatchMapping.Guess(batch.Action, headings, remembered, given, await checking.PropertiesAsync(batch, cancellationToken));
            }

            while (_samples.Count < headings.Count) _samples.Add([]);
            Columns = [.. headings.Select((name, i) => new BatchColumnDocument(name, fields[i].Field, _samples[i], fields[i].Source))];
            _typeColumn = Array.FindIndex(fields, static one => one.Field == BatchFields.CredentialType);
            _issuerColumn = Array.FindIndex(fields, static one => one.Field == BatchFields.IssuerName);
            Checker = new RowChecker(batch, [.. Columns.Select(static one => (one.Name, one.Field))], types, (type, issuer) => Kinds.TryGetValue((type, issuer), out var found) ? found : s_none, today);
        }

        /// <summary>What has been wrong so far, by kind.</summary>
        public IReadOnlyList<BatchFaultKind> FaultKinds => _faults;

        /// <summary>Counts the faults of rows by kind, and says which rows have which.</summary>
        public List<(short Kind, int Row)> CountFaults(List<CheckedRow> rows)
        {
            var found = new List<(short, int)>();
            foreach (var row in rows)
            {
                foreach (var fault in row.Faults.DistinctBy(static one => (one.Column, one.Code)))
                {
                    var key = (fault.Column, fault.Code);
                    if (!_kindOf.TryGetValue(key, out var kind))
                    {
                        if (_faults.Count == MostFaultKinds) continue;
                        kind = _kindOf[key] = (short)_faults.Count;
                        _faults.Add(new BatchFaultKind(fault.Column, fault.Field, fault.Code, fault.Rule, fault.Arguments, 0));
                    }

                    _faults[kind] = _faults[kind] with { Count = _faults[kind].Count + 1 };
                    found.Add((kind, row.Number));
                }
            }

            return found;
        }

        /// <summary>Remembers the first rows, to show what is in each column.</summary>
        public void Sample(List<FileRow> rows)
        {
            for (var i = 0; i < rows.Count && _sampled < SampledRows; i++)
            {
                if (rows[i].Problem is not null) continue;
                _sampled++;
                for (var column = 0; column < _samples.Count; column++)
                    _samples[column].Add(column < rows[i].Cells.Length && rows[i].Cells[column].Text is { } text ? UnicodeText.Shorten(text, MostSampleCharacters) : null);
            }
        }

        public string? ColumnOf(string field) => Columns.FirstOrDefault(one => one.Field == field)?.Name;

        /// <summary>The type and the issuer that a row names.</summary>
        public (string Type, string Issuer) TypeOf(FileRow row) => (
            TextOf(row, _typeColumn, BatchFields.CredentialType, batch.TypeName), TextOf(row, _issuerColumn, BatchFields.IssuerName, batch.Issuer));

        private string TextOf(FileRow row, int column, string field, string? standard)
        {
            var text = column >= 0 && column < row.Cells.Length && !string.IsNullOrWhiteSpace(row.Cells[column].Text)
                ? row.Cells[column].Text
                : batch.Defaults.FirstOrDefault(one => one.Field == field)?.Value ?? standard;
            return UnicodeText.ToNfc((text ?? "").Trim());
        }
    }

    private static readonly IReadOnlyDictionary<string, BatchValueKind> s_none = new Dictionary<string, BatchValueKind>();

    private Task<Dictionary<string, string>> RecallAsync(Batch batch, IReadOnlyList<string> headings, CancellationToken cancellationToken) =>
        store.RecallAsync(batch, [.. headings.Select(BatchMapping.KeyOf).Distinct()], cancellationToken);

    private ValueTask<IReadOnlyList<BatchTypeProperty>> PropertiesAsync(Batch batch, CancellationToken cancellationToken) => batchTypes.PropertiesOfAsync(batch.TypeName, batch.Issuer, cancellationToken);

    [LoggerMessage(LogLevel.Information, "The check of batch {Batch} was given up: another replica has taken it over, or it was mapped anew or cancelled")]
    private static partial void LogLost(ILogger logger, Guid batch);
}
