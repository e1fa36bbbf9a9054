using KubeCredential.Storage.Audit;
using Verification.Api.Freshness;

namespace Verification.Api.Credentials.Checks;

/// <summary>
/// Until when this verifier knows everything from the issuer. It fails only if the caller has set a limit. Otherwise a verifier that is cut off from the issuer
/// goes on, and says since when.
/// </summary>
internal sealed class FreshCheck : ICredentialCheck
{
    public string Name => CheckDocument.Fresh;

    public CheckResult Check(in CheckInput input)
    {
        var knowledge = input.Knowledge;
        var age = knowledge.AgeAt(input.Now);
        if (input.MaxAge is { } most)
        {
            return age <= most
                ? Heard(knowledge)
                : CheckResult.Fail(
                    DetailCode.OlderThanAskedFor, $"{knowledge.OldText} That is older than the maximum age in the request.",
                    new Refusal(AuditOutcome.Stale, $"What this verifier knows is older than requested. {knowledge.OldText}"),
                    knowledge.AsOfText ?? "");
        }

        return age is null ? CheckResult.Unchecked(DetailCode.NeverHeard, knowledge.OldText)
            : age <= input.FreshFor ? Heard(knowledge)
            : CheckResult.Warning(DetailCode.NotHeardSince, knowledge.OldText, knowledge.AsOfText!);
    }

    private static CheckResult Heard(IssuerKnowledge knowledge) => CheckResult.Pass(DetailCode.HeardUpTo, knowledge.FreshText, knowledge.AsOfText!);
}
