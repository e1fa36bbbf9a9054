using KubeCredential.VerifiableCredentials.Verification;

namespace KubeCredential.VerifiableCredentials.Tests;

/// <summary>Looks at reports.</summary>
internal static class ReportAssert
{
    public static string Show(VerificationReport report) => string.Join("; ", report.Checks.Select(static check => $"{check.Name} {check.Result} {check.Error}: {check.Message}"));

    public static void Verified(VerificationReport report) => Assert.True(report.Outcome == VerificationOutcome.Verified, Show(report));

    /// <summary>A check ended so, for this reason, and the outcome follows.</summary>
    public static void Is(VerificationReport report, CheckName name, CheckResult result, CredentialError? error)
    {
        var check = report.Checks.Single(check => check.Name == name);
        Assert.True((check.Result, check.Error) == (result, error), Show(report));
        Assert.NotEqual(error is null, report.Outcome != VerificationOutcome.Verified && result is CheckResult.Failed or CheckResult.NotChecked);
        if (result == CheckResult.NotChecked) Assert.StartsWith("Could not be checked: ", check.Message, StringComparison.Ordinal);
    }
}
