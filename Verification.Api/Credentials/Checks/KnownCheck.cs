namespace Verification.Api.Credentials.Checks;

/// <summary>Whether this verifier knows the credential. It always passes: an unknown credential is answered without running the checks.</summary>
internal sealed class KnownCheck : ICredentialCheck
{
    public string Name => CheckDocument.Known;

    public CheckResult Check(in CheckInput input) => CheckResult.Pass(DetailCode.Known, "This verifier knows the credential.");
}
