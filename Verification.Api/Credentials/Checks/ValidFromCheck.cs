using KubeCredential.Storage.Audit;
using KubeCredential.Text;

namespace Verification.Api.Credentials.Checks;

/// <summary>Whether the credential's first day of validity (UTC) has come.</summary>
internal sealed class ValidFromCheck : ICredentialCheck
{
    public string Name => CheckDocument.ValidFrom;

    public CheckResult Check(in CheckInput input)
    {
        if (input.Known.IsErased) return CheckResult.Erased;
        if (input.Known.ValidFrom is not { } day) return CheckResult.Pass(DetailCode.ValidSinceIssue, "It has been valid since it was issued.");
        var firstDay = Rfc3339.Format(day);
        return day > DateOnly.FromDateTime(input.Now.UtcDateTime)
            ? CheckResult.Fail(DetailCode.NotValidBefore, $"It is not valid before {firstDay}.", new Refusal(AuditOutcome.NotYetValid, $"This credential is not valid before {firstDay}."), firstDay)
            : CheckResult.Pass(DetailCode.ValidSince, $"It has been valid since {firstDay}.", firstDay);
    }
}
