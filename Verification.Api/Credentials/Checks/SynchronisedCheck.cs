using KubeCredential.Text;

namespace Verification.Api.Credentials.Checks;

/// <summary>Since when this verifier knows what it knows of the credential.</summary>
internal sealed class SynchronisedCheck : ICredentialCheck
{
    public string Name => CheckDocument.Synchronised;

    public CheckResult Check(in CheckInput input) => CheckResult.Pass($"Last synchronised with the issuer at {Rfc3339.Format(input.Known.AppliedAt)}.");
}
