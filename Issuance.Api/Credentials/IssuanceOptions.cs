using System.ComponentModel.DataAnnotations;

namespace Issuance.Api.Credentials;

/// <summary>How requests to issue are gathered into transactions. Configuration section <c>Issuance</c>.</summary>
internal sealed class IssuanceOptions
{
    /// <summary>How many requests may wait. When the queue is full, more are answered with 503 and Retry-After.</summary>
    [Range(1, 1_000_000)]
    public int QueueCapacity { get; set; } = 4096;

    /// <summary>How many credentials go into one transaction at the most.</summary>
    [Range(1, 5000)]
    public int MaxBatch { get; set; } = 256;

    /// <summary>How many transactions may be under way at a time: while one is being flushed to disk, the next is filled.</summary>
    [Range(1, 16)]
    public int Writers { get; set; } = 2;

    /// <summary>How often a transaction is tried whose database was away or whose outcome is not known.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 3;
}
