using KubeCredential.Storage.Audit;
using Verification.Api.Signatures;

namespace Verification.Api.Credentials.Checks;

/// <summary>Whether the issuer signed what this verifier knows of the credential.</summary>
internal sealed class AuthenticCheck : ICredentialCheck
{
    private static readonly CheckResult s_forged = CheckResult.Fail(
        DetailCode.NotSigned, "What this verifier holds of the credential was not signed by its issuer.", new Refusal(AuditOutcome.NotAuthentic, "This credential was not signed by its issuer. Do not rely on it."));

    private static readonly CheckResult s_unknown = CheckResult.Unchecked(DetailCode.SigningKeyUnknown, "The key is not known here, and the issuer could not be asked for it.") with
    {
        Refusal = new Refusal(AuditOutcome.NotAuthentic, "Whether the issuer signed this credential could not be checked. Do not rely on it; try again later."),
    };

    public string Name => CheckDocument.Authentic;

    /// <summary>Whether the other checks mean anything.</summary>
    public static bool Allows(SignatureFinding finding) => finding is SignatureFinding.Authentic or SignatureFinding.Compromised;

    public CheckResult Check(in CheckInput input) => input.Signature switch
    {
        SignatureFinding.Authentic => CheckResult.Pass(DetailCode.Signed, "Its issuer signed it."),
        SignatureFinding.Compromised => CheckResult.Warning(DetailCode.SignedWithCompromisedKey, "Its issuer signed it with a key that has been compromised since, and is signing it anew. It was received before."),
        SignatureFinding.Forged => s_forged,
        _ => s_unknown,
    };
}
