using System.ComponentModel.DataAnnotations;
using KubeCredential.Hosting.Limits;
using Microsoft.Extensions.Options;

namespace KubeCredential.Security.Limits;

/// <summary>
/// How often each client may do what. Configuration section <c>Limits</c>. A client is who is signed in, else the network address,
/// behind which there may be a whole university: the limits are for programs that run wild, not for people.
/// </summary>
public sealed class RateLimitsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Limits";

    /// <summary>Whether there are limits at all. Turn them off where something in front of the services has its own.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Verifying: 200 a second, on average over a minute.</summary>
    [Required, ValidateObjectMembers]
    public RateLimit Verify { get; set; } = new() { PermitLimit = 12_000 };

    /// <summary>Issuing: 500 a second, on average over a minute, so that a whole year of graduates takes minutes.</summary>
    [Required, ValidateObjectMembers]
    public RateLimit Issue { get; set; } = new() { PermitLimit = 30_000 };

    /// <summary>Signing a browser in, whether it succeeds or not. Counted for network addresses.</summary>
    [Required, ValidateObjectMembers]
    public RateLimit SignIn { get; set; } = new() { PermitLimit = 120 };

    /// <summary>Requests with a key, token or session that signs nobody in. Counted for network addresses.</summary>
    [Required, ValidateObjectMembers]
    public RateLimit FailedSignIns { get; set; } = new() { PermitLimit = 300 };
}
