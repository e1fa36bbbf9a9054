namespace KubeCredential.VerifiableCredentials.StatusLists;

/// <summary>What the bits of a status list stand for (W3C Bitstring Status List 1.0, section 2.2).</summary>
public static class StatusPurposes
{
    /// <summary>The credential is revoked, for good.</summary>
    public const string Revocation = "revocation";

    /// <summary>The credential is suspended, for now.</summary>
    public const string Suspension = "suspension";
}
