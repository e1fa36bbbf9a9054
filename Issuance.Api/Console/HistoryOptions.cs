using System.ComponentModel.DataAnnotations;

namespace Issuance.Api.Console;

/// <summary>Where the verification service is, whose part of a history is shown here and whose administration is passed on. Configuration section <c>History</c>.</summary>
internal sealed class HistoryOptions
{
    /// <summary>The address of the verification service: a name for service discovery, or a plain address.</summary>
    [Required]
    public Uri VerificationUrl { get; set; } = new("http://verification-api");

    /// <summary>How long to wait for its answer. After that the history is shown without it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// For how long an answer of its administration is waited for to begin, and then for each part of it. Less than the proxies before this
    /// service wait; checking a long audit trail takes its time.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan AdministrationTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
