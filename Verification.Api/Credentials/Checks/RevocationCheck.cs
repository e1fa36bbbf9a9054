using KubeCredential.Events;
using KubeCredential.Storage.Audit;

namespace Verification.Api.Credentials.Checks;

/// <summary>Whether the issuer has revoked the credential.</summary>
internal sealed class RevocationCheck : ICredentialCheck
{
    public string Name => CheckDocument.Revocation;

    public CheckResult Check(in CheckInput input)
    {
        if (input.Known.Status is { State: CredentialState.Revoked } status)
        {
            var (day, reason) = (StatusText.DayOf(status), StatusText.ReasonOf(status));
            return CheckResult.Fail(DetailCode.RevokedOn, $"It was revoked on {day}.{reason}", new Refusal(AuditOutcome.Revoked, $"This credential was revoked on {day}.{reason}"), day, status.Reason ?? "");
        }

        return input.Known.IsErased ? CheckResult.Erased : CheckResult.Pass(DetailCode.NotRevoked, "It has not been revoked.");
    }
}
