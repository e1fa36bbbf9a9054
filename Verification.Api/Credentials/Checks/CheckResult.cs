namespace Verification.Api.Credentials.Checks;

/// <summary>What came out of a check.</summary>
/// <param name="Status">One of <see cref="CheckDocument.Pass"/>, <see cref="CheckDocument.Warning"/>, <see cref="CheckDocument.Fail"/>, <see cref="CheckDocument.Unchecked"/>.</param>
/// <param name="Detail">What that means, as a sentence.</param>
/// <param name="Refusal">Where it failed: what that makes of the verdict.</param>
internal readonly record struct CheckResult(string Status, string Detail, Refusal? Refusal = null)
{
    /// <summary>Where the credential that was shown differs from what was issued, or null.</summary>
    public IReadOnlyList<DifferenceDocument>? Differences { get; init; }

    public static CheckResult Pass(string detail) => new(CheckDocument.Pass, detail);

    public static CheckResult Warning(string detail) => new(CheckDocument.Warning, detail);

    public static CheckResult Unchecked(string detail) => new(CheckDocument.Unchecked, detail);

    public static CheckResult Fail(string detail, Refusal refusal) => new(CheckDocument.Fail, detail, refusal);
}

/// <summary>What a failed check makes of the verdict.</summary>
/// <param name="Outcome">What the audit trail calls it: one of <see cref="KubeCredential.Storage.Audit.AuditOutcome"/>.</param>
/// <param name="Message">The verdict as a sentence.</param>
internal sealed record Refusal(string Outcome, string Message);
