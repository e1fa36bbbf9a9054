using KubeCredential.TestServers;

namespace KubeCredential.Browser.Tests;

/// <summary>Every page of either app in every language: it says so, reads in its direction, fits the screen, and axe finds nothing. What a page shows in its states is the other tests' (<see cref="AccessibilityTests"/>, <see cref="HolderPagesTests"/>).</summary>
public sealed class EveryPageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("en-GB", "en", "ltr")]
    [InlineData("de-AT", "de", "ltr")]
    [InlineData("ar-EG", "ar", "rtl")]
    public async Task In_its_language(string locale, string language, string direction)
    {
        var id = await Issuer.IssueNewAsync(Cancel);
        await Verifier.KnownAsync(id, Cancel);
        await Issuer.PostAsync($"/api/v1/credentials/{id}/invitations", new { delivery = "link", language }, Cancel);
        var type = (await Issuer.PostAsync(
            "/api/v1/credential-types",
            new { name = $"Degree {Guid.NewGuid():N}", schema = new { type = "object", properties = new { grade = new { type = "string", maxLength = 10 } } }, display = new[] { new { language, title = "Diploma", fields = new[] { new { name = "grade", label = "Grade" } } } } },
            Cancel)).Body.GetProperty("id").GetString();
        var batch = (await Issuer.PostTextAsync(
            "/api/v1/batches?action=issue", "holderName,credentialType,issuerName,expiryDate\nAda Lovelace,Degree,Example University,2031-12-31\nGrace Hopper,Degree,Example University,3/4/2031\n", "text/csv", Cancel)).Body.GetProperty("id").GetString();
        await Eventually.TrueAsync(
            async cancellationToken => (await Issuer.GetAsync($"/api/v1/batches/{batch}", cancellationToken)).Body.GetProperty("state").GetString() == "ready", Limit, "the batch is checked", Cancel);

        string[] registrars =
        [
            "/", "/credentials", $"/credentials/{id}", "/batches", "/batches/new", $"/batches/{batch}", "/holders", "/holders/invitations", "/renewals", "/issuers", "/issuers/example-university",
            "/credential-types", $"/credential-types/{type}", $"/credential-types/{type}/edit", "/register-type", "/operations", "/operations/services", "/operations/keys", "/operations/trusted-issuers", "/operations/audit", "/nowhere",
        ];
        string[] everybodys = ["/", $"/v/{id}", $"/v/{Guid.CreateVersion7()}", "/document", "/several", "/kiosk", "/history", "/s#nothing", "/nowhere"];
        var scan = new AxeScan();
        var page = await NewPageAsync(new() { Locale = locale });
        foreach (var path in registrars) await ScanAsync(page, Issuance(path), $"issuance {path.Split('?')[0].Replace(id.ToString(), "one", StringComparison.Ordinal)}");
        var stranger = await NewPageAsync(new() { Locale = locale }, key: null);
        await ScanAsync(stranger, Issuance("/"), "issuance sign-in");
        foreach (var path in everybodys) await ScanAsync(stranger, Verification(path), $"verification {path.Replace(id.ToString(), "one", StringComparison.Ordinal)}");
        scan.NothingWasFoundIn(registrars.Length + 1 + everybodys.Length);

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
