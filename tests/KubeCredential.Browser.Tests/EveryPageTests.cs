namespace KubeCredential.Browser.Tests;

/// <summary>Every page of either app in every language: it says so, reads in its direction, fits the screen, and axe finds nothing. What a page shows in its states is the other tests' (<see cref="AccessibilityTests"/>, <see cref="HolderPagesTests"/>).</summary>
public sealed class EveryPageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Theory]
    [InlineData("en-GB", "en", "ltr")]
    [InlineData("de-AT", "de", "ltr")]
    [InlineData("ar-EG", "ar", "rtl")]
    public async Task In_its_language(string locale, string language, string direction)
    {
        var (id, registrars, everybodys) = await AppPages.CreateAsync(Issuer, Verifier, language, Cancel);
        var scan = new AxeScan();
        var page = await NewPageAsync(new() { Locale = locale });
        foreach (var path in registrars) await ScanAsync(page, Issuance(path), $"issuance {path.Split('?')[0].Replace(id.ToString(), "one", StringComparison.Ordinal)}");
        var stranger = await NewPageAsync(new() { Locale = locale }, key: null);
        await ScanAsync(stranger, Issuance("/"), "issuance sign-in");
        foreach (var path in everybodys) await ScanAsync(stranger, Verification(path), $"verification {path.Replace(id.ToString(), "one", StringComparison.Ordinal)}");
        scan.NothingWasFoundIn(registrars.Count + 1 + everybodys.Count);

        async Task ScanAsync(IPage page, string address, string what)
        {
            await page.GotoAsync(address);
            await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language);
            await Expect(page.Locator("html")).ToHaveCSSAsync("direction", direction);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 }).First).ToBeVisibleAsync();
            await scan.OfAsync(page, $"{what}, {language}", briefly: true);
        }
    }
}
