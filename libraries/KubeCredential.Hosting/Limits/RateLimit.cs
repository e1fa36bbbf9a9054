using System.ComponentModel.DataAnnotations;

namespace KubeCredential.Hosting.Limits;

/// <summary>How often a client may do something.</summary>
public sealed class RateLimit
{
    /// <summary>The maximum number of requests within <see cref="Window"/>.</summary>
    [Range(1, 1_000_000_000)]
    public int PermitLimit { get; set; } = 1;

    /// <summary>The time over which requests are counted. A window begins with a client's first request in it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "24:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);
}
