using KubeCredential.Storage.Audit;

namespace Verification.Api.Credentials.Checks;

/// <summary>The result of all checks together: valid if none has failed.</summary>
/// <param name="results">Their results, in the order of <see cref="CredentialChecks.All"/>.</param>
internal sealed class Verdict(CheckResult[] results)
{
    private readonly Refusal? _refusal = WeightiestOf(results);

    /// <summary>The results, in the order of <see cref="CredentialChecks.All"/>.</summary>
    public IReadOnlyList<CheckResult> Results => results;

    /// <summary>Whether the issuer signed what is known of the credential; otherwise nothing of it is shown.</summary>
    public bool IsAuthentic => _refusal?.Outcome != AuditOutcome.NotAuthentic;

    /// <summary>Whether the credential is valid.</summary>
    public bool IsValid => _refusal is null;

    /// <summary>The verdict as a sentence.</summary>
    public string Message => _refusal?.Message ?? "This credential is valid.";

    /// <summary>The result, which is also the outcome for the audit trail: one of <see cref="AuditOutcome"/>.</summary>
    public string Outcome => _refusal?.Outcome ?? AuditOutcome.Valid;

    private static Refusal? WeightiestOf(CheckResult[] results)
    {
        Refusal? weightiest = null;
        foreach (ref readonly var result in results.AsSpan())
        {
            if (result.Refusal is { } refusal && (weightiest is null || refusal.Rank < weightiest.Rank)) weightiest = refusal;
        }

        return weightiest;
    }
}
