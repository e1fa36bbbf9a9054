namespace KubeCredential.VerifiableCredentials.OpenBadges;

/// <summary>Badges in images (1EdTech Open Badges 3.0, section 5.3, "Baked badges").</summary>
public static class BadgeImage
{
    /// <summary>Whether bytes are those of a PNG or an SVG, by how they begin.</summary>
    public static bool IsImage(ReadOnlySpan<byte> bytes) => PngBadge.IsPng(bytes) || SvgBadge.IsSvg(bytes);

    /// <summary>The credential in an image: JSON or a JWT, as it was put in.</summary>
    /// <param name="image">A PNG with a chunk <c>iTXt</c> of the keyword <c>openbadgecredential</c>, or an SVG with an element <c>openbadges:credential</c>.</param>
    /// <param name="limits">What it may cost; null: <see cref="CredentialLimits.Default"/>.</param>
    /// <exception cref="CredentialException">
    /// It is neither, malformed or too large (<see cref="CredentialError.InvalidImage"/>, <see cref="CredentialError.DocumentTooLarge"/>), holds no badge
    /// (<see cref="CredentialError.NoBadge"/>), or one of Open Badges 2.0 or earlier (<see cref="CredentialError.LegacyBadge"/>).
    /// </exception>
    public static byte[] Extract(ReadOnlyMemory<byte> image, CredentialLimits? limits = null)
    {
        limits ??= CredentialLimits.Default;
        CheckSize(image, limits);
        var credential = PngBadge.IsPng(image.Span) ? PngBadge.Extract(image.Span, limits) : SvgBadge.IsSvg(image.Span) ? SvgBadge.Extract(image, limits) : throw Unknown();
        return credential.Length <= limits.MaxDocumentBytes ? credential : throw new CredentialException(CredentialError.DocumentTooLarge, "The badge in the image is too large.");
    }

    /// <summary>The image with a credential in it, in place of any badge that it held.</summary>
    /// <param name="image">A PNG or an SVG.</param>
    /// <param name="credential">The credential: JSON or a JWT.</param>
    /// <param name="limits">What it may cost; null: <see cref="CredentialLimits.Default"/>.</param>
    /// <exception cref="CredentialException">The image is neither, malformed or too large (<see cref="CredentialError.InvalidImage"/>, <see cref="CredentialError.DocumentTooLarge"/>).</exception>
    public static byte[] Bake(ReadOnlyMemory<byte> image, ReadOnlyMemory<byte> credential, CredentialLimits? limits = null)
    {
        limits ??= CredentialLimits.Default;
        CheckSize(image, limits);
        return PngBadge.IsPng(image.Span) ? PngBadge.Bake(image.Span, credential.Span) : SvgBadge.IsSvg(image.Span) ? SvgBadge.Bake(image, credential.Span, limits) : throw Unknown();
    }

    private static void CheckSize(ReadOnlyMemory<byte> image, CredentialLimits limits)
    {
        if (image.Length > limits.MaxImageBytes) throw new CredentialException(CredentialError.DocumentTooLarge, $"The image has {image.Length:N0} bytes; the maximum is {limits.MaxImageBytes:N0}.");
    }

    private static CredentialException Unknown() => new(CredentialError.InvalidImage, "The image is neither a PNG nor an SVG.");
}
