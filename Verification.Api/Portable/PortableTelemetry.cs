using System.Diagnostics.Metrics;
using KubeCredential.VerifiableCredentials.Verification;

namespace Verification.Api.Portable;

/// <summary>Instruments for verifying documents that prove themselves. Nothing in them identifies an issuer or a holder.</summary>
internal static class PortableTelemetry
{
    private static readonly Counter<long> s_verdicts = new Meter(Credentials.VerdictTelemetry.Meter).CreateCounter<long>(
        "kubecredential.document_verifications", "{document}", "Verification results of documents that prove themselves, by kind, format and outcome.");

    /// <summary>Counts a verdict.</summary>
    public static void Count(PortableVerdict verdict) => s_verdicts.Add(
        1,
        new KeyValuePair<string, object?>("kind", verdict.Report.Kind switch { DocumentKind.Credential => "credential", DocumentKind.Presentation => "presentation", _ => "unknown" }),
        new("format", verdict.Report.Format switch { DocumentFormat.DataIntegrity => "data-integrity", DocumentFormat.Jwt => "jwt", _ => "unknown" }),
        new("outcome", verdict.Outcome));
}
