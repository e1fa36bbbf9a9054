using KubeCredential.Text;

namespace Verification.Api.Credentials.Checks;

/// <summary>When this verifier last received an update of the credential.</summary>
internal sealed class SynchronisedCheck : ICredentialCheck
{
    public string Name => CheckDocument.Synchronised;

    public CheckResult Check(in CheckInput input) => CheckResult.Pass($"Last synchronised with the issuer at {Rfc3339.Format(input.Known.AppliedAt)}.");
}
