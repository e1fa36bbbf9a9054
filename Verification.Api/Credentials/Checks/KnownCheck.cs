namespace Verification.Api.Credentials.Checks;

/// <summary>Whether this verifier knows the credential. Where it does not, there is no verdict but that.</summary>
internal sealed class KnownCheck : ICredentialCheck
{
    public string Name => CheckDocument.Known;

    public CheckResult Check(in CheckInput input) => CheckResult.Pass("This verifier knows the credential.");
}
