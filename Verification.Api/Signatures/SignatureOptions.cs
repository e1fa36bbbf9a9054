using System.ComponentModel.DataAnnotations;

namespace Verification.Api.Signatures;

/// <summary>How the issuer's signatures are checked. Configuration section <c>Signatures</c>.</summary>
internal sealed class SignatureOptions
{
    /// <summary>
    /// The secret with which this service seals the issuer's public keys and the issuers' profiles in its own database, so that nobody who can only write to the database can add one: at least
    /// 32 characters. All replicas have the same. If it is lost or changed, both are asked for again.
    /// </summary>
    [Required, MinLength(32)]
    public string KeySecret { get; set; } = "";

    /// <summary>How often the issuance service is asked for its keys and for the issuers' profiles, besides whenever an unknown one appears.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the issuance service may take to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How many signatures are remembered as checked, in each of two generations.</summary>
    [Range(1, 10_000_000)]
    public int Remembered { get; set; } = 100_000;

    /// <summary>How long after the last forged entry health is degraded.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan AlarmFor { get; set; } = TimeSpan.FromHours(1);
}
