using System.ComponentModel.DataAnnotations;
using KubeCredential.Hosting.Limits;
using Microsoft.Extensions.Options;

namespace KubeCredential.Security.Limits;

/// <summary>
/// Rate limits for each client. Configuration section <c>Limits</c>. A client is the signed-in caller or otherwise the network address,
/// which a whole university may share: the limits stop runaway programs, not people.
/// </summary>
public sealed class RateLimitsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Limits";

    /// <summary>Whether rate limits are enabled. Disable them if something in front of the services has its own.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Verifying; by default 200 a second, on average over a minute.</summary>
    [Required, ValidateObjectMembers]
    public RateLimit Verify { get; set; } = new() { PermitLimit = 12_000 };

    /// <summary>Issuing; by default 500 a second, on average over a minute, so that a whole year's graduates take minutes.</summary>
    [Required, ValidateObjectMembers]
    public RateLimit Issue { get; set; } = new() { PermitLimit = 30_000 };

    /// <summary>Browser sign-ins, successful or not; counted by network address.</summary>
    [Required, ValidateObjectMembers]
    public RateLimit SignIn { get; set; } = new() { PermitLimit = 120 };

    /// <summary>The pages of holders: opening links, asking for new ones, and what is done there; by default 20 a second, on average over a minute. Counted by network address.</summary>
    [Required, ValidateObjectMembers]
    public RateLimit Holder { get; set; } = new() { PermitLimit = 1200 };

    /// <summary>Failed authentications, by an invalid key, token or session; counted by network address.</summary>
    [Required, ValidateObjectMembers]
    public RateLimit FailedSignIns { get; set; } = new() { PermitLimit = 300 };
}
