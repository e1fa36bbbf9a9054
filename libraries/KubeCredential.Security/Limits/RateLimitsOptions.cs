using System.ComponentModel.DataAnnotations;
using KubeCredential.Hosting.Limits;
using Microsoft.Extensions.Options;

namespace KubeCredential.Security.Limits;

/// <summary>
/// How often each client may do what. Configuration section <c>Limits</c>. A client is whoever is signed in, otherwise the network address,
/// behind which there may be a whole university: the limits stop programs that run wild, not people.
/// </summary>
public sealed class RateLimitsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Limits";

    /// <summary>Whether there are limits at all. Turn them off where something in front of the services has its own.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Verifying; by default 200 a second, on average over a minute.</summary>
    [Required, ValidateObjectMembers]
    public RateLimit Verify { get; set; } = new() { PermitLimit = 12_000 };

    /// <summary>Issuing; by default 500 a second, on average over a minute, so that a whole year of graduates takes minutes.</summary>
    [Required, ValidateObjectMembers]
    public RateLimit Issue { get; set; } = new() { PermitLimit = 30_000 };

    /// <summary>Signing in a browser, successfully or not; counted by network address.</summary>
    [Required, ValidateObjectMembers]
    public RateLimit SignIn { get; set; } = new() { PermitLimit = 120 };

    /// <summary>Requests with a key, token or session that is not valid; counted by network address.</summary>
    [Required, ValidateObjectMembers]
    public RateLimit FailedSignIns { get; set; } = new() { PermitLimit = 300 };
}
