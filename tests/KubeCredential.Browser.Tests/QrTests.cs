namespace KubeCredential.Browser.Tests;

/// <summary>The code on a credential's card, read by the verification app.</summary>
public sealed class QrTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task A_picture_of_the_code_leads_to_the_verdict()
    {
        var (id, picture) = await IssuedAsync();
        var page = await OpenVerificationAsync();
        var chooser = await page.RunAndWaitForFileChooserAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Choose files or images" }).ClickAsync());

        await chooser.SetFilesAsync(new FilePayload { Name = "code.png", MimeType = "image/png", Buffer = picture });

        await Expect(page).ToHaveURLAsync(Verification($"/v/{id}"));
        await Expect(Verdict(page, "Valid")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_code_before_the_camera_leads_to_the_verdict()
    {
        var (id, picture) = await IssuedAsync();
        var film = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.y4m");
        try
        {
            await QrCode.FilmAsync(Fixture.Browser, picture, film);
            await using var browser = await Fixture.LaunchAsync("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", $"--use-file-for-fake-video-capture={film}");
            var page = await NewPageAsync(browser: browser, key: null);
            await page.GotoAsync(Verification("/"));

            await page.GetByRole(AriaRole.Button, new() { Name = "Scan QR code" }).ClickAsync();

            await Expect(page).ToHaveURLAsync(Verification($"/v/{id}"));
            await Expect(Verdict(page, "Valid")).ToBeVisibleAsync();
        }
        finally
        {
            File.Delete(film);
        }
    }

    [Fact]
    public async Task Without_a_camera_the_dialog_says_what_to_do_instead()
    {
        var page = await OpenVerificationAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Scan QR code" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Scan a QR code" });
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("Choose an image of the QR code instead");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }

    /// <summary>A credential that can be verified, with the picture of its code.</summary>
    private async Task<(Guid Id, byte[] Picture)> IssuedAsync()
    {
        var id = await Issuer.IssueNewAsync(Cancel);
        await Verifier.KnownAsync(id, Cancel);
        var page = await OpenIssuanceAsync($"/credentials/{id}");
        return (id, await page.GetByRole(AriaRole.Img, new() { Name = "QR code of the verification link" }).ScreenshotAsync());
    }
}
