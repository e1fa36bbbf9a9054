namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>What a document is.</summary>
public enum DocumentKind
{
    /// <summary>A verifiable credential.</summary>
    Credential,

    /// <summary>A verifiable presentation: credentials that a holder shows.</summary>
    Presentation,
}
