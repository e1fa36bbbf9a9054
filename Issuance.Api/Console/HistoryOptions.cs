using System.ComponentModel.DataAnnotations;

namespace Issuance.Api.Console;

/// <summary>Where the verifier's part of a credential's history comes from. Configuration section <c>History</c>.</summary>
internal sealed class HistoryOptions
{
    /// <summary>The address of the verification service: a name for service discovery, or a plain address.</summary>
    [Required]
    public Uri VerificationUrl { get; set; } = new("http://verification-api");

    /// <summary>How long to wait for its answer. After that the history is shown without it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);
}
