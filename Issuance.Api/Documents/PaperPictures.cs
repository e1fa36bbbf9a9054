using Issuance.Api.Issuers;
using KubeCredential.Papers;
using KubeCredential.ServiceDefaults.Web;

namespace Issuance.Api.Documents;

/// <summary>The pictures of papers, decoded once. A picture that cannot be decoded is left out, and the log says which.</summary>
internal sealed partial class PaperPictures(IDocumentTypes types, IssuerStore issuers, ILogger<PaperPictures> logger)
{
    private readonly DecodedPictures _decoded = new();

    /// <summary>A picture of types; null if there is none, or it cannot be decoded.</summary>
    public async Task<PaperPicture?> OfTypeAsync(string? id, CancellationToken cancellationToken)
    {
        if (id is null) return null;
        return _decoded.TryGet(id, out var known) ? known : Keep(id, await types.FindPictureAsync(id, cancellationToken));
    }

    /// <summary>An issuer's logo; null if it has none, or it cannot be decoded.</summary>
    public async Task<PaperPicture?> OfIssuerAsync(Issuer? issuer, CancellationToken cancellationToken)
    {
        if (issuer?.LogoType is null) return null;
        var key = $"{issuer.Slug} {issuer.Revision}";
        return _decoded.TryGet(key, out var known) ? known : Keep(key, (await issuers.FindLogoAsync(issuer.Slug, cancellationToken))?.Logo);
    }

    private PaperPicture? Keep(string key, SafePicture? file)
    {
        if (file is null) return null;
        var picture = _decoded.Decode(key, file.Bytes);
        if (picture is null) LogLeftOut(key);
        return picture;
    }

    [LoggerMessage(LogLevel.Warning, "The picture {Picture} cannot be decoded, so papers are made without it. Upload it again as a PNG, JPEG or WebP file.")]
    private partial void LogLeftOut(string picture);
}
