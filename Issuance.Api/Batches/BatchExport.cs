using System.Globalization;
using System.Text;
using Issuance.Api.Batches.Files;
using Issuance.Api.Credentials;

namespace Issuance.Api.Batches;

/// <summary>Exports of batches as CSV: streamed page by page, whatever their size, and safe against formulas.</summary>
internal sealed class BatchExport(BatchStore store, VerifyLinks links)
{
    private const int PageRows = 1000;
    private const string ContentType = "text/csv; charset=utf-8";

    private static readonly string[] s_resultColumns = ["row", "outcome", "credentialId", "successorId", "verifyLink", "detail"];

    /// <summary>All rows with what became of them.</summary>
    public IResult Results(Batch batch) => Stream(
        $"batch-{batch.Id}-results.csv",
        (response, cancellationToken) => WriteAsync(
            response, batch, null,
            [.. s_resultColumns.Select(static name => CellText.OwnPrefix + name)],
            row => [
                row.Row.ToString(CultureInfo.InvariantCulture), row.Outcome, row.CredentialId?.ToString(), row.SuccessorId?.ToString(), row.VerifyLink, TextOf(row),
            ],
            ownFirst: false, cancellationToken));

    /// <summary>The rows that break a rule or failed, with what is wrong.</summary>
    public IResult Faults(Batch batch) => Stream(
        $"batch-{batch.Id}-faults.csv",
        (response, cancellationToken) => WriteAsync(response, batch, [RowOutcome.Invalid, RowOutcome.Failed], [$"{CellText.OwnPrefix}faults"], static row => [TextOf(row)], ownFirst: true, cancellationToken));

    /// <summary>An empty file with the headings of fields.</summary>
    public static IResult Template(IReadOnlyList<BatchFieldDocument> fields) => Stream("template.csv", (response, cancellationToken) =>
    {
        var text = new StringBuilder("\uFEFF");
        CellText.Append(text, ',', fields.Select(static field => field.Name));
        return response.WriteAsync(text.ToString(), cancellationToken);
    });

    private async Task WriteAsync(
        HttpResponse response, Batch batch, RowOutcome[]? outcomes, string[] ownColumns, Func<BatchRowDocument, string?[]> own, bool ownFirst, CancellationToken cancellationToken)
    {
        var delimiter = batch.Delimiter is { Length: 1 } given ? given[0] : ',';
        var headings = batch.Headings ?? [];
        // Our own columns of an earlier export are not repeated.
        var kept = Enumerable.Range(0, headings.Count).Where(i => !CellText.IsOwnHeading(headings[i].Name)).ToArray();
        var text = new StringBuilder("\uFEFF");
        Append(ownColumns, Array.ConvertAll(kept, i => (string?)headings[i].Name));
        for (var after = 0; ;)
        {
            // Two outcomes are read side by side, so that both come in the order of the file.
            var page = new List<StoredRow>();
            foreach (var outcome in outcomes is null ? (RowOutcome?[])[null] : [.. outcomes.Cast<RowOutcome?>()]) page.AddRange(await store.ListRowsAsync(batch.Id, outcome, after, PageRows, cancellationToken));
            page.Sort(static (one, other) => one.Row.CompareTo(other.Row));
            if (page.Count > PageRows) page.RemoveRange(PageRows, page.Count - PageRows);
            foreach (var stored in page)
            {
                var row = stored.ToDocument(links);
                Append(own(row), Array.ConvertAll(kept, i => i < row.Values?.Count ? row.Values[i] : null));
            }

            await response.WriteAsync(text.ToString(), cancellationToken);
            text.Clear();
            if (page.Count < PageRows) return;
            after = page[^1].Row;
        }

        void Append(string?[] mine, string?[] cells) => CellText.Append(text, delimiter, ownFirst ? [.. mine, .. cells] : [.. cells, .. mine]);
    }

    private static string? TextOf(BatchRowDocument row) => row.Faults.Count == 0
        ? row.Detail
        : string.Join(" | ", row.Faults.Select(static fault => string.Create(
            CultureInfo.InvariantCulture,
            $"{fault.Column ?? fault.Field}{(fault.Column is not null && fault.Field is not null && fault.Field != fault.Column ? $" ({fault.Field})" : "")}: {fault.Rule}{(fault.OtherRow is { } other ? $" (row {other})" : "")}")));

    private static CsvResult Stream(string fileName, Func<HttpResponse, CancellationToken, Task> write) => new CsvResult(fileName, write);

    private sealed class CsvResult(string fileName, Func<HttpResponse, CancellationToken, Task> write) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = ContentType;
            response.Headers.CacheControl = "private, no-store";
            response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
            if (HttpMethods.IsHead(httpContext.Request.Method)) return;
            await write(response, httpContext.RequestAborted);
        }
    }
}
