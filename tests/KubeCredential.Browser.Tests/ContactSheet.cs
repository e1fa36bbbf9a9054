using System.Globalization;
using System.Net;
using System.Text;

namespace KubeCredential.Browser.Tests;

/// <summary>Puts pictures beside each other in one, to be looked at.</summary>
internal static class ContactSheet
{
    private const int Gap = 12;

    /// <summary>Writes a sheet.</summary>
    /// <param name="page">A page to draw it on.</param>
    /// <param name="pictures">The pictures (PNG) with what is written under each.</param>
    /// <param name="columns">How many stand beside each other.</param>
    /// <param name="width">The width of each, in pixels.</param>
    /// <param name="height">How much of each is shown from its top, in pixels.</param>
    /// <param name="path">The file (JPEG).</param>
    public static async Task SaveAsync(IPage page, IEnumerable<(string Caption, byte[] Picture)> pictures, int columns, int width, int height, string path)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<style>body{{margin:{Gap}px;background:#888;display:grid;gap:{Gap}px;grid-template-columns:repeat({columns},{width}px)}}figure{{margin:0}}img{{width:{width}px;height:{height}px;object-fit:cover;object-position:top;display:block;background:#fff}}figcaption{{font:13px sans-serif;color:#fff;padding-top:3px;overflow:hidden;white-space:nowrap}}</style>");
        foreach (var (caption, picture) in pictures) html.Append(CultureInfo.InvariantCulture, $"<figure><img src=\"data:image/png;base64,{Convert.ToBase64String(picture)}\"><figcaption>{WebUtility.HtmlEncode(caption)}</figcaption></figure>");
        await page.SetViewportSizeAsync((columns * (width + Gap)) + Gap, 600);
        await page.SetContentAsync(html.ToString(), new() { WaitUntil = WaitUntilState.Load });
        await page.ScreenshotAsync(new() { Path = path, FullPage = true, Type = ScreenshotType.Jpeg, Quality = 75 });
    }
}
