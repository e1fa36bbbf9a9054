using KubeCredential.Text;

namespace Verification.Api.TrustedIssuers;

/// <summary>What operators have said of an issuer elsewhere.</summary>
/// <param name="Did">Its DID.</param>
/// <param name="Name">What they call it.</param>
/// <param name="Types">The credential types that it is trusted for; empty for all.</param>
/// <param name="From">The first day (UTC) whose credentials are trusted, or null.</param>
/// <param name="To">The last day (UTC) whose credentials are trusted, or null.</param>
internal sealed record Trust(string Did, string Name, IReadOnlyList<string> Types, DateOnly? From, DateOnly? To)
{
    private const string Everything = "VerifiableCredential"; // Every credential has it.

    /// <summary>
    /// Why a credential of the issuer is not trusted; null if it is. What counts is the day from which the credential is valid, since a credential outlives the time in which its issuer was
    /// trusted. A credential without a day is trusted only if the trust has no limits in time.
    /// </summary>
    /// <param name="types">The credential's types.</param>
    /// <param name="validFrom">When it became valid, or null if it does not say so.</param>
    public TrustFault? FaultOf(IReadOnlyCollection<string> types, DateTimeOffset? validFrom)
    {
        // Each of them is shown: one that is trusted does not speak for the others.
        if (Types.Count > 0 && !(types.Any(Types.Contains) && types.All(type => type == Everything || Types.Contains(type))))
            return new TrustFault(TrustFaultKind.Type, $"{Name} is not trusted for credentials of this type.", Name);
        if (From is null && To is null) return null;
        if (validFrom is not { } moment) return new TrustFault(TrustFaultKind.NoTime, $"{Name} is trusted for a certain time only, and the credential does not say when it was issued.", Name);
        var day = DateOnly.FromDateTime(moment.UtcDateTime);
        if (day < From)
        {
            var first = Rfc3339.Format(From.Value);
            return new TrustFault(TrustFaultKind.TooEarly, $"{Name} is trusted only for credentials from {first} on.", Name, first);
        }

        if (day > To)
        {
            var last = Rfc3339.Format(To.Value);
            return new TrustFault(TrustFaultKind.TooLate, $"{Name} is trusted only for credentials until {last}.", Name, last);
        }

        return null;
    }
}
