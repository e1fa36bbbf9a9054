using System.ComponentModel.DataAnnotations;

namespace Verification.Api.Credentials;

/// <summary>How verdicts are given. Configuration section <c>Verification</c>.</summary>
internal sealed class VerificationOptions
{
    /// <summary>How many megabytes recently requested credentials may take in memory. Zero: every request reads the database.</summary>
    [Range(0, 16_384)]
    public int CacheMegabytes { get; set; } = 32;

    /// <summary>
    /// How long they are kept, and so how late an event that another replica has applied can show. What a replica applies itself shows in its
    /// next answer.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromSeconds(1);
}
