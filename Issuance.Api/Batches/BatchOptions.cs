using System.ComponentModel.DataAnnotations;

namespace Issuance.Api.Batches;

/// <summary>Batches: files of rows that are checked and then carried out. Configuration section <c>Batches</c>.</summary>
internal sealed class BatchOptions
{
    /// <summary>How long a batch and its rows are kept after its upload. They hold personal data.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How many batches one organisation, or one caller without one, may have that are neither done nor cancelled.</summary>
    [Range(1, 10_000)]
    public int MostOpen { get; set; } = 50;

    /// <summary>How many rows are written in one transaction.</summary>
    [Range(1, 2000)]
    public int ChunkSize { get; set; } = 500;

    /// <summary>How many rows are written in one transaction while single requests are being written, too.</summary>
    [Range(1, 2000)]
    public int GentleChunkSize { get; set; } = 50;

    /// <summary>How long a replica may work on a batch without a sign of life before another one takes it over.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a replica looks for batches to work on.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The address of the verification pages, such as <c>https://verify.example.org</c>, for the links to each credential in results and to what holders share. Without it, links are paths: <c>/v/{id}</c>.
    /// </summary>
    public Uri? VerifyAddress { get; set; }
}
