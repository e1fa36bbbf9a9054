using KubeCredential.Events;
using KubeCredential.Storage.Audit;

namespace Verification.Api.Credentials.Checks;

/// <summary>Whether the issuer has suspended the credential.</summary>
internal sealed class SuspensionCheck : ICredentialCheck
{
    public string Name => CheckDocument.Suspension;

    public CheckResult Check(in CheckInput input)
    {
        if (input.Known.Status is { State: CredentialState.Suspended } status)
        {
            var (day, reason) = (StatusText.DayOf(status), StatusText.ReasonOf(status));
            return CheckResult.Fail(DetailCode.SuspendedSince, $"It has been suspended since {day}.{reason}", new Refusal(AuditOutcome.Suspended, $"This credential has been suspended since {day}.{reason}"), day, status.Reason ?? "");
        }

        return input.Known.IsErased ? CheckResult.Erased : CheckResult.Pass(DetailCode.NotSuspended, "It is not suspended.");
    }
}
