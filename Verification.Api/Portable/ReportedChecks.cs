using KubeCredential.Storage.Audit;
using KubeCredential.VerifiableCredentials;
using KubeCredential.VerifiableCredentials.Verification;
using Verification.Api.Credentials.Checks;
using CheckResult = Verification.Api.Credentials.Checks.CheckResult;
using Checked = KubeCredential.VerifiableCredentials.Verification.CheckResult;

namespace Verification.Api.Portable;

/// <summary>The checks of a report as a verdict has them.</summary>
internal static class ReportedChecks
{
    /// <summary>The name of a check in a verdict.</summary>
    public static string NameOf(CheckName name) => name switch
    {
        CheckName.Document => CheckDocument.Document,
        CheckName.Proof => CheckDocument.Proof,
        CheckName.Issuer => CheckDocument.Issuer,
        CheckName.Holder => CheckDocument.Holder,
        CheckName.Challenge => CheckDocument.Challenge,
        CheckName.Domain => CheckDocument.Domain,
        CheckName.Validity => CheckDocument.Validity,
        CheckName.Schema => CheckDocument.Schema,
        CheckName.Revocation => CheckDocument.Revocation,
        CheckName.Suspension => CheckDocument.Suspension,
        CheckName.Credentials => CheckDocument.Credentials,
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>A check as a verdict has it.</summary>
    /// <param name="check">The check.</param>
    /// <param name="what">What was checked, in words: a credential or a presentation.</param>
    public static CheckResult Of(VerificationCheck check, string what) => check.Result switch
    {
        Checked.Passed => CheckResult.Pass(check.Message),
        Checked.NotApplicable => CheckResult.NotApplicable(check.Message),
        Checked.NotChecked => CheckResult.Unchecked(check.Message) with { Refusal = new Refusal(VerdictOutcome.Unchecked, $"Whether this {what} is valid could not be checked: {Clause(check.Message)}") },
        _ => CheckResult.Fail(check.Message, RefusalOf(check, what)),
    };

    private static Refusal RefusalOf(VerificationCheck check, string what) => (check.Name, check.Error) switch
    {
        (_, CredentialError.Revoked) => new(AuditOutcome.Revoked, $"This {what} has been revoked."),
        (_, CredentialError.Suspended) => new(AuditOutcome.Suspended, $"This {what} is suspended."),
        (CheckName.Validity, CredentialError.Expired) => new(AuditOutcome.Expired, $"This {what} has expired."),
        (CheckName.Validity, CredentialError.NotYetValid) => new(AuditOutcome.NotYetValid, $"This {what} is not valid yet."),
        (CheckName.Document or CheckName.Schema or CheckName.Validity, _) => new(VerdictOutcome.Malformed, $"This is not a sound {what}: {Clause(check.Message)}"),
        (CheckName.Revocation or CheckName.Suspension, _) => new(VerdictOutcome.Unchecked, $"Whether this {what} is valid could not be checked: {Clause(check.Message)}"),
        (CheckName.Challenge or CheckName.Domain or CheckName.Holder, _) => new(AuditOutcome.NotAuthentic, $"This {what} was not made for this request, or not by its holder: {Clause(check.Message)}"),
        (CheckName.Credentials, _) => new(VerdictOutcome.Unchecked, $"A credential in this {what} is not valid."),
        _ => new(AuditOutcome.NotAuthentic, $"This {what} does not prove that its issuer signed it. Do not rely on it. {check.Message}"),
    };

    private static string Clause(string sentence) => sentence.Length == 0 ? sentence : $"{char.ToLowerInvariant(sentence[0])}{sentence[1..]}";
}
