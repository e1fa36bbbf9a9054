using KubeCredential.Storage.Audit;

namespace Verification.Api.Credentials.Checks;

/// <summary>The result of a check.</summary>
/// <param name="Status">One of <see cref="CheckDocument.Pass"/>, <see cref="CheckDocument.Warning"/>, <see cref="CheckDocument.Fail"/>, <see cref="CheckDocument.Unchecked"/>, <see cref="CheckDocument.NotApplicable"/>.</param>
/// <param name="Code">What was found: one of <see cref="DetailCode"/>, or of <see cref="KubeCredential.VerifiableCredentials.CredentialErrors"/>.</param>
/// <param name="Detail">What the result means, as a sentence.</param>
/// <param name="Refusal">If the check failed, or could not be made and matters: its effect on the verdict.</param>
internal readonly record struct CheckResult(string Status, string Code, string Detail, Refusal? Refusal = null)
{
    /// <summary>What <see cref="Detail"/> says beside its code, such as a day, in the order that the code gives, an empty text where there is none; or null.</summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>Where the presented credential differs from what was issued, or null.</summary>
    public IReadOnlyList<DifferenceDocument>? Differences { get; init; }

    /// <summary>The credential that has taken this one's place, or null.</summary>
    public Guid? SupersededBy { get; init; }

    /// <summary>The check could not be made because there is no content any more.</summary>
    public static CheckResult Erased { get; } = Unchecked(DetailCode.UncheckedErased, "This could not be checked because the content was erased.");

    public static CheckResult Pass(string code, string detail, params string[] arguments) => new(CheckDocument.Pass, code, detail) { Arguments = arguments };

    public static CheckResult Warning(string code, string detail, params string[] arguments) => new(CheckDocument.Warning, code, detail) { Arguments = arguments };

    public static CheckResult Unchecked(string code, string detail, params string[] arguments) => new(CheckDocument.Unchecked, code, detail) { Arguments = arguments };

    /// <summary>There is nothing to check.</summary>
    public static CheckResult NotApplicable(string code, string detail) => new(CheckDocument.NotApplicable, code, detail);

    public static CheckResult Fail(string code, string detail, Refusal refusal, params string[] arguments) => new(CheckDocument.Fail, code, detail, refusal) { Arguments = arguments };
}

/// <summary>The effect of a failed check on the verdict.</summary>
/// <param name="Outcome">The outcome for the audit trail: one of <see cref="AuditOutcome"/>; of a presented document also one of <see cref="VerdictOutcome"/>.</param>
/// <param name="Message">The verdict as a sentence.</param>
internal sealed record Refusal(string Outcome, string Message)
{
    // From what matters most: a revoked credential that has also expired is revoked.
    private static readonly string[] s_order =
    [
        VerdictOutcome.Malformed, AuditOutcome.NotAuthentic, AuditOutcome.Erased, AuditOutcome.Different, AuditOutcome.Revoked, AuditOutcome.Suspended, AuditOutcome.Superseded, AuditOutcome.Expired,
        AuditOutcome.NotYetValid, AuditOutcome.Stale, VerdictOutcome.Unchecked, VerdictOutcome.Untrusted,
    ];

    /// <summary>If several checks have failed, the lowest rank determines the verdict.</summary>
    public int Rank => Array.IndexOf(s_order, Outcome);
}
