namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>What was checked of a document, and with which result.</summary>
public sealed record VerificationReport
{
    /// <summary>What the document is; null if it cannot be read.</summary>
    public DocumentKind? Kind { get; init; }

    /// <summary>How the document is secured; null if it cannot be read.</summary>
    public DocumentFormat? Format { get; init; }

    /// <summary>The checks, in the order of <see cref="CheckName"/>. A check that is not here does not apply to such a document, or an earlier one made it pointless.</summary>
    public required IReadOnlyList<VerificationCheck> Checks { get; init; }

    /// <summary>What the issuer should put right.</summary>
    public IReadOnlyList<VerificationWarning> Warnings { get; init; } = [];

    /// <summary>What the document says; null if it cannot be read.</summary>
    public VerifiedContent? Content { get; init; }

    /// <summary>The reports on the credentials in a presentation, in its order.</summary>
    public IReadOnlyList<VerificationReport> Credentials { get; init; } = [];

    /// <summary>What the checks come to.</summary>
    public VerificationOutcome Outcome =>
        Checks.Any(static check => check.Result == CheckResult.Failed) ? VerificationOutcome.Invalid
        : Checks.Any(static check => check.Result == CheckResult.NotChecked) ? VerificationOutcome.Undetermined
        : VerificationOutcome.Verified;
}
