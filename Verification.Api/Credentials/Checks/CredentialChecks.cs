namespace Verification.Api.Credentials.Checks;

/// <summary>The checks that a verdict is made of, in the order in which they are told. Of several that fail, the first makes the verdict's sentence.</summary>
internal static class CredentialChecks
{
    private static readonly ICredentialCheck[] s_all = [new KnownCheck(), new ContentCheck(), new ExpiryCheck(), new IssuerCheck(), new SynchronisedCheck()];

    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<ICredentialCheck> All => s_all;

    /// <summary>What all of them say of a credential.</summary>
    public static Verdict Judge(in CheckInput input)
    {
        var results = new CheckResult[s_all.Length];
        for (var i = 0; i < results.Length; i++) results[i] = s_all[i].Check(input);
        return new Verdict(results);
    }

    /// <summary>What is said of a credential that is not known: that, and that nothing else could be checked.</summary>
    public static CheckDocument[] OfUnknown { get; } = Array.ConvertAll(s_all, static check => check is KnownCheck
        ? new CheckDocument(check.Name, CheckDocument.Fail, "No such credential is known here. Do not rely on it.")
        : new CheckDocument(check.Name, CheckDocument.Unchecked, "This could not be checked, as the credential is not known here."));
}
