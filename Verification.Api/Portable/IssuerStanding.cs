using KubeCredential.VerifiableCredentials.Verification;
using Verification.Api.Credentials;
using Verification.Api.Credentials.Checks;
using Verification.Api.Issuers;
using Verification.Api.TrustedIssuers;
using CheckResult = Verification.Api.Credentials.Checks.CheckResult;

namespace Verification.Api.Portable;

/// <summary>Whether the issuer of a sound credential is trusted here: an issuer of this system, or one that operators trust for such a credential.</summary>
internal sealed class IssuerStanding(RegisteredIssuers registered, TrustedIssuerStore trusted)
{
    /// <summary>What an issuer is to this verifier, and the check that says so.</summary>
    public readonly record struct Finding(PortableIssuer Issuer, CheckResult Check, RegisteredIssuer? Own);

    /// <summary>Finds out.</summary>
    /// <param name="content">What the credential says; its issuer is certain.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task<Finding> FindAsync(VerifiedContent content, CancellationToken cancellationToken)
    {
        var did = content.Issuer!;
        if (registered.FindByDid(did) is { } own)
            return new Finding(new PortableIssuer(did, own.Profile.Name, PortableIssuer.Own), CheckResult.Pass(DetailCode.IssuedHere, $"It was issued by {own.Profile.Name}, an issuer of this system.", own.Profile.Name), own);
        if (await trusted.FindAsync(did, cancellationToken) is not { } entry)
            return Untrusted(did, content.IssuerName, DetailCode.IssuerNotTrusted, "Its issuer is not among those that are trusted here.");
        return entry.Trust.FaultOf(content.Types, content.ValidFrom) is { } fault
            ? Untrusted(did, entry.Name, CodeOf(fault.Kind), fault.Sentence, fault.Arguments)
            : new Finding(new PortableIssuer(did, entry.Name, PortableIssuer.Trusted), CheckResult.Pass(DetailCode.IssuedByTrusted, $"It was issued by {entry.Name}, which is trusted here.", entry.Name), null);
    }

    private static string CodeOf(TrustFaultKind kind) => kind switch
    {
        TrustFaultKind.Type => DetailCode.NotTrustedForType,
        TrustFaultKind.NoTime => DetailCode.TrustNeedsTime,
        TrustFaultKind.TooEarly => DetailCode.TrustedFrom,
        TrustFaultKind.TooLate => DetailCode.TrustedUntil,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static Finding Untrusted(string did, string? name, string code, string why, params string[] arguments) => new(
        new PortableIssuer(did, name, PortableIssuer.Untrusted),
        CheckResult.Fail(
            code, why,
            new Refusal(VerdictOutcome.Untrusted, $"The credential itself is sound, but that does not make it trustworthy: {char.ToLowerInvariant(why[0])}{why[1..]}"), arguments), null);
}
