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
    /// <param name="report">The report that it is part of.</param>
    public static CheckResult Of(VerificationCheck check, VerificationReport report)
    {
        var (code, what) = (CodeOf(check, report), PortableVerdict.WhatOf(report));
        string[] place = check.Location is { } location ? [location] : [];
        return check.Result switch
        {
            Checked.Passed => CheckResult.Pass(code, check.Message),
            Checked.NotApplicable => CheckResult.NotApplicable(code, check.Message),
            Checked.NotChecked => CheckResult.Unchecked(code, check.Message, place) with { Refusal = new Refusal(VerdictOutcome.Unchecked, $"Whether this {what} is valid could not be checked: {Clause(check.Message)}") },
            _ => CheckResult.Fail(code, check.Message, RefusalOf(check, what), place),
        };
    }

    /// <summary>What a check found, as a code: that of what went wrong, or else that of what is right.</summary>
    private static string CodeOf(VerificationCheck check, VerificationReport report) => (check.Name, check.Result) switch
    {
        (CheckName.Schema or CheckName.Revocation or CheckName.Suspension, Checked.NotChecked) when report.Checks.Any(static one => one is { Name: CheckName.Proof, Error: not null }) => DetailCode.UncheckedUnproven,
        (CheckName.Credentials, Checked.NotChecked) => DetailCode.CredentialUnchecked,
        _ when check.Error is { } error => error.Text(),
        (CheckName.Document, _) => report.Kind == DocumentKind.Presentation ? DetailCode.IsPresentation : DetailCode.IsCredential,
        (CheckName.Proof, _) => DetailCode.ProofMatches,
        (CheckName.Issuer, _) => DetailCode.KeyIsIssuers,
        (CheckName.Holder, _) => DetailCode.KeyIsHolders,
        (CheckName.Challenge, Checked.Passed) => DetailCode.ChallengeRepeated,
        (CheckName.Challenge, _) => DetailCode.NoChallenge,
        (CheckName.Domain, Checked.Passed) => DetailCode.MadeForDomain,
        (CheckName.Domain, _) => DetailCode.NoDomain,
        (CheckName.Validity, _) => DetailCode.ValidNow,
        (CheckName.Schema, Checked.Passed) => DetailCode.FollowsSchema,
        (CheckName.Schema, _) => DetailCode.NoSchema,
        (CheckName.Revocation, Checked.Passed) => DetailCode.NotRevoked,
        (CheckName.Revocation, _) => DetailCode.RevocationNotStated,
        (CheckName.Suspension, Checked.Passed) => DetailCode.NotSuspended,
        (CheckName.Suspension, _) => DetailCode.SuspensionNotStated,
        (CheckName.Credentials, Checked.Passed) => DetailCode.CredentialsVerified,
        (CheckName.Credentials, _) => DetailCode.NoCredentials,
        _ => throw new ArgumentOutOfRangeException(nameof(check)),
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
