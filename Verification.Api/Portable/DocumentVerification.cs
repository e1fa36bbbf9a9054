using System.Text.Json;
using KubeCredential.Hosting;
using KubeCredential.Outbound;
using KubeCredential.Storage.Audit;
using KubeCredential.VerifiableCredentials.Verification;
using Microsoft.Extensions.Options;
using Verification.Api.Credentials;
using Verification.Api.CredentialTypes;
using Verification.Api.Credentials.Checks;
using CheckResult = Verification.Api.Credentials.Checks.CheckResult;
using DocumentKind = KubeCredential.VerifiableCredentials.Verification.DocumentKind;

namespace Verification.Api.Portable;

/// <summary>Verifies documents that prove themselves: what the document is worth by itself, whether its issuer is trusted here, and what this verifier knows of it besides.</summary>
internal sealed class DocumentVerification(
    DocumentFetcher fetcher, OwnDocuments own, VerifiedLists lists, IssuerStanding standing, OwnCopies copies, KnownTypes types, VerificationTally tally, IOptions<VerificationOptions> options, TimeProvider time) : IDocumentVerification
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public async Task<IResult> AnswerAsync(PresentedDocument document, string actor, CancellationToken cancellationToken)
    {
        var verdict = await JudgeAsync(document, cancellationToken);
        await RecordAsync(verdict, actor, cancellationToken);
        return new NotStored(TypedResults.Ok(await DocumentAsync(verdict, cancellationToken)));
    }

    /// <summary>The answer with a verdict.</summary>
    public async Task<VerificationDocument> DocumentAsync(PortableVerdict verdict, CancellationToken cancellationToken)
    {
        var copy = verdict.Copy;
        // Who shows the document has everything in it.
        var view = copy is { Known: { Type: { } type, Shown: not null } } ? CertificateView.Whole(await types.FindAsync(type, cancellationToken)) : null;
        return new VerificationDocument(
            true, verdict.Message, null, WorkerIdentity.Id, time.GetUtcNow(), verdict.IsValid, verdict.Outcome,
            copy is null ? null : JsonSerializer.Deserialize<StatusDocument>(copy.Known.StatusJson, s_json), copy?.Known.Version, copy?.Known.AppliedAt, copy?.Knowledge.AsOf, copy?.Issuer.Profile,
            verdict.CheckDocuments, view?.Certificate, verdict.Document, verdict.Warnings,
            verdict.Credentials.Count == 0
                ? null
                : [.. verdict.Credentials.Select(static one => new PortableVerdictDocument(one.Message, one.IsValid, one.Outcome, one.CheckDocuments, one.Document, one.Warnings))]);
    }

    /// <summary>Verifies a document.</summary>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task<PortableVerdict> JudgeAsync(PresentedDocument document, CancellationToken cancellationToken)
    {
        using var outOfTime = new CancellationTokenSource(options.Value.FetchTimeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, outOfTime.Token);
        var sources = new DocumentSources(fetcher, own, cancellationToken, limit.Token);
        var verifier = new CredentialVerifier(new CredentialVerifierOptions
        {
            Dids = sources,
            StatusLists = sources,
            Schemas = sources,
            Clock = time,
            StatusListCache = lists,
            ClockSkew = options.Value.ClockSkew,
        });
        var report = await verifier.VerifyAsync(
            document.Bytes,
            new VerificationRequest
            {
                Kind = document.IsPresentation switch { true => DocumentKind.Presentation, false => DocumentKind.Credential, _ => null },
                Challenge = document.Challenge,
                Domain = document.Domain,
            },
            cancellationToken);
        return await JudgeAsync(report, document.MaxAge, cancellationToken);
    }

    /// <summary>Counts a verdict. Only one on a known credential of our own issuers is recorded: what is certain not to be forged, and not of people elsewhere.</summary>
    public async Task RecordAsync(PortableVerdict verdict, string actor, CancellationToken cancellationToken)
    {
        PortableTelemetry.Count(verdict);
        foreach (var one in verdict.Credentials.Append(verdict))
        {
            if (one.Copy is { } copy && AuditOutcome.OfVerdicts.Contains(one.Outcome)) await tally.RecordAsync(copy.Id, one.Outcome, actor, time.GetUtcNow(), cancellationToken);
        }
    }

    private async Task<PortableVerdict> JudgeAsync(VerificationReport report, TimeSpan? maxAge, CancellationToken cancellationToken)
    {
        List<(string Name, CheckResult Result)> checks = [.. report.Checks.Select(check => (ReportedChecks.NameOf(check.Name), ReportedChecks.Of(check, report)))];
        if (report.Kind == DocumentKind.Presentation)
        {
            var inside = new List<PortableVerdict>(report.Credentials.Count);
            foreach (var one in report.Credentials) inside.Add(await JudgeAsync(one, maxAge, cancellationToken));
            return new PortableVerdict(report, checks, null, null, inside);
        }

        if (!PortableVerdict.IsSigned(report) || report.Content!.Issuer is null) return new PortableVerdict(report, Guarded(checks), null, null, []);
        var found = await standing.FindAsync(report.Content, cancellationToken);
        checks.Add((CheckDocument.Trust, found.Check));
        var copy = found.Own is { } issuer ? await copies.CompareAsync(report.Content.Id, issuer, maxAge, checks, cancellationToken) : null;
        return new PortableVerdict(report, checks, found.Issuer, copy, []);
    }

    /// <summary>Whatever the report says: without a signature of an issuer that is certain, nothing is valid.</summary>
    private static List<(string Name, CheckResult Result)> Guarded(List<(string Name, CheckResult Result)> checks)
    {
        if (checks.All(static check => check.Result.Refusal is null))
            checks.Add((CheckDocument.Trust, CheckResult.Unchecked(DetailCode.IssuerNotStated, "The credential does not say who issued it.") with { Refusal = new Refusal(VerdictOutcome.Unchecked, "It is not certain who issued this credential.") }));
        return checks;
    }

    /// <summary>An answer that is not kept by caches on the way.</summary>
    private sealed class NotStored(IResult answer) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.CacheControl = "no-store";
            return answer.ExecuteAsync(httpContext);
        }
    }
}
