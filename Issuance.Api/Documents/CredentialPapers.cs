using System.Text;
using System.Text.Json;
using Issuance.Api.Credentials;
using Issuance.Api.Issuers;
using KubeCredential.Papers;
using KubeCredential.Papers.Drawing;
using KubeCredential.ServiceDefaults.Web;
using KubeCredential.Text;

namespace Issuance.Api.Documents;

/// <summary>
/// Makes papers: what the stored credential says, as its type and its issuer design it. A PDF carries the signed credential, so that it proves itself. Nothing is kept: the same credential, type and
/// issuer give the same paper.
/// </summary>
internal sealed class CredentialPapers(DocumentStore store, DocumentMaker documents, IDocumentTypes types, IssuerStore issuers, PaperPictures pictures, DrawingDesk desk, VerifyLinks links)
{
    /// <summary>The forms in which a PDF may carry the credential, in the order in which they are preferred where a type is not offered in all of them.</summary>
    private static readonly string[] s_carried = [DocumentFormat.Vc, DocumentFormat.VcEcdsa, DocumentFormat.VcJcs, DocumentFormat.OpenBadge, DocumentFormat.VcJwt];

    /// <summary>Makes a paper.</summary>
    /// <param name="credentialId">The credential.</param>
    /// <param name="format">The form: pdf, png or svg.</param>
    /// <param name="page">The size of its pages: A4 or Letter; null: A4.</param>
    /// <param name="language">The language: a tag of BCP 47; null: the first one of the type, or else English.</param>
    /// <param name="organisation">The organisation that the caller is restricted to, or null.</param>
    /// <param name="actor">Who asks, for the audit trail.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached. The same call may be repeated.</exception>
    public async Task<PaperOutcome> MakeAsync(Guid credentialId, string format, string? page, string? language, string? organisation, string actor, CancellationToken cancellationToken)
    {
        if (PaperFormat.Find(format) is not { } form) return new PaperOutcome(PaperOutcome.Reason.UnknownFormat);
        if (PageSize.Find(page ?? PageSize.A4.Name) is not { } size) return new PaperOutcome(PaperOutcome.Reason.UnknownPage);
        if (language is not null && !LanguageTag.IsTag(language)) return new PaperOutcome(PaperOutcome.Reason.BadLanguage);
        if (await store.FindAsync(credentialId, form.Name, cancellationToken) is not { } found || (organisation is not null && organisation != found.IssuerName)) return Without(DocumentMaker.Refusal.Unknown);
        if (found.IsErased || await store.FindIssuedAsync(credentialId, cancellationToken) is not { } issued) return Without(DocumentMaker.Refusal.Erased);
        if (links.AddressOf(credentialId) is not { } address) return new PaperOutcome(PaperOutcome.Reason.NoVerifyAddress);
        var content = JsonSerializer.Deserialize(issued.Credential!, CredentialJson.Relaxed.IssuedContent)!;
        var type = content.Type is { } reference ? await types.FindAsync(reference, cancellationToken) : null;
        var (texts, display, spoken) = LanguagesOf(type, language);
        PaperAttachment? attachment = null;
        if (form.CarriesCredential)
        {
            (var refusal, attachment) = await AttachmentAsync(content.Id, type, texts, organisation, actor, cancellationToken);
            if (refusal != DocumentMaker.Refusal.None) return Without(refusal);
        }

        var paper = PaperOf(content, display, texts) with
        {
            Language = spoken,
            VerifyAddress = address,
            Page = size,
            Attachment = attachment,
            Design = await DesignAsync(type?.Design, content.IssuerName, cancellationToken),
        };
        try
        {
            var file = await desk.DrawAsync(() => form.Name switch { "pdf" => PaperDrawing.Pdf(paper), "png" => PaperDrawing.Png(paper), _ => Encoding.UTF8.GetBytes(PaperDrawing.Svg(paper)) }, cancellationToken);
            return file is null
                ? new PaperOutcome(PaperOutcome.Reason.Busy)
                : new PaperOutcome(PaperOutcome.Reason.None) { Content = file, MediaType = form.MediaType, FileName = $"{credentialId:D}.{form.Name}" };
        }
        catch (MissingCharacterException missing)
        {
            return new PaperOutcome(PaperOutcome.Reason.MissingCharacter) { CodePoint = missing.CodePoint, Field = missing.Field };
        }
        catch (LongAddressException)
        {
            return new PaperOutcome(PaperOutcome.Reason.LongVerifyAddress);
        }
        catch (LongPaperException)
        {
            return new PaperOutcome(PaperOutcome.Reason.LongPaper);
        }

        static PaperOutcome Without(DocumentMaker.Refusal refusal) => new(PaperOutcome.Reason.NoDocument) { Document = refusal };
    }

    private static (PaperTexts Texts, DocumentDisplay? Display, string Language) LanguagesOf(DocumentType? type, string? language)
    {
        var displays = type?.Displays ?? [];
        var fitting = language is null ? null : LanguageTag.Best(displays, static one => one.Language, language);
        var display = fitting ?? (displays is [var first, ..] ? first : null);
        var texts = PaperTexts.First(language, display?.Language);
        var isSpoken = fitting is not null || (language is not null && PaperTexts.Find(language) is not null);
        // Never the caller's own words: what shapes the text keeps every language that it was ever given.
        return (texts, display, isSpoken ? fitting?.Language ?? texts.Language : display?.Language ?? texts.Language);
    }

    private static Paper PaperOf(IssuedContent content, DocumentDisplay? display, PaperTexts texts) => new()
    {
        Title = display?.Title ?? content.CredentialType,
        Description = display?.Description,
        HolderName = content.HolderName,
        IssuerName = content.IssuerName,
        Fields = [.. FieldsOf(content.Metadata, display, texts)],
        IssuedOn = texts.Day(content.IssueDate),
        ValidFrom = content.ValidFrom == content.IssueDate ? null : texts.Day(content.ValidFrom),
        ValidUntil = content.ExpiryDate is { } last ? texts.Day(last) : null,
        Id = content.Id.ToString("D"),
        VerifyAddress = new Uri("about:blank"),
        Language = texts.Language,
        Sentences = texts.Sentences,
        MadeAt = content.Timestamp,
    };

    /// <summary>The metadata: first what the type names, in its order, then the rest.</summary>
    private static IEnumerable<PaperField> FieldsOf(JsonElement? metadata, DocumentDisplay? display, PaperTexts texts)
    {
        if (metadata is not { ValueKind: JsonValueKind.Object } members) yield break;
        HashSet<string> shown = new(StringComparer.Ordinal);
        foreach (var (name, label) in display?.Fields ?? [])
        {
            if (shown.Add(name) && members.TryGetProperty(name, out var value) && texts.Value(value) is { Length: > 0 } text) yield return new PaperField($"metadata.{name}", label, text);
        }

        foreach (var member in members.EnumerateObject())
        {
            if (shown.Add(member.Name) && texts.Value(member.Value) is { Length: > 0 } text) yield return new PaperField($"metadata.{member.Name}", member.Name, text);
        }
    }

    private async Task<(DocumentMaker.Refusal Refusal, PaperAttachment? Attachment)> AttachmentAsync(
        Guid id, DocumentType? type, PaperTexts texts, string? organisation, string actor, CancellationToken cancellationToken)
    {
        if (Array.Find(s_carried, one => type?.Formats?.Contains(one) != false) is not { } name) return (DocumentMaker.Refusal.None, null);
        var format = DocumentFormat.Find(name)!;
        var (refusal, document) = await documents.FindOrMakeAsync(id, format, organisation, actor, cancellationToken);
        return document is null ? (refusal, null) : (DocumentMaker.Refusal.None, new PaperAttachment($"credential.{format.Extension}", format.MediaType, Encoding.UTF8.GetBytes(document), texts.Attachment));
    }

    private async Task<PaperDesign> DesignAsync(DocumentDesign? design, string issuerName, CancellationToken cancellationToken)
    {
        var logo = await pictures.OfTypeAsync(design?.Logo, cancellationToken)
            ?? await pictures.OfIssuerAsync((await issuers.ListAsync(issuerName, null, null, 1, cancellationToken)).SingleOrDefault(), cancellationToken);
        var plain = PaperDesign.Plain;
        return new PaperDesign(
            design is null ? plain.Colour : PaperColour.Parse(design.Colour), design is null ? plain.TextColour : PaperColour.Parse(design.TextColour),
            await pictures.OfTypeAsync(design?.Background, cancellationToken), logo);
    }
}
