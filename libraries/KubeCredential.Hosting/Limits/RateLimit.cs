using System.ComponentModel.DataAnnotations;

namespace KubeCredential.Hosting.Limits;

/// <summary>How often a client may do something.</summary>
public sealed class RateLimit
{
    /// <summary>How many times within <see cref="Window"/>.</summary>
    [Range(1, 1_000_000_000)]
    public int PermitLimit { get; set; } = 1;

    /// <summary>Over which time it is counted. A window begins with a client's first request in it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "24:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);
}
