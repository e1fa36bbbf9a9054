using System.ComponentModel.DataAnnotations;

namespace Verification.Api.Credentials;

/// <summary>How credentials are verified. Configuration section <c>Verification</c>.</summary>
internal sealed class VerificationOptions
{
    /// <summary>How many megabytes of memory the cache of recently requested credentials may use. If zero, every request reads the database.</summary>
    [Range(0, 16_384)]
    public int CacheMegabytes { get; set; } = 32;

    /// <summary>How long credentials are cached. No response goes back behind one that any replica has given, however long this is.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromSeconds(1);
}
