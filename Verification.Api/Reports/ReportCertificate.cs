using System.Security.Cryptography.X509Certificates;

namespace Verification.Api.Reports;

/// <summary>A certificate with which this verifier signs reports, or has signed them.</summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="State">One of <see cref="ReportCertificateState"/>.</param>
/// <param name="CompromisedAt">When it was declared compromised, or null.</param>
internal sealed record ReportCertificate(X509Certificate2 Certificate, string State, DateTimeOffset? CompromisedAt);

/// <summary>The states of certificates.</summary>
internal static class ReportCertificateState
{
    /// <summary>Reports are signed with it.</summary>
    public const string Active = "active";

    /// <summary>Earlier reports were signed with it, and it still proves who signed them.</summary>
    public const string Retired = "retired";

    /// <summary>Somebody else may have its private key: a signature by it proves nothing any more.</summary>
    public const string Compromised = "compromised";
}
