using System.Text.Json;
using KubeCredential.Storage.Audit;

namespace Verification.Api.Credentials.Checks;

/// <summary>Who issued the credential, and whether the presented one names another issuer.</summary>
internal sealed class IssuerCheck : ICredentialCheck
{
    private const string Member = "issuerName";
    private static readonly Refusal s_differs = new(AuditOutcome.Different, "This credential does not match what was issued here.");

    public string Name => CheckDocument.Issuer;

    public CheckResult Check(in CheckInput input)
    {
        if (input.Known.IsErased) return CheckResult.Erased;
        if (input.Known.Issuer is not { } issuer) return CheckResult.Unchecked(DetailCode.IssuerNotStated, "The credential does not say who issued it.");
        return input.Shown is { } shown && !(shown.TryGetProperty(Member, out var named) && named.ValueKind == JsonValueKind.String && ContentComparison.AreSame(Member, issuer, named.GetString()!))
            ? CheckResult.Fail(DetailCode.NamesAnotherIssuer, $"It names another issuer; it was issued by {issuer}.", s_differs, issuer)
            : CheckResult.Pass(DetailCode.IssuedBy, $"It was issued by {issuer}.", issuer);
    }
}
