using System.ComponentModel.DataAnnotations;

namespace Issuance.Api.Console;

/// <summary>How long people stay signed in. Configuration section <c>Sessions</c>.</summary>
internal sealed class SessionOptions
{
    /// <summary>How long a session may go without a request before it ends.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a session may last after the first sign-in, however much it is used.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan LongestTime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long a one-time sign-in link is valid.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LinkTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the response to a failed sign-in is delayed.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan FailureDelay { get; set; } = TimeSpan.FromSeconds(1);
}
