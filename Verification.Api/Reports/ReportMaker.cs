using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using KubeCredential.Papers;
using KubeCredential.Storage.Audit;
using KubeCredential.Text;
using Microsoft.Extensions.Options;
using Verification.Api.Credentials;
using Verification.Api.Credentials.Checks;
using Verification.Api.CredentialTypes;
using Verification.Api.Portable;
using Verification.Api.Previews;
using HttpJson = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Verification.Api.Reports;

/// <summary>Says what a report states: a verdict that was made for it, and of the credential what the page with that verdict shows.</summary>
internal sealed class ReportMaker(CredentialJudge judge, DocumentVerification documents, VerificationTally tally, KnownTypes types, Verifier verifier, IOptions<HttpJson> json, TimeProvider time)
{
    private const int MostCharacters = 300; // Of what others say: the attached answer has all of it.

    /// <summary>The verdicts that are about a credential of whom it names: others must not borrow its names.</summary>
    private static readonly string[] s_named =
        [AuditOutcome.Valid, AuditOutcome.Expired, AuditOutcome.NotYetValid, AuditOutcome.Suspended, AuditOutcome.Revoked, AuditOutcome.Superseded, VerdictOutcome.Untrusted];

    /// <summary>Verifies a credential of this system, by its ID or as a whole.</summary>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task<ReportSubject> OfCredentialAsync(Guid id, VerificationQuestion question, string language, string actor, CancellationToken cancellationToken)
    {
        var heard = judge.Heard;
        Guid? page = question is { Shown: null, MaxAge: null } ? id : null;
        if (await judge.JudgeAsync(id, question.Shown, question.MaxAge, cancellationToken) is not { } judged)
        {
            tally.RecordUnknown();
            var at = time.GetUtcNow();
            var unknown = new StatedVerdict(AuditOutcome.Unknown, CredentialChecks.UnknownMessage, CredentialChecks.OfUnknown, null) { Deciding = CredentialChecks.OfUnknown[0] };
            return new ReportSubject(unknown, id.ToString("D"), IsDocument: false, [], at, HasKnowledge: true, heard.AsOf, page, JsonOf(new UnknownVerdict(false, unknown.Outcome, unknown.Message, at, heard.AsOf, unknown.Checks)));
        }

        await tally.RecordAsync(id, judged.Verdict.Outcome, actor, judged.At, cancellationToken);
        var view = await judge.ViewAsync(judged, question.Shown is not null && judged.Verdict.Outcome != AuditOutcome.Different, cancellationToken);
        CheckDocument[] checks = [.. judged.Verdict.Results.Select(static (result, at) => CheckDocument.Of(CredentialChecks.All[at].Name, result))];
        var verdict = new StatedVerdict(judged.Verdict.Outcome, judged.Verdict.Message, checks, await NamesAsync(judged, language, cancellationToken))
        {
            Deciding = checks.Zip(judged.Verdict.Results).FirstOrDefault(one => one.Second.Refusal?.Message == judged.Verdict.Message).First,
        };
        return new ReportSubject(verdict, id.ToString("D"), IsDocument: false, [], judged.At, HasKnowledge: true, judged.Heard.AsOf, page, new VerificationResult(judged, view).ToUtf8());
    }

    /// <summary>Verifies a document that proves itself.</summary>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task<ReportSubject> OfDocumentAsync(PresentedDocument document, string language, string actor, CancellationToken cancellationToken)
    {
        var verdict = await documents.JudgeAsync(document, cancellationToken);
        await documents.RecordAsync(verdict, actor, cancellationToken);
        var answer = await documents.DocumentAsync(verdict, cancellationToken);
        var title = answer.Certificate is { Display: { Count: > 0 } displays } ? LanguageTag.Best(displays, static one => one.Language, language)?.Title ?? displays[0].Title : null;
        return new ReportSubject(
            StatedOf(verdict, title), answer.Document?.Id, IsDocument: true, [.. verdict.Credentials.Select(static one => StatedOf(one, null))], answer.Timestamp, HasKnowledge: verdict.Copy is not null, verdict.Copy?.Knowledge.AsOf,
            Page: null, JsonOf(answer));
    }

    /// <summary>The report.</summary>
    public ReportPaper PaperOf(ReportSubject subject, ReportTexts texts, PageSize page, X509Certificate2 certificate)
    {
        var verdict = subject.Verdict;
        return new ReportPaper
        {
            Heading = texts.Heading,
            VerifierName = verifier.Name,
            Verdict = texts.SentenceOf(verdict, subject.IsDocument),
            Tone = verdict.IsUncertain ? Tone.Doubtful : PreviewTexts.ToneOf(verdict.Outcome),
            Explanation = verdict.Outcome == AuditOutcome.Valid ? null : ExplanationOf(verdict),
            Sections =
            [
                new ReportSection(texts.What, null, [.. RowsOf(subject, texts)]),
                new ReportSection(texts.When, null, [.. RowsOfTime(subject, texts, certificate)]),
                new ReportSection(texts.ChecksMade, null, [.. ChecksOf(verdict)]),
                .. subject.Contained.Select((one, at) => new ReportSection(PreviewTexts.Fill(texts.Contained, at + 1), texts.SentenceOf(one, isDocument: true), [.. RowsOfNames(one.Names, texts), .. ChecksOf(one)])),
            ],
            Note = texts.Note,
            Check = texts.Check,
            VerifyAddress = subject.Page is { } id ? verifier.PageOf(id) : verifier.Address!,
            SignedBy = PreviewTexts.Fill(texts.SignedBy, new Uri(verifier.Address!, ReportEndpoints.CertificatesPath[1..]).AbsoluteUri),
            CodeText = texts.CodeText,
            Language = texts.Language,
            Page = page,
            Attachment = new PaperAttachment("verdict.json", "application/json", subject.Json, texts.Attachment),
            MadeAt = subject.At,
        };

        string ExplanationOf(StatedVerdict one) =>
            texts.Details is { } details && one.Deciding is { } check && details.SentenceOf(check, texts) is { } sentence ? $"{texts.Because}:\n{Shortened(sentence)}" : $"{texts.Said}:\n{Shortened(one.Message)}";

        IEnumerable<PaperField> ChecksOf(StatedVerdict one) => one.Checks.Select(check => new PaperField(
            $"checks.{check.Name}", texts.NameOf(check.Name, subject.IsDocument), $"{texts.Statuses[check.Status]}\n{Shortened(texts.SentenceOf(check, Shortened(check.Detail)))}"));
    }

    private static IEnumerable<PaperField> RowsOf(ReportSubject subject, ReportTexts texts)
    {
        if (subject.Id is { } id) yield return new PaperField("id", texts.Id, Shortened(id));
        foreach (var row in RowsOfNames(subject.Verdict.Names, texts)) yield return row;
    }

    private static IEnumerable<PaperField> RowsOfNames(StatedNames? names, ReportTexts texts)
    {
        if (names is null) yield break;
        if (names.Title is { Length: > 0 } title) yield return new PaperField("title", texts.Title, Shortened(title));
        if (names.Holder is { Length: > 0 } holder) yield return new PaperField("holderName", texts.Holder, Shortened(holder));
        if (names.Issuer is { Length: > 0 } issuer) yield return new PaperField("issuerName", texts.Issuer, Shortened(issuer));
        if (names.IssuedOn is { } issued) yield return new PaperField("issuedOn", texts.IssuedOn, texts.Day(issued));
        if (names.ValidFrom is { } from) yield return new PaperField("validFrom", texts.ValidFrom, texts.Time(from));
        if (names.ValidUntil is { } until) yield return new PaperField("validUntil", texts.ValidUntil, texts.Time(until));
        if (names.ChangedAt is { } changed) yield return new PaperField("changedAt", texts.ChangedAt, texts.Moment(changed));
    }

    private IEnumerable<PaperField> RowsOfTime(ReportSubject subject, ReportTexts texts, X509Certificate2 certificate)
    {
        yield return new PaperField("checkedAt", texts.CheckedAt, texts.Moment(subject.At));
        if (subject.HasKnowledge)
        {
            yield return new PaperField("asOf", texts.AsOf, subject.AsOf is { } moment
                ? PreviewTexts.Fill(texts.Age, texts.Moment(moment), texts.Span(subject.At > moment ? subject.At - moment : TimeSpan.Zero))
                : texts.NeverHeard);
        }

        yield return new PaperField("verifiedBy", texts.VerifiedBy, $"{verifier.Name}\n{verifier.Address!.AbsoluteUri}");
        yield return new PaperField("fingerprint", texts.Fingerprint, string.Join(' ', ReportCertificates.FingerprintOf(certificate).Chunk(4).Select(static four => new string(four))));
    }

    private async Task<StatedNames?> NamesAsync(Judged judged, string language, CancellationToken cancellationToken)
    {
        if (!judged.Verdict.IsAuthentic || !s_named.Contains(judged.Verdict.Outcome) || judged.Known is not { Json: { } stored, IsErased: false } known) return null;
        var type = known.Type is { } reference ? await types.FindAsync(reference, cancellationToken) : null;
        using var content = JsonDocument.Parse(stored);
        return new StatedNames
        {
            Title = type?.DisplayIn(language)?.Title ?? TextIn(content.RootElement, "credentialType"),
            Holder = TextIn(content.RootElement, "holderName"),
            Issuer = TextIn(content.RootElement, "issuerName"),
            IssuedOn = Rfc3339.TryParse(TextIn(content.RootElement, "issueDate"), out DateOnly issued) ? issued : null,
            ValidFrom = TextIn(content.RootElement, "validFrom"),
            ValidUntil = TextIn(content.RootElement, "expiryDate"),
            ChangedAt = ChangeOf(known),
        };
    }

    private static StatedVerdict StatedOf(PortableVerdict verdict, string? title)
    {
        var document = verdict.Document;
        StatedNames? names = null;
        if (document is { Kind: PortableDocument.Credential, Content: { ValueKind: JsonValueKind.Object } content } && s_named.Contains(verdict.Outcome))
        {
            var subject = content.TryGetProperty("credentialSubject", out var given) ? given : default;
            if (subject.ValueKind == JsonValueKind.Array) subject = subject.EnumerateArray().FirstOrDefault();
            names = new StatedNames
            {
                Title = title ?? TextIn(subject, "credentialType") ?? document.Types.LastOrDefault(static one => one != "VerifiableCredential"),
                Holder = TextIn(subject, "name"),
                // Anybody can give themselves a name.
                Issuer = document.Issuer is { Standing: not PortableIssuer.Untrusted, Name: { } name } ? name : document.Issuer?.Id,
                ValidFrom = document.ValidFrom is { } from ? Rfc3339.Format(from) : null,
                ValidUntil = document.ValidUntil is { } until ? Rfc3339.Format(until) : null,
                ChangedAt = verdict.Copy is { } copy ? ChangeOf(copy.Known) : null,
            };
        }

        var checks = verdict.CheckDocuments;
        return new StatedVerdict(verdict.Outcome, verdict.Message, checks, names) { Deciding = checks.Zip(verdict.Checks).FirstOrDefault(one => one.Second.Result.Refusal?.Message == verdict.Message).First };
    }

    private static DateTimeOffset? ChangeOf(KnownCredential known) => known.Status?.Since;

    private static string? TextIn(JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Shortened(string text)
    {
        if (text.Length <= MostCharacters) return text;
        var keep = char.IsHighSurrogate(text[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters;
        return $"{text[..keep]}…";
    }

    private byte[] JsonOf<T>(T answer) => JsonSerializer.SerializeToUtf8Bytes(answer, json.Value.SerializerOptions);

    /// <summary>The API's answer for a credential that is not known, as the members of its problem document.</summary>
    private sealed record UnknownVerdict(
        bool IsValid, string Result, string Detail,
        [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp,
        [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? AsOf,
        IReadOnlyList<CheckDocument> Checks);
}
