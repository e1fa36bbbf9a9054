namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>What the checks come to.</summary>
public enum VerificationOutcome
{
    /// <summary>Every check that applies passed.</summary>
    Verified,

    /// <summary>No check failed, but at least one could not be made: not valid, as far as anybody knows.</summary>
    Undetermined,

    /// <summary>At least one check failed.</summary>
    Invalid,
}
