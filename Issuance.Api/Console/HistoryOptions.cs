using System.ComponentModel.DataAnnotations;

namespace Issuance.Api.Console;

/// <summary>How to reach the verification service, for its part of a credential's history and for its administration. Configuration section <c>History</c>.</summary>
internal sealed class HistoryOptions
{
    /// <summary>The address of the verification service: a name for service discovery, or a plain address.</summary>
    [Required]
    public Uri VerificationUrl { get; set; } = new("http://verification-api");

    /// <summary>How long to wait for the verification service's part of a history. After that the history is returned without it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long to wait for a response of the verification service's administration to begin, and then for each further part of it. Keep it below the timeouts of the
    /// proxies in front of this service; checking a long audit trail is slow.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan AdministrationTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
