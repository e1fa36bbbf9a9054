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

    /// <summary>How long fetching all that one presented credential or presentation needs may take: DID documents, status lists, schemas. What is missing after that could not be checked.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:25")]
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>By how much the clocks of other issuers may differ from this one.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many megabytes of memory the verified status lists of other issuers may use.</summary>
    [Range(1, 4096)]
    public int StatusListMegabytes { get; set; } = 64;
}
