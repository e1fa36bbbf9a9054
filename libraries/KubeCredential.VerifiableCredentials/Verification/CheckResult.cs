namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>How a check ended.</summary>
public enum CheckResult
{
    /// <summary>The document passed.</summary>
    Passed,

    /// <summary>There is nothing to check: the credential names no schema, for example, or nobody set a challenge.</summary>
    NotApplicable,

    /// <summary>It could not be checked, so nobody knows; the document does not count as valid.</summary>
    NotChecked,

    /// <summary>The document failed.</summary>
    Failed,
}
