using KubeCredential.VerifiableCredentials.Dids;
using KubeCredential.VerifiableCredentials.StatusLists;

namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>What a verifier works with: it has no network and no clock of its own.</summary>
public sealed record CredentialVerifierOptions
{
    /// <summary>Finds the documents of DIDs.</summary>
    public required IDidResolver Dids { get; init; }

    /// <summary>Finds the credentials of status lists.</summary>
    public required IStatusListSource StatusLists { get; init; }

    /// <summary>Finds schemas.</summary>
    public required ISchemaSource Schemas { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Keeps verified status lists; null: each is fetched and verified whenever it is needed.</summary>
    public IStatusListCache? StatusListCache { get; init; }

    /// <summary>By how much the clocks of issuers may differ from this one. Default: 1 minute.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What a document may cost.</summary>
    public CredentialLimits Limits { get; init; } = CredentialLimits.Default;
}
