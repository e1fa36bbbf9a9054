using System.Text;
using KubeCredential.TestServers;

namespace KubeCredential.Browser.Tests;

/// <summary>Reads QR codes, and shows them to a browser's camera.</summary>
internal static class QrCode
{
    private const int Width = 640;
    private const int Height = 480;

    // The app looks at the middle of the picture only, two thirds of its height.
    private const int Size = 280;
    private const byte Neutral = 128;
    private const int Frames = 10;

    /// <summary>The text of the code on a picture (PNG), read outside the apps.</summary>
    public static async Task<string> ReadAsync(IBrowser browser, byte[] picture)
    {
        var page = await browser.NewPageAsync();
        try
        {
            await page.AddScriptTagAsync(new() { Path = Path.Combine(RepositoryLayout.Root, "frontends/node_modules/qr-scanner/qr-scanner.legacy.min.js") });
            return await page.EvaluateAsync<string>(
                "picture => QrScanner.scanImage(picture, { returnDetailedScanResult: true }).then(found => found.data)", AsUrl(picture));
        }
        finally
        {
            await page.CloseAsync();
        }
    }

    /// <summary>Writes a film (YUV4MPEG2) in which the picture (PNG) is held before the camera.</summary>
    public static async Task FilmAsync(IBrowser browser, byte[] picture, string file)
    {
        var page = await browser.NewPageAsync();
        string brightness;
        try
        {
            brightness = await page.EvaluateAsync<string>(
                """
                async ([url, width, height, size]) => {
                  const image = new Image();
                  image.src = url;
                  await image.decode();
                  const context = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
                  context.fillStyle = "white";
                  context.fillRect(0, 0, width, height);
                  context.drawImage(image, (width - size) / 2, (height - size) / 2, size, size);
                  const { data } = context.getImageData(0, 0, width, height);
                  let text = "";
                  for (let pixel = 0; pixel < data.length; pixel += 4) text += data[pixel] < 128 ? "0" : "1";
                  return text;
                }
                """,
                new object[] { AsUrl(picture), Width, Height, Size });
        }
        finally
        {
            await page.CloseAsync();
        }

        // Full brightness for each pixel, then two planes of colour at half the size, all grey.
        byte[] frame = [.. brightness.Select(static pixel => pixel == '1' ? (byte)235 : (byte)16), .. Enumerable.Repeat(Neutral, Width * Height / 2)];
        await using var film = File.Create(file);
        film.Write(Encoding.ASCII.GetBytes($"YUV4MPEG2 W{Width} H{Height} F10:1 Ip A1:1 C420jpeg\n"));
        for (var count = 0; count < Frames; count++)
        {
            film.Write("FRAME\n"u8);
            film.Write(frame);
        }
    }

    private static string AsUrl(byte[] picture) => $"data:image/png;base64,{Convert.ToBase64String(picture)}";
}
