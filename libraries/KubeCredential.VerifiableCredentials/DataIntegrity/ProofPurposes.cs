namespace KubeCredential.VerifiableCredentials.DataIntegrity;

/// <summary>What proofs are for (W3C Controlled Identifiers 1.0, section 2.3).</summary>
public static class ProofPurposes
{
    /// <summary>The proof of a credential: its issuer says what is in it.</summary>
    public const string AssertionMethod = "assertionMethod";

    /// <summary>The proof of a presentation: its holder shows it.</summary>
    public const string Authentication = "authentication";
}
