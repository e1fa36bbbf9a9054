namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>How a document is secured.</summary>
public enum DocumentFormat
{
    /// <summary>By a proof within the JSON (W3C Data Integrity 1.0).</summary>
    DataIntegrity,

    /// <summary>As a JWT (W3C Securing Verifiable Credentials using JOSE and COSE).</summary>
    Jwt,
}
