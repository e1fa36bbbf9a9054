using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using KubeCredential.Papers;
using KubeCredential.Papers.Drawing;
using KubeCredential.Security;
using KubeCredential.Security.Limits;
using KubeCredential.ServiceDefaults.Web;
using KubeCredential.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;

namespace Verification.Api.Previews;

/// <summary>What a link to a credential shows elsewhere (Open Graph), and badges for a holder's own page: each with the verdict of this moment.</summary>
internal static class PreviewEndpoints
{
    private const string Html = "text/html";
    private const string Png = "image/png";
    private const string Svg = "image/svg+xml";

    private const string Style =
        "body{margin:0;font:14px/1.4 system-ui,sans-serif;background:transparent}a{display:block;box-sizing:border-box;max-width:420px;padding:12px 14px;border:1px solid #8884;border-inline-start:6px solid #b3261e;border-radius:8px;background:#fff;color:#1b1b1f;text-decoration:none}"
        + "a:focus-visible{outline:3px solid #1a73e8}.good{border-inline-start-color:#1e7d34}.doubtful{border-inline-start-color:#b26a00}strong{display:block;overflow-wrap:anywhere}span{display:block;color:#55585f;font-size:12px}@media(prefers-color-scheme:dark){a{background:#1f2023;color:#f1f1f3}span{color:#b7bac2}}";

    private static readonly StringValues s_badgePolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; frame-ancestors *; base-uri 'none'; form-action 'none'";

    internal static RouteGroupBuilder MapPreviews(this IEndpointRouteBuilder app)
    {
        var previews = app.MapGroup("/api/v1/credentials/{id:guid}").WithTags("Previews").ForEverybody().LimitedBy(RateLimits.Verify);
        previews.MapGet("/preview", HeadAsync).WithName("GetCredentialPreview").WithSummary("Writes what a link to a credential's page shows: title, description and picture (Open Graph), as a part of the head of a page")
            .WithDescription("The verdict of this moment. The web app's server puts it into the page.").Produces<string>(StatusCodes.Status200OK, Html);
        previews.MapGet("/preview.png", PictureAsync).WithName("GetCredentialPreviewPicture").WithSummary("Draws the picture of a link to a credential's page, 1200 by 630 pixels")
            .Produces<byte[]>(StatusCodes.Status200OK, Png).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        previews.MapGet("/badge", BadgePageAsync).WithName("GetCredentialBadgePage").WithSummary("Writes a badge with the verdict of this moment as a small page, for an iframe on any site")
            .WithDescription("It has no script, and its own header allows any site to frame it.").Produces<string>(StatusCodes.Status200OK, Html);
        previews.MapGet("/badge.svg", BadgeSvgAsync)
            .WithName("GetCredentialBadgeSvg").WithSummary("Draws a badge with the verdict of this moment, as SVG").Produces<byte[]>(StatusCodes.Status200OK, Svg).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        previews.MapGet("/badge.png", BadgePngAsync)
            .WithName("GetCredentialBadgePng").WithSummary("Draws a badge with the verdict of this moment, as PNG").Produces<byte[]>(StatusCodes.Status200OK, Png).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return previews;
    }

    private static async Task<IResult> HeadAsync(
        [Description("The credential's ID")] Guid id, [FromQuery, Description("The language: en, de or ar; else as the browser says")] string? language, PreviewMaker maker, HttpContext context, CancellationToken cancellationToken)
    {
        var texts = TextsFor(language, context);
        var preview = await maker.FindAsync(id, texts, cancellationToken);
        var title = preview?.Sentence ?? texts.Unknown;
        var description = preview?.IssuerName is { } issuer ? $"{PreviewTexts.Fill(texts.IssuedBy, issuer)}. {preview.AsOf}." : preview?.AsOf ?? texts.NotToRely;
        var root = $"{context.Request.Scheme}://{context.Request.Host}";
        var head = new StringBuilder();
        head.Append("<title>").Append(HtmlEncoder.Default.Encode(title)).Append("</title>\n");
        Meta("name", "description", description);
        Meta("name", "robots", "noindex");
        Meta("property", "og:type", "website");
        Meta("property", "og:title", title);
        Meta("property", "og:description", description);
        Meta("property", "og:url", $"{root}/v/{id:D}");
        if (preview?.HolderName is not null)
        {
            Meta("property", "og:image", $"{root}/api/v1/credentials/{id:D}/preview.png?language={texts.Language}");
            Meta("property", "og:image:width", "1200");
            Meta("property", "og:image:height", "630");
            Meta("property", "og:image:alt", title);
        }

        Meta("name", "twitter:card", preview?.HolderName is null ? "summary" : "summary_large_image");
        ForNow(context);
        return TypedResults.Text(head.ToString(), Html, Encoding.UTF8);

        void Meta(string kind, string name, string content) => head.Append("<meta ").Append(kind).Append("=\"").Append(name).Append("\" content=\"").Append(HtmlEncoder.Default.Encode(content)).Append("\">\n");
    }

    private static async Task<IResult> PictureAsync(
        [Description("The credential's ID")] Guid id, [FromQuery, Description("The language: en, de or ar; else as the browser says")] string? language, PreviewMaker maker, DrawingDesk desk, HttpContext context, CancellationToken cancellationToken)
    {
        var texts = TextsFor(language, context);
        if (await maker.FindAsync(id, texts, cancellationToken) is not { HolderName: { } holder, Title: { } title, IssuerName: { } issuer } preview) return Nothing();
        var card = new PreviewCard
        {
            Verdict = texts.WordOf(preview.Outcome),
            Tone = PreviewTexts.ToneOf(preview.Outcome),
            HolderName = holder,
            Title = title,
            IssuerName = issuer,
            Design = await maker.DesignAsync(preview, cancellationToken),
            Language = texts.Language,
        };
        return await DrawnAsync(() => CardDrawing.Png(card), Png, desk, context, cancellationToken);
    }

    private static Task<IResult> BadgeSvgAsync(
        [Description("The credential's ID")] Guid id, [FromQuery, Description("The language: en, de or ar; else as the browser says")] string? language, PreviewMaker maker, DrawingDesk desk, HttpContext context, CancellationToken cancellationToken) =>
        BadgeAsync(id, language, isPng: false, maker, desk, context, cancellationToken);

    private static Task<IResult> BadgePngAsync(
        [Description("The credential's ID")] Guid id, [FromQuery, Description("The language: en, de or ar; else as the browser says")] string? language, PreviewMaker maker, DrawingDesk desk, HttpContext context, CancellationToken cancellationToken) =>
        BadgeAsync(id, language, isPng: true, maker, desk, context, cancellationToken);

    private static async Task<IResult> BadgeAsync(Guid id, string? language, bool isPng, PreviewMaker maker, DrawingDesk desk, HttpContext context, CancellationToken cancellationToken)
    {
        var texts = TextsFor(language, context);
        if (await maker.FindAsync(id, texts, cancellationToken) is not { } preview) return Nothing();
        var badge = new VerdictBadge { Sentence = preview.Sentence, Tone = PreviewTexts.ToneOf(preview.Outcome), IssuerName = preview.IssuerName ?? "", AsOf = preview.AsOf, Language = texts.Language };
        return await DrawnAsync(() => isPng ? CardDrawing.Png(badge) : Encoding.UTF8.GetBytes(CardDrawing.Svg(badge)), isPng ? Png : Svg, desk, context, cancellationToken);
    }

    private static async Task<IResult> BadgePageAsync(
        [Description("The credential's ID")] Guid id, [FromQuery, Description("The language: en, de or ar; else as the browser says")] string? language, PreviewMaker maker, HttpContext context, CancellationToken cancellationToken)
    {
        var texts = TextsFor(language, context);
        var preview = await maker.FindAsync(id, texts, cancellationToken);
        var tone = preview is null ? Tone.Bad : PreviewTexts.ToneOf(preview.Outcome);
        var encode = HtmlEncoder.Default;
        var sentence = preview?.Sentence ?? $"{texts.Unknown}. {texts.NotToRely}";
        ForNow(context);
        context.Response.Headers.ContentSecurityPolicy = s_badgePolicy;
        return TypedResults.Text(
            $"""
            <!doctype html>
            <html lang="{texts.Language}"{(LanguageTag.IsRightToLeft(texts.Language) ? " dir=\"rtl\"" : "")}>
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>{encode.Encode(sentence)}</title><style>{Style}</style></head>
            <body><a class="{(tone == Tone.Good ? "good" : tone == Tone.Doubtful ? "doubtful" : "bad")}" href="/v/{id:D}" target="_blank" rel="noopener"><strong>{encode.Encode(sentence)}</strong><span>{encode.Encode(preview?.IssuerName is { } issuer ? PreviewTexts.Fill(texts.IssuedBy, issuer) : "")}</span><span>{encode.Encode(preview?.AsOf ?? "")} · {encode.Encode(texts.Check)}</span></a></body>
            </html>
            """,
            Html, Encoding.UTF8);
    }

    private static async Task<IResult> DrawnAsync(Func<byte[]> draw, string mediaType, DrawingDesk desk, HttpContext context, CancellationToken cancellationToken)
    {
        try
        {
            if (await desk.DrawAsync(draw, cancellationToken) is { } picture)
            {
                ForNow(context);
                return TypedResults.Bytes(picture, mediaType);
            }
        }
        catch (MissingCharacterException)
        {
            return TypedResults.Problem("The fonts have no glyph for a character in this name.", statusCode: StatusCodes.Status404NotFound);
        }

        context.Response.Headers.RetryAfter = "2";
        return TypedResults.Problem("Too many pictures are being drawn. Try again in a moment.", statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static PreviewTexts TextsFor(string? language, HttpContext context) => PreviewTexts.For(language, context.Request.Headers.AcceptLanguage.ToString());

    /// <summary>A verdict is of the moment; for a minute, others may show it again.</summary>
    private static void ForNow(HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=60";
        context.Response.Headers.Vary = "Accept-Language";
    }

    private static ProblemHttpResult Nothing() => TypedResults.Problem("There is no such credential here, or nothing of it may be shown.", statusCode: StatusCodes.Status404NotFound);
}
