using System.Diagnostics;
using System.Diagnostics.Metrics;
using Issuance.Api.Outbox;

namespace Issuance.Api.Batches;

/// <summary>Spans and metrics of batches. Nothing in them identifies a holder.</summary>
internal static class BatchTelemetry
{
    private static readonly ActivitySource s_source = new(DeliveryTelemetry.Name);
    private static readonly Meter s_meter = new(DeliveryTelemetry.Name);
    private static readonly Counter<long> s_files = s_meter.CreateCounter<long>("kubecredential.batch.files", "{file}", "Files of batches that have arrived, by format.");
    private static readonly Counter<long> s_bytes = s_meter.CreateCounter<long>("kubecredential.batch.bytes", "By", "Bytes of files of batches that have arrived.");
    private static readonly Counter<long> s_rows = s_meter.CreateCounter<long>("kubecredential.batch.rows", "{row}", "Rows of batches by what became of them: valid, invalid, done or failed.");
    private static readonly Histogram<double> s_chunk = s_meter.CreateHistogram<double>("kubecredential.batch.chunk", "s", "How long it took to write a chunk of rows.");

    /// <summary>Starts the span of a chunk.</summary>
    public static Activity? StartChunk() => s_source.StartActivity("batch chunk");

    /// <summary>Starts the span of a dry run.</summary>
    public static Activity? StartCheck() => s_source.StartActivity("batch check");

    /// <summary>Counts a file.</summary>
    public static void CountUploaded(string format, long bytes)
    {
        s_files.Add(1, new KeyValuePair<string, object?>("format", format));
        s_bytes.Add(bytes);
    }

    /// <summary>Counts rows.</summary>
    public static void CountRows(RowOutcome outcome, int rows)
    {
        if (rows > 0) s_rows.Add(rows, new KeyValuePair<string, object?>("outcome", RowOutcomes.NameOf(outcome)));
    }

    /// <summary>Records how long a chunk took.</summary>
    public static void RecordChunk(TimeSpan took) => s_chunk.Record(took.TotalSeconds);
}
