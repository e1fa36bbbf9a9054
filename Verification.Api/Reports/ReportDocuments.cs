using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;
using KubeCredential.Text;
using Microsoft.AspNetCore.Mvc;

namespace Verification.Api.Reports;

/// <summary>Whether this verifier makes reports, and with what it signs them.</summary>
/// <param name="Offered">Whether it makes reports.</param>
/// <param name="Name">Its name in reports; null if it makes none.</param>
/// <param name="Address">The address of its pages in reports; null if it makes none.</param>
/// <param name="Certificates">The certificates that it signs or has signed reports with, newest first.</param>
internal sealed record ReportSigningDocument(bool Offered, string? Name, Uri? Address, IReadOnlyList<ReportCertificateDocument> Certificates)
{
    /// <summary>Reports are switched off.</summary>
    public static ReportSigningDocument Off { get; } = new(false, null, null, []);
}

/// <summary>A certificate with which reports are signed.</summary>
/// <param name="Fingerprint">Its SHA-256 in hexadecimal digits, as reports show it.</param>
/// <param name="Name">The name of the verifier in it.</param>
/// <param name="ValidFrom">From when it is valid.</param>
/// <param name="ValidUntil">Until when it is valid.</param>
/// <param name="Pem">The certificate in PEM (RFC 7468).</param>
/// <param name="State">Whether this verifier signs with it, has signed with it, or has declared it compromised: then a signature by it proves nothing any more.</param>
/// <param name="CompromisedAt">When it was declared compromised, or null.</param>
internal sealed record ReportCertificateDocument(
    [property: Description("Its SHA-256 in hexadecimal digits, as reports show it")] string Fingerprint,
    string Name,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset ValidFrom,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset ValidUntil,
    [property: Description("The certificate in PEM")] string Pem,
    [property: AllowedValues(ReportCertificateState.Active, ReportCertificateState.Retired, ReportCertificateState.Compromised), Description("Whether this verifier signs with it, has signed with it, or has declared it compromised: then a signature by it proves nothing any more")] string State,
    [property: JsonConverter(typeof(Rfc3339Converter)), Description("When it was declared compromised, or null")] DateTimeOffset? CompromisedAt)
{
    /// <summary>A certificate as a document.</summary>
    public static ReportCertificateDocument Of(ReportCertificate one) => new(
        ReportCertificates.FingerprintOf(one.Certificate), one.Certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), one.Certificate.NotBefore.ToUniversalTime(), one.Certificate.NotAfter.ToUniversalTime(), one.Certificate.ExportCertificatePem(), one.State,
        one.CompromisedAt);
}

/// <summary>The response when no report can be made, for the OpenAPI document.</summary>
internal sealed class ReportProblem : ProblemDetails
{
    /// <summary>Why: <c>noReports</c>, <c>missingCharacter</c>, <c>longAddress</c> or <c>compromised</c>.</summary>
    [Required]
    public string Code { get; init; } = "";

    /// <summary>The field with a character that no font has.</summary>
    public string? Field { get; init; }

    /// <summary>That character, such as <c>U+1F600</c>.</summary>
    public string? Character { get; init; }
}
