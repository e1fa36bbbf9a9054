using System.ComponentModel.DataAnnotations;

namespace Issuance.Api.Lifecycle;

/// <summary>How long credentials are kept. Configuration section <c>Retention</c>.</summary>
internal sealed class RetentionOptions
{
    /// <summary>How long after its last day of validity a credential is erased by itself, such as <c>3650.00:00:00</c> for ten years. Unset: never.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan? EraseAfter { get; set; }
}
