using System.ComponentModel.DataAnnotations;

namespace Verification.Api.Rebuild;

/// <summary>How the read model is rebuilt. Configuration section <c>Rebuild</c>.</summary>
internal sealed class RebuildOptions
{
    /// <summary>The address of the issuance service: a name for service discovery, or a plain address.</summary>
    [Required]
    public Uri IssuanceUrl { get; set; } = new("http://issuance-api");

    /// <summary>How many events are read at a time.</summary>
    [Range(1, 1000)]
    public int PageSize { get; set; } = 500;

    /// <summary>How long a rebuild may go without a heartbeat before another replica restarts it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan AbandonedAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a rebuild that has read everything else waits for transactions in the issuer's PostgreSQL server that began before it, behind which the event store shows nothing. After that it fails, and the live read model stays.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromMinutes(10);
}
