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

    private async Task<Guid> NewAsync(string holder)
    {
        var id = await Lives.IssueAsync(holder, Cancel, expiryDate: Lives.Day(700), type: "Bachelor of Science", holderId: $"m-{1017 + _holders++}");
        await Verifier.KnownAsync(id, Cancel);
        return id;
    }

    private static async Task TakeAsync(IPage page, string name, params Look[] looks)
    {
        var folder = Environment.GetEnvironmentVariable("PICTURES") ?? throw new InvalidOperationException("Set PICTURES to the folder for the pictures.");
        foreach (var (suffix, colors, width, height, isWhole) in looks)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = colors });
            await page.SetViewportSizeAsync(width, height);
            await page.WaitForFunctionAsync("() => document.querySelectorAll('h1').length > 0 && document.querySelectorAll('.mantine-Skeleton-root').length === 0");
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}{suffix}.png"), FullPage = isWhole, Animations = ScreenshotAnimations.Disabled });
        }

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(Desktop.Width, Desktop.Height);
    }

    private sealed record Look(string Suffix, ColorScheme Colors, int Width, int Height, bool IsWhole = false);
}
