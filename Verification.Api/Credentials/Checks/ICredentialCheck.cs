namespace Verification.Api.Credentials.Checks;

/// <summary>
/// One of the checks that a verdict is made of. It decides from what it is given alone: no clock, no database, no other check. A new one is a
/// file here, a line in <see cref="CredentialChecks.All"/>, and its name in <see cref="CheckDocument"/>.
/// </summary>
internal interface ICredentialCheck
{
    /// <summary>Its name in documents.</summary>
    string Name { get; }

    /// <summary>Checks a credential.</summary>
    CheckResult Check(in CheckInput input);
}
