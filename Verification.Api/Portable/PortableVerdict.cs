using System.Text.Json;
using KubeCredential.Storage.Audit;
using KubeCredential.VerifiableCredentials.Verification;
using Verification.Api.Credentials;
using Verification.Api.Credentials.Checks;
using CheckResult = Verification.Api.Credentials.Checks.CheckResult;
using Checked = KubeCredential.VerifiableCredentials.Verification.CheckResult;

namespace Verification.Api.Portable;

/// <summary>The verdict on a document that proves itself: valid if nothing that matters failed, or could not be checked.</summary>
internal sealed class PortableVerdict
{
    private readonly Refusal? _refusal;

    public PortableVerdict(VerificationReport report, IReadOnlyList<(string Name, CheckResult Result)> checks, PortableIssuer? issuer, OwnCopy? copy, IReadOnlyList<PortableVerdict> credentials)
    {
        (Report, Checks, Issuer, Copy, Credentials) = (report, checks, issuer, copy, credentials);
        // What is wrong with a credential in a presentation says more than that something is.
        _refusal = WeightiestOf(checks.Where(check => check.Name != CheckDocument.Credentials || credentials.All(static one => one._refusal is null)).Select(static check => check.Result.Refusal)
            .Concat(credentials.Select(static one => one._refusal)));
    }

    /// <summary>What the library found.</summary>
    public VerificationReport Report { get; }

    /// <summary>The checks, in order.</summary>
    public IReadOnlyList<(string Name, CheckResult Result)> Checks { get; }

    /// <summary>The issuer, if it is certain.</summary>
    public PortableIssuer? Issuer { get; }

    /// <summary>What this verifier knows of a credential of its own issuers, or null.</summary>
    public OwnCopy? Copy { get; }

    /// <summary>The verdicts on the credentials in a presentation.</summary>
    public IReadOnlyList<PortableVerdict> Credentials { get; }

    /// <summary>Whether the document is valid.</summary>
    public bool IsValid => _refusal is null;

    /// <summary>The verdict in one word.</summary>
    public string Outcome => _refusal?.Outcome ?? AuditOutcome.Valid;

    /// <summary>The verdict as a sentence.</summary>
    public string Message => _refusal?.Message ?? (Issuer is { Name: { } name } ? $"This credential is valid. It was issued by {name}." : $"This {WhatOf(Report)} is valid.");

    /// <summary>Whether it is certain who signed it: otherwise nothing that it says is shown.</summary>
    public bool IsAuthentic => IsSigned(Report);

    /// <summary>Whether it is certain who signed a document.</summary>
    public static bool IsSigned(VerificationReport report) =>
        report.Content is not null && report.Checks.Any(static check => check.Name == CheckName.Proof)
        && report.Checks.All(static check => check.Name is not (CheckName.Document or CheckName.Proof or CheckName.Issuer or CheckName.Holder) || check.Result is Checked.Passed or Checked.NotApplicable);

    /// <summary>What a report is on, in words.</summary>
    public static string WhatOf(VerificationReport report) => report.Kind == DocumentKind.Presentation ? "presentation" : "credential";

    /// <summary>The checks as documents.</summary>
    public IReadOnlyList<CheckDocument> CheckDocuments => [.. Checks.Select(static check => CheckDocument.Of(check.Name, check.Result))];

    /// <summary>What the issuer should put right, or null.</summary>
    public IReadOnlyList<WarningDocument>? Warnings => Report.Warnings.Count == 0
        ? null
        : [.. Report.Warnings.Select(static warning => new WarningDocument(JsonNamingPolicy.CamelCase.ConvertName(warning.Code.ToString()), warning.Message))];

    /// <summary>What the document says.</summary>
    public PortableDocument Document
    {
        get
        {
            var kind = Report.Kind switch { DocumentKind.Credential => PortableDocument.Credential, DocumentKind.Presentation => PortableDocument.Presentation, _ => null };
            var format = Report.Format switch { DocumentFormat.DataIntegrity => PortableDocument.DataIntegrity, DocumentFormat.Jwt => PortableDocument.Jwt, _ => null };
            if (!IsAuthentic) return new PortableDocument(kind, format, null, [], null, null, null, null, null);
            var (content, isPresentation) = (Report.Content!, Report.Kind == DocumentKind.Presentation);
            return new PortableDocument(
                kind, format, content.Id, content.Types, Issuer, isPresentation ? content.Issuer : null, content.ValidFrom, content.ValidUntil, isPresentation ? null : content.Document);
        }
    }

    private static Refusal? WeightiestOf(IEnumerable<Refusal?> refusals) => refusals.OfType<Refusal>().MinBy(static refusal => refusal.Rank);
}
