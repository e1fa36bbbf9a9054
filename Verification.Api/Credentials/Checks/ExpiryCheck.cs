using KubeCredential.Storage.Audit;
using KubeCredential.Text;

namespace Verification.Api.Credentials.Checks;

/// <summary>Whether the credential's last day of validity (UTC) has passed; a warning in the last 30 days.</summary>
internal sealed class ExpiryCheck : ICredentialCheck
{
    private const int WarningDays = 30;

    public string Name => CheckDocument.Expiry;

    public CheckResult Check(in CheckInput input)
    {
        if (input.Known.IsErased) return CheckResult.Erased;
        if (input.Known.ExpiryDate is not { } day) return CheckResult.Pass(DetailCode.NeverExpires, "It does not expire.");
        var lastDay = Rfc3339.Format(day);
        return (day.DayNumber - DateOnly.FromDateTime(input.Now.UtcDateTime).DayNumber) switch
        {
            < 0 => CheckResult.Fail(DetailCode.ExpiredOn, $"It expired on {lastDay}.", new Refusal(AuditOutcome.Expired, $"This credential expired on {lastDay}."), lastDay),
            0 => CheckResult.Warning(DetailCode.ExpiresToday, $"It expires today, {lastDay}.", lastDay),
            < WarningDays => CheckResult.Warning(DetailCode.ExpiresSoon, $"It expires soon: its last day is {lastDay}.", lastDay),
            _ => CheckResult.Pass(DetailCode.ValidUntil, $"It is valid until {lastDay}.", lastDay),
        };
    }
}
