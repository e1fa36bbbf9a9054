using System.ComponentModel.DataAnnotations;

namespace Issuance.Api.SigningKeys;

/// <summary>How events are signed. Configuration section <c>Signing</c>.</summary>
internal sealed class SigningOptions
{
    /// <summary>
    /// The secret from which the keys are derived that encrypt the private signing keys in the database: at least 32 characters. All replicas have the same. If it is lost, or
    /// another is given, the service does not start.
    /// </summary>
    [Required, MinLength(32)]
    public string MasterKey { get; set; } = "";

    /// <summary>
    /// After a key was reported as compromised, how long events may still be committed that were signed with it: by replicas that have not heard of it yet, and by transactions that had begun.
    /// Only then can it be found that nothing depends on the key any more.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromSeconds(30);
}
