namespace Verification.Api.Credentials.Checks;

/// <summary>
/// One of the checks behind a verdict. It decides from its input alone: no clock, no database, no other check. A new check needs a
/// file here, a line in <see cref="CredentialChecks.All"/>, and its name in <see cref="CheckDocument"/>.
/// </summary>
internal interface ICredentialCheck
{
    /// <summary>Its name in documents.</summary>
    string Name { get; }

    /// <summary>Checks a credential.</summary>
    CheckResult Check(in CheckInput input);
}
