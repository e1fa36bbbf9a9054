using System.Text.RegularExpressions;

namespace KubeCredential.Browser.Tests;

/// <summary>Makes pictures of both apps for docs/images. Run on request only: <c>PICTURES=docs/images dotnet …/KubeCredential.Browser.Tests.dll -explicit only</c>.</summary>
public sealed class PictureTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private static readonly Look Desktop = new("", ColorScheme.Light, 1280, 800);
    private static readonly Look Phone = new("-phone", ColorScheme.Dark, 390, 844);

    private int _holders;

    private Lives Lives => new(Issuer, Verifier);

    [Fact(Explicit = true)]
    public async Task The_states_of_a_credential()
    {
        var (suspended, revoked, superseded, erased) = (await NewAsync("Grace Hopper"), await NewAsync("Alan Turing"), await NewAsync("Ada Lovelase"), await NewAsync("Erased Person"));
        var later = await Lives.IssueAsync("Emmy Noether", Cancel, expiryDate: Lives.Day(800), validFrom: Lives.Day(60), type: "Teaching licence");
        await Lives.ChangeAsync(suspended, "suspend", new { reason = "nonPayment" }, "suspended", Cancel);
        await Lives.ChangeAsync(revoked, "revoke", new { reason = "fraud" }, "revoked", Cancel);
        await Lives.ChangeAsync(superseded, "replace", new { reason = "error", holderName = "Ada Lovelace" }, "superseded", Cancel);
        await Lives.ChangeAsync(erased, "erase", new { reason = "withdrawn", confirm = erased }, "erased", Cancel);
        await Lives.SaysAsync(later, "notYetValid", Cancel);
        foreach (var (name, id, heading) in ((string, Guid, string)[])
            [
                ("suspended", suspended, "Suspended"), ("revoked", revoked, "Revoked"),
                ("superseded", superseded, "Replaced"), ("erased", erased, "This credential has been erased"),
                ("not-yet-valid", later, "Not yet valid"),
            ])
        {
            var page = await OpenVerificationAsync($"/v/{id}");
            await Expect(Heading(page, heading).Or(Verdict(page, heading))).ToBeVisibleAsync();
            await TakeAsync(page, $"verdict-{name}", Desktop, Phone);
        }

        var issuance = await OpenIssuanceAsync($"/credentials/{suspended}");
        await Expect(issuance.GetByText(new Regex("^by ")).First).ToBeVisibleAsync();
        await TakeAsync(issuance, "credential-suspended", Desktop, Phone);
        await issuance.GotoAsync(Issuance("/credentials"));
        await issuance.GetByRole(AriaRole.Checkbox).Nth(1).CheckAsync();
        await TakeAsync(issuance, "credentials", Desktop, Phone);
    }

    [Fact(Explicit = true)]
    public async Task Both_apps()
    {
        await TakeAsync(await OpenIssuanceAsync(key: null), "sign-in", Desktop with { Height = 640 });
        var issuance = await OpenIssuanceAsync();
        await IssueAsync(issuance, "Katherine Johnson", "Master of Science", "University of London");
        await Expect(DeliveryOf(issuance)).ToContainTextAsync("Verifiable");
        await TakeAsync(issuance, "issuance-app", Desktop with { Width = 1440, Height = 960 });
        var address = await issuance.GetByRole(AriaRole.Link, new() { NameRegex = new("^http") }).GetAttributeAsync("href");
        foreach (var number in (int[])[3, 12, 25]) await Lives.IssueAsync($"Renewal {number}", Cancel, expiryDate: Lives.Day(number), type: "First aid certificate");
        await issuance.GotoAsync(Issuance("/renewals"));
        await issuance.GetByRole(AriaRole.Checkbox).Nth(1).CheckAsync();
        await TakeAsync(issuance, "renewals", Desktop with { Height = 640 });

        var verification = await OpenVerificationAsync(new Uri(address!).PathAndQuery);
        await Expect(Verdict(verification, "Valid")).ToBeVisibleAsync();
        await TakeAsync(verification, "verification-app", Desktop with { IsWhole = true });
        await TakeAsync(verification, "verdict-phone-dark", Phone with { Suffix = "", IsWhole = true });
    }

    [Fact(Explicit = true)]
    public async Task Every_page_of_both_apps()
    {
        var (id, registrars, everybodys) = await AppPages.CreateAsync(Issuer, Verifier, "en", Cancel);
        await Issuer.PostAsync("/api/v1/credential-types/examples", new { }, Cancel);
        foreach (var (app, paths, key) in ((string, IReadOnlyList<string>, string?)[])[("issuance-app", registrars, Developer), ("verification-app", everybodys, null)])
        {
            var looks = new List<(string Name, IPage Page)>();
            foreach (var (name, locale, colors, width, height) in ((string, string, ColorScheme, int, int)[])[("en", "en-GB", ColorScheme.Light, 1280, 860), ("de", "de-AT", ColorScheme.Dark, 1280, 860), ("ar", "ar-EG", ColorScheme.Light, 390, 844), ("de", "de-DE", ColorScheme.Dark, 390, 844)])
                looks.Add((name, await NewPageAsync(new() { Locale = locale, ColorScheme = colors, ViewportSize = new() { Width = width, Height = height } }, key: key)));
            var (wide, narrow) = (new List<(string, byte[])>(), new List<(string, byte[])>());
            foreach (var path in paths)
            {
                foreach (var (name, page) in looks)
                {
                    await page.GotoAsync(key is null ? Verification(path) : Issuance(path));
                    await page.WaitForFunctionAsync("() => document.querySelectorAll('h1').length > 0 && document.querySelectorAll('.mantine-Skeleton-root').length === 0");
                    var picture = await page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled });
                    (page.ViewportSize!.Width > 1000 ? wide : narrow).Add(($"{path.Replace(id.ToString(), "…", StringComparison.Ordinal)} ({name})", picture));
                }
            }

            var sheet = await NewPageAsync(key: null);
            await ContactSheet.SaveAsync(sheet, wide, 4, 480, 322, Path.Combine(Folder, $"{app}-pages.jpg"));
            await ContactSheet.SaveAsync(sheet, narrow, 8, 234, 506, Path.Combine(Folder, $"{app}-pages-phone.jpg"));
        }
    }

    [Fact(Explicit = true)]
    public async Task Dead_letters()
    {
        await Delivery.HoldAsync(Cancel);
        for (var number = 0; number < 3; number++)
        {
            var id = await Issuer.IssueNewAsync(Cancel);
            await Issuer.InStateAsync(id, "published", Cancel);
            await Delivery.ReportDeadAsync(id, Cancel);
        }

        var page = await OpenIssuanceAsync("/operations");
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Causes" })).ToBeVisibleAsync();
        await TakeAsync(page, "operations", Desktop with { IsWhole = true });
    }

    [Fact(Explicit = true)]
    public async Task Messages_to_holders()
    {
        await Issuer.IssueNewAsync(Cancel);
        var page = await NewPageAsync(new() { ViewportSize = new() { Width = 480, Height = 640 } }, key: null);
        var pictures = new List<(string, byte[])>();
        foreach (var text in (await Issuer.GetAsync("/api/v1/issuers/example-university/mail-texts", Cancel)).Body.GetProperty("defaults").EnumerateArray())
        {
            var mail = (await Issuer.PostAsync("/api/v1/issuers/example-university/mail-texts/preview", text, Cancel)).Body;
            await page.SetContentAsync(mail.GetProperty("html").GetString()!);
            pictures.Add(($"{text.GetProperty("kind").GetString()} ({text.GetProperty("language").GetString()}): {mail.GetProperty("subject").GetString()}", await page.ScreenshotAsync()));
        }

        Assert.Equal(12, pictures.Count);
        await ContactSheet.SaveAsync(page, pictures, 4, 400, 533, Path.Combine(Folder, "mails.jpg"));
    }

    [Fact(Explicit = true)]
    public async Task From_the_camera_to_the_verdict()
    {
        var id = await NewAsync("Ada Lovelace");
        var registrar = await OpenIssuanceAsync($"/credentials/{id}");
        var code = await registrar.GetByRole(AriaRole.Img, new() { Name = "QR code of the verification link" }).ScreenshotAsync();
        var film = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.y4m");
        try
        {
            await QrCode.FilmAsync(Fixture.Browser, code, film);
            await using var browser = await Fixture.LaunchAsync("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", $"--use-file-for-fake-video-capture={film}");
            var page = await NewPageAsync(new() { ViewportSize = new() { Width = 390, Height = 844 }, ReducedMotion = ReducedMotion.NoPreference }, browser: browser, key: null);
            await page.GotoAsync(Verification("/"));
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Scan QR code" })).ToBeVisibleAsync();
            var frames = new List<(string, byte[])> { ("before", await page.ScreenshotAsync()) };
            await page.GetByRole(AriaRole.Button, new() { Name = "Scan QR code" }).ClickAsync();
            var began = System.Diagnostics.Stopwatch.GetTimestamp();
            while (frames.Count < 40)
            {
                var isThere = await Verdict(page, "Valid").IsVisibleAsync();
                var frame = await page.ScreenshotAsync();
                if (!frame.SequenceEqual(frames[^1].Item2)) frames.Add((string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms"), frame));
                if (isThere) break;
            }

            await Expect(Verdict(page, "Valid")).ToBeVisibleAsync();
            frames.Add(("the verdict", await page.ScreenshotAsync()));
            await ContactSheet.SaveAsync(await NewPageAsync(key: null), frames.Count <= 8 ? frames : [.. frames.Take(3), .. frames.TakeLast(5)], 8, 234, 506, Path.Combine(Folder, "scan-to-verdict.jpg"));
        }
        finally
        {
            File.Delete(film);
        }
    }

    private static string Folder => Environment.GetEnvironmentVariable("PICTURES") ?? throw new InvalidOperationException("Set PICTURES to the folder for the pictures.");

    private async Task<Guid> NewAsync(string holder)
    {
        var id = await Lives.IssueAsync(holder, Cancel, expiryDate: Lives.Day(700), type: "Bachelor of Science", holderId: $"m-{1017 + _holders++}");
        await Verifier.KnownAsync(id, Cancel);
        return id;
    }

    private static async Task TakeAsync(IPage page, string name, params Look[] looks)
    {
        foreach (var (suffix, colors, width, height, isWhole) in looks)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = colors });
            await page.SetViewportSizeAsync(width, height);
            await page.WaitForFunctionAsync("() => document.querySelectorAll('h1').length > 0 && document.querySelectorAll('.mantine-Skeleton-root').length === 0");
            await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}{suffix}.png"), FullPage = isWhole, Animations = ScreenshotAnimations.Disabled });
        }

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(Desktop.Width, Desktop.Height);
    }

    private sealed record Look(string Suffix, ColorScheme Colors, int Width, int Height, bool IsWhole = false);
}
