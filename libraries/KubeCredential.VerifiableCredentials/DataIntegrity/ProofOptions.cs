namespace KubeCredential.VerifiableCredentials.DataIntegrity;

/// <summary>What a proof says (W3C Data Integrity 1.0, section 2.1).</summary>
/// <param name="Suite">How it is made.</param>
/// <param name="Created">When it is made; written in whole seconds.</param>
public sealed record ProofOptions(Cryptosuite Suite, DateTimeOffset Created)
{
    /// <summary>What it is for, one of <see cref="ProofPurposes"/>.</summary>
    public string Purpose { get; init; } = ProofPurposes.AssertionMethod;

    /// <summary>Until when it may be used; null: without end. That of the credential is another time.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The challenge that a verifier set.</summary>
    public string? Challenge { get; init; }

    /// <summary>The domain for which it is made.</summary>
    public string? Domain { get; init; }

    /// <summary>Its ID, by which a later proof can refer to it.</summary>
    public string? Id { get; init; }

    /// <summary>The ID of an earlier proof of the document that this one covers, too.</summary>
    public string? PreviousProof { get; init; }
}
