using System.Text.Json;
using KubeCredential.Papers;
using Verification.Api.Credentials;
using Verification.Api.CredentialTypes;
using Verification.Api.Issuers;

namespace Verification.Api.Previews;

/// <summary>What a preview of a credential says.</summary>
/// <param name="Outcome">The verdict in one word (see <see cref="KubeCredential.Storage.Audit.AuditOutcome"/>).</param>
/// <param name="Sentence">The verdict as a sentence.</param>
/// <param name="HolderName">The holder; null if nothing may be shown.</param>
/// <param name="Title">The title of the certificate; null if nothing may be shown.</param>
/// <param name="IssuerName">The issuer; null if nothing may be shown.</param>
/// <param name="AsOf">When that was so, as a sentence.</param>
/// <param name="Type">Its type, if that is registered and known.</param>
/// <param name="Issuer">The issuer's profile, if it is known.</param>
internal sealed record Preview(string Outcome, string Sentence, string? HolderName, string? Title, string? IssuerName, string AsOf, KnownType? Type, RegisteredIssuer? Issuer);

/// <summary>Says of a credential what a link to it shows: the verdict now, and what everybody may see. It is not counted as a verification: programs that draw previews ask for it.</summary>
internal sealed class PreviewMaker(CredentialJudge judge, KnownTypes types, TypeStore pictures, IssuerStore issuers)
{
    private readonly DecodedPictures _decoded = new();

    /// <summary>The preview of a credential; null if it is not known here.</summary>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task<Preview?> FindAsync(Guid id, PreviewTexts texts, CancellationToken cancellationToken)
    {
        if (await judge.JudgeAsync(id, null, null, cancellationToken) is not { } judged) return null;
        var (outcome, asOf) = (judged.Verdict.Outcome, texts.MomentOf(judged.Heard.AsOf));
        if (!judged.Verdict.IsAuthentic || judged.Known.Json is not { } json || judged.Known.IsErased)
            return new Preview(outcome, $"{texts.WordOf(outcome)}. {texts.NotToRely}", null, null, null, asOf, null, null);
        using var content = JsonDocument.Parse(json);
        var (holder, name) = (Text("holderName"), Text("credentialType"));
        var type = judged.Known.Type is { } reference ? await types.FindAsync(reference, cancellationToken) : null;
        var title = type?.DisplayIn(texts.Language)?.Title ?? name;
        return new Preview(outcome, PreviewTexts.Fill(texts.Sentence, texts.WordOf(outcome), holder, title), holder, title, Text("issuerName"), asOf, type, judged.Issuer);

        string Text(string member) => content.RootElement.GetProperty(member).GetString() ?? "";
    }

    /// <summary>How its certificate looks.</summary>
    public async Task<PaperDesign> DesignAsync(Preview preview, CancellationToken cancellationToken)
    {
        var plain = PaperDesign.Plain;
        if (preview.Type is not { } type) return plain with { Logo = await LogoAsync(preview, cancellationToken) };
        var design = type.Published.Design;
        return new PaperDesign(PaperColour.Parse(design.Colour), PaperColour.Parse(design.TextColour), await PictureAsync(design.Background, cancellationToken), await PictureAsync(design.Logo, cancellationToken) ?? await LogoAsync(preview, cancellationToken));
    }

    private async Task<PaperPicture?> PictureAsync(string? id, CancellationToken cancellationToken)
    {
        if (id is null) return null;
        return _decoded.TryGet(id, out var known) ? known : await pictures.FindPictureAsync(id, cancellationToken) is { } picture ? _decoded.Decode(id, picture.Bytes) : null;
    }

    private async Task<PaperPicture?> LogoAsync(Preview preview, CancellationToken cancellationToken)
    {
        if (preview.Issuer is not { Profile.Logo: not null } issuer) return null;
        var key = $"{issuer.Profile.Slug} {issuer.Revision}";
        return _decoded.TryGet(key, out var known) ? known : await issuers.FindLogoAsync(issuer.Profile.Slug, cancellationToken) is var (logo, _) ? _decoded.Decode(key, logo.Bytes) : null;
    }
}
