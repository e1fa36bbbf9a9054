using System.ComponentModel.DataAnnotations;

namespace Verification.Api.Freshness;

/// <summary>When knowledge counts as fresh. Configuration section <c>Verification</c>.</summary>
internal sealed class FreshnessOptions
{
    /// <summary>How long after the last that was heard from the issuer a verdict carries no warning, and health is not degraded.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromSeconds(30);
}
