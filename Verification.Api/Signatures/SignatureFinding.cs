namespace Verification.Api.Signatures;

/// <summary>What is known of a signature.</summary>
internal enum SignatureFinding
{
    /// <summary>The issuer made it.</summary>
    Authentic,

    /// <summary>The key is compromised, and the issuer is signing anew what it had signed with it: what was applied before is believed, nothing else.</summary>
    Compromised,

    /// <summary>The issuer did not make it, or not for this.</summary>
    Forged,

    /// <summary>Whether the issuer made it cannot be told: the key is not known, and the issuer could not be asked.</summary>
    Unknown,
}
