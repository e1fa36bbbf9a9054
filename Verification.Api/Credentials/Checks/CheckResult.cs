namespace Verification.Api.Credentials.Checks;

/// <summary>The result of a check.</summary>
/// <param name="Status">One of <see cref="CheckDocument.Pass"/>, <see cref="CheckDocument.Warning"/>, <see cref="CheckDocument.Fail"/>, <see cref="CheckDocument.Unchecked"/>.</param>
/// <param name="Detail">What the result means, as a sentence.</param>
/// <param name="Refusal">If the check failed: its effect on the verdict.</param>
internal readonly record struct CheckResult(string Status, string Detail, Refusal? Refusal = null)
{
    /// <summary>Where the presented credential differs from what was issued, or null.</summary>
    public IReadOnlyList<DifferenceDocument>? Differences { get; init; }

    public static CheckResult Pass(string detail) => new(CheckDocument.Pass, detail);

    public static CheckResult Warning(string detail) => new(CheckDocument.Warning, detail);

    public static CheckResult Unchecked(string detail) => new(CheckDocument.Unchecked, detail);

    public static CheckResult Fail(string detail, Refusal refusal) => new(CheckDocument.Fail, detail, refusal);
}

/// <summary>The effect of a failed check on the verdict.</summary>
/// <param name="Outcome">The outcome for the audit trail: one of <see cref="KubeCredential.Storage.Audit.AuditOutcome"/>.</param>
/// <param name="Message">The verdict as a sentence.</param>
internal sealed record Refusal(string Outcome, string Message);
