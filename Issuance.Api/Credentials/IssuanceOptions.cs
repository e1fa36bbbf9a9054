using System.ComponentModel.DataAnnotations;

namespace Issuance.Api.Credentials;

/// <summary>How requests to issue credentials are batched into transactions. Configuration section <c>Issuance</c>.</summary>
internal sealed class IssuanceOptions
{
    /// <summary>How many requests may wait to be written. When the queue is full, further ones are answered with 503 and <c>Retry-After</c>.</summary>
    [Range(1, 1_000_000)]
    public int QueueCapacity { get; set; } = 4096;

    /// <summary>The maximum number of credentials in one transaction.</summary>
    [Range(1, 5000)]
    public int MaxBatch { get; set; } = 256;

    /// <summary>How many transactions may be in progress at a time: while one is flushed to disk, the next is filled.</summary>
    [Range(1, 16)]
    public int Writers { get; set; } = 2;

    /// <summary>How often a transaction is attempted when the database is unavailable or the outcome is unknown.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 3;
}
