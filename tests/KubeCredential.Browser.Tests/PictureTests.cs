namespace KubeCredential.Browser.Tests;

/// <summary>Makes the pictures in docs/images that show the states of a credential. Run on request only: <c>-explicit only -class "*PictureTests*"</c>.</summary>
public sealed class PictureTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private static readonly (string Name, ColorScheme Colors, int Width, int Height)[] Appearances =
    [
        ("", ColorScheme.Light, 1000, 760), ("-phone", ColorScheme.Dark, 390, 844),
    ];

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
                ("suspended", suspended, "This credential is suspended"), ("revoked", revoked, "This credential has been revoked"),
                ("superseded", superseded, "This credential has been replaced"), ("erased", erased, "This credential has been erased"),
                ("not-yet-valid", later, "This credential is not valid yet"),
            ])
        {
            var page = await OpenVerificationAsync($"/v/{id}");
            await Expect(Heading(page, heading)).ToBeVisibleAsync();
            await TakeAsync(page, $"verdict-{name}");
        }

        foreach (var number in (int[])[3, 12, 25]) await Lives.IssueAsync($"Renewal {number}", Cancel, expiryDate: Lives.Day(number), type: "First aid certificate");
        var issuance = await OpenIssuanceAsync($"/credentials/{suspended}");
        await Expect(issuance.GetByText("Known to the verifier")).ToBeVisibleAsync();
        await TakeAsync(issuance, "credential-suspended");
        await issuance.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(issuance.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await TakeAsync(issuance, "credential-revoke");
        await issuance.GotoAsync(Issuance("/credentials"));
        await issuance.GetByRole(AriaRole.Checkbox).Nth(1).CheckAsync();
        await TakeAsync(issuance, "credentials-selected");
        await issuance.GotoAsync(Issuance("/renewals"));
        await issuance.GetByRole(AriaRole.Checkbox).Nth(1).CheckAsync();
        await TakeAsync(issuance, "renewals");
        await issuance.GotoAsync(Issuance("/"));
        await issuance.GetByRole(AriaRole.Button, new() { Name = "More about the holder and validity" }).ClickAsync();
        await TakeAsync(issuance, "issue-more");
    }

    private async Task<Guid> NewAsync(string holder)
    {
        var id = await Lives.IssueAsync(holder, Cancel, expiryDate: Lives.Day(700), type: "Bachelor of Science", holderId: Guid.NewGuid().ToString("N"));
        await Verifier.KnownAsync(id, Cancel);
        return id;
    }

    private static async Task TakeAsync(IPage page, string name)
    {
        var folder = Environment.GetEnvironmentVariable("PICTURES") ?? throw new InvalidOperationException("Set PICTURES to the folder for the pictures.");
        foreach (var (suffix, colors, width, height) in Appearances)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = colors });
            await page.SetViewportSizeAsync(width, height);
            await page.WaitForFunctionAsync("() => document.querySelectorAll('.mantine-Skeleton-root').length === 0");
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}{suffix}.png"), Animations = ScreenshotAnimations.Disabled });
        }

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(Appearances[0].Width, Appearances[0].Height);
    }
}
