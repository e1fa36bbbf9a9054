namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>The checks, in the order in which a report has them.</summary>
public enum CheckName
{
    /// <summary>Whether the document can be read and has the shape of a credential or a presentation.</summary>
    Document,

    /// <summary>Whether every proof, or the signature of the JWT, matches the document.</summary>
    Proof,

    /// <summary>Whether the issuer of the credential controls a key that made a proof, and allows its use.</summary>
    Issuer,

    /// <summary>Whether the holder of the presentation controls a key that made its proof.</summary>
    Holder,

    /// <summary>Whether the proof repeats the challenge that was set.</summary>
    Challenge,

    /// <summary>Whether the proof was made for the domain that asks.</summary>
    Domain,

    /// <summary>Whether the document is valid at this time.</summary>
    Validity,

    /// <summary>Whether the credential follows the schemas that it names.</summary>
    Schema,

    /// <summary>Whether the credential is revoked.</summary>
    Revocation,

    /// <summary>Whether the credential is suspended.</summary>
    Suspension,

    /// <summary>Whether all credentials in the presentation are verified; each has a report of its own.</summary>
    Credentials,
}
