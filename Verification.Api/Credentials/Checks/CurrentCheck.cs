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
            return input.Known.IsErased ? CheckResult.Erased : CheckResult.Pass("No other credential has taken its place.");
        var day = StatusText.DayOf(status);
        var successor = status.SupersededBy is { } id ? $"credential {id}" : "another credential";
        var result = status.Since > input.Now
            ? CheckResult.Warning($"It will be replaced by {successor} on {day}.")
            : CheckResult.Fail(
                $"It was replaced by {successor} on {day}.{StatusText.ReasonOf(status)}",
                new Refusal(AuditOutcome.Superseded, $"This credential was replaced by {successor} on {day}.{StatusText.ReasonOf(status)}"));
        return result with { SupersededBy = status.SupersededBy };
    }
}
