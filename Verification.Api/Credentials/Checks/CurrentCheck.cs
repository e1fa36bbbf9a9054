using KubeCredential.Events;
using KubeCredential.Storage.Audit;

namespace Verification.Api.Credentials.Checks;

/// <summary>Whether another credential has taken this one's place. One that was renewed stays valid until the new one begins.</summary>
internal sealed class CurrentCheck : ICredentialCheck
{
    public string Name => CheckDocument.Current;

    public CheckResult Check(in CheckInput input)
    {
        if (input.Known.Status is not { State: CredentialState.Superseded } status)
            return input.Known.IsErased ? CheckResult.Erased : CheckResult.Pass(DetailCode.NotReplaced, "No other credential has taken its place.");
        var (day, id) = (StatusText.DayOf(status), status.SupersededBy?.ToString() ?? "");
        var successor = id.Length > 0 ? $"credential {id}" : "another credential";
        var result = status.Since > input.Now
            ? CheckResult.Warning(DetailCode.WillBeReplaced, $"It will be replaced by {successor} on {day}.", day, "", id)
            : CheckResult.Fail(
                DetailCode.ReplacedOn, $"It was replaced by {successor} on {day}.{StatusText.ReasonOf(status)}",
                new Refusal(AuditOutcome.Superseded, $"This credential was replaced by {successor} on {day}.{StatusText.ReasonOf(status)}"),
                day, status.Reason ?? "", id);
        return result with { SupersededBy = status.SupersededBy };
    }
}
