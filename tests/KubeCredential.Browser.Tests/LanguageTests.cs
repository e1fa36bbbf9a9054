namespace KubeCredential.Browser.Tests;

/// <summary>Both apps in German, by the browser's wish or by the switch.</summary>
public sealed class LanguageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task A_browser_that_prefers_german_gets_german()
    {
        var id = await Issuer.IssueNewAsync(Cancel);
        await Verifier.KnownAsync(id, Cancel);
        var page = await NewPageAsync(new() { Locale = "de-DE" });
        await page.GotoAsync(Verification($"/v/{id}"));
        await Expect(Verdict(page, "Gültig")).ToBeVisibleAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await page.GotoAsync(Issuance($"/credentials/{id}"));
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Verlauf", Exact = true })).ToContainTextAsync("Vom Prüfdienst empfangen");
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Hauptnavigation" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Signing_in_is_german_where_german_is_preferred()
    {
        var page = await OpenIssuanceAsync(options: new() { Locale = "de-DE" }, key: null);
        await Expect(Heading(page, "Anmelden")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("API-Schlüssel")).ToHaveAccessibleDescriptionAsync("Beginnt mit kc_. Er wird einmal gesendet und nicht im Browser gespeichert.");
    }

    [Fact]
    public async Task The_switch_changes_the_language_and_is_remembered()
    {
        var page = await OpenIssuanceAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Language" }).SelectOptionAsync("de");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Nachweis ausstellen" })).ToBeVisibleAsync();
        await page.GotoAsync(Issuance("/operations"));
        await Expect(Heading(page, "Betrieb")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Sprache" }).SelectOptionAsync("en");
        await Expect(Heading(page, "Operations")).ToBeVisibleAsync();
    }
}
