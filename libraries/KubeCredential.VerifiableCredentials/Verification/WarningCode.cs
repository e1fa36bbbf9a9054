namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>What a report warns of.</summary>
public enum WarningCode
{
    /// <summary>The index of a status entry is a number; the specification wants text.</summary>
    StatusIndexIsNumber,

    /// <summary>A status list says more than whether a credential is revoked or suspended, and that was not looked at.</summary>
    StatusMessageIgnored,

    /// <summary>The credential follows the data model of version 1.1.</summary>
    OlderDataModel,

    /// <summary>The document is valid only by the allowance for clocks that differ.</summary>
    WithinClockSkew,

    /// <summary>The proof does not say when it was made.</summary>
    NoCreationTime,
}
