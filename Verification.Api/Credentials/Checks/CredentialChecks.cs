namespace Verification.Api.Credentials.Checks;

/// <summary>The checks behind a verdict, in the order in which they are reported. If several fail, the one with the lowest <see cref="Refusal.Rank"/> determines the verdict.</summary>
internal static class CredentialChecks
{
    private static readonly ICredentialCheck[] s_all =
    [
        new KnownCheck(), new AuthenticCheck(), new ContentCheck(), new ValidFromCheck(), new ExpiryCheck(), new SuspensionCheck(), new RevocationCheck(), new CurrentCheck(), new IssuerCheck(),
        new FreshCheck(),
    ];

    private static readonly CheckResult s_notMade = CheckResult.Unchecked(DetailCode.UncheckedUnsigned, "This could not be checked because what is known of the credential is not certain to be its issuer's.");

    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<ICredentialCheck> All => s_all;

    /// <summary>Runs all checks on a credential.</summary>
    public static Verdict Judge(in CheckInput input)
    {
        var results = new CheckResult[s_all.Length];
        var areMade = AuthenticCheck.Allows(input.Signature);
        for (var i = 0; i < results.Length; i++) results[i] = areMade || s_all[i] is KnownCheck or AuthenticCheck ? s_all[i].Check(input) : s_notMade;
        return new Verdict(results);
    }

    /// <summary>What is said of a credential that was not found.</summary>
    public const string UnknownMessage = "No credential with this ID was found here. Do not rely on it.";

    /// <summary>The checks for a credential that was not found: the first has failed, and the others could not be made.</summary>
    public static CheckDocument[] OfUnknown { get; } = Array.ConvertAll(s_all, static check => check is KnownCheck
        ? new CheckDocument(check.Name, CheckDocument.Fail, "No credential with this ID was found here. Do not rely on it.", Code: DetailCode.Unknown)
        : new CheckDocument(check.Name, CheckDocument.Unchecked, "This could not be checked because the credential was not found.", Code: DetailCode.UncheckedUnknown));
}
