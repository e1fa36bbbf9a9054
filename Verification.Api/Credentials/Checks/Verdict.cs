using KubeCredential.Storage.Audit;

namespace Verification.Api.Credentials.Checks;

/// <summary>The result of all checks together: valid if none has failed.</summary>
/// <param name="results">Their results, in the order of <see cref="CredentialChecks.All"/>.</param>
internal sealed class Verdict(CheckResult[] results)
{
    private readonly Refusal? _refusal = Array.Find(results, static one => one.Refusal is not null).Refusal;

    /// <summary>The results, in the order of <see cref="CredentialChecks.All"/>.</summary>
    public IReadOnlyList<CheckResult> Results => results;

    /// <summary>Whether the credential is valid.</summary>
    public bool IsValid => _refusal is null;

    /// <summary>The verdict as a sentence.</summary>
    public string Message => _refusal?.Message ?? "This credential is valid.";

    /// <summary>The outcome for the audit trail.</summary>
    public string Outcome => _refusal?.Outcome ?? AuditOutcome.Valid;
}
