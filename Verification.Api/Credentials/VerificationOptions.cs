using System.ComponentModel.DataAnnotations;

namespace Verification.Api.Credentials;

/// <summary>How verifying works. Configuration section <c>Verification</c>.</summary>
internal sealed class VerificationOptions
{
    /// <summary>How much memory credentials may take that were asked for a moment ago. Zero: every question goes to the database.</summary>
    [Range(0, 16_384)]
    public int CacheMegabytes { get; set; } = 32;

    /// <summary>For how long they are kept, and so after which time an event that another replica has applied shows at the latest.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromSeconds(1);
}
