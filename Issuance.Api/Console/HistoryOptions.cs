using System.ComponentModel.DataAnnotations;

namespace Issuance.Api.Console;

/// <summary>Where the verifier's part of a credential's history comes from. Configuration section <c>History</c>.</summary>
internal sealed class HistoryOptions
{
    /// <summary>Where the verification service is. The name is found by service discovery; a plain address works too.</summary>
    [Required]
    public Uri VerificationUrl { get; set; } = new("http://verification-api");

    /// <summary>For how long its answer is waited for; after that the history is shown without it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);
}
