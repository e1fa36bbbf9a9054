using System.ComponentModel.DataAnnotations;

namespace Verification.Api.Rebuild;

/// <summary>How the read model is built anew. Configuration section <c>Rebuild</c>.</summary>
internal sealed class RebuildOptions
{
    /// <summary>Where the issuance service is. The name is found by service discovery; a plain address works too.</summary>
    [Required]
    public Uri IssuanceUrl { get; set; } = new("http://issuance-api");

    /// <summary>How many events are read at once.</summary>
    [Range(1, 1000)]
    public int PageSize { get; set; } = 500;

    /// <summary>After which time without a sign of life another replica begins a rebuild again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan AbandonedAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>For how long a rebuild waits for events that the live read model holds and the event store does not show yet.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromSeconds(20);
}
