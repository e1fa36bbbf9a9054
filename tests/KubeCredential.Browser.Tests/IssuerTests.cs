using System.Text.Json;
using KubeCredential.TestServers;

namespace KubeCredential.Browser.Tests;

/// <summary>An issuer's profile, from its registration to the verdict that shows it.</summary>
public sealed class IssuerTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    /// <summary>A picture of one pixel.</summary>
    internal static readonly byte[] Logo = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_issuer_is_registered_with_a_logo_and_the_verdict_shows_it()
    {
        var name = $"Hochschule {Guid.NewGuid():N}";
        var page = await OpenIssuanceAsync("/issuers");
        await page.GetByRole(AriaRole.Button, new() { Name = "Register issuer" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Register issuer" });
        await dialog.GetByLabel("Name", new() { Exact = false }).First.FillAsync(name);
        await dialog.GetByLabel("Web address").FillAsync("https://www.hochschule.example");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Register issuer" }).ClickAsync();
        await Expect(Heading(page, name)).ToBeVisibleAsync();
        await Expect(page.GetByText("did:web:localhost%3A")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Keys" }).GetByRole(AriaRole.Row)).ToHaveCountAsync(5);

        var chooser = await page.RunAndWaitForFileChooserAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Choose image" }).ClickAsync());
        await chooser.SetFilesAsync(new FilePayload { Name = "logo.png", MimeType = "image/png", Buffer = Logo });
        await Expect(page.GetByText("The logo is saved.")).ToBeVisibleAsync();
        await Expect(page.Locator("img[src*='/logo?v=2']").First).ToHaveJSPropertyAsync("naturalWidth", 1);
        var document = await page.Context.APIRequest.GetAsync(Issuance($"/issuers/{new Uri(page.Url).Segments[^1]}/did.json")); // Through the web app's own address.
        Assert.True(document.Ok, await document.TextAsync());
        Assert.Equal(4, JsonElement.Parse(await document.TextAsync()).GetProperty("assertionMethod").GetArrayLength());

        var issued = await Issuer.PostAsync("/api/v1/credentials/issue", new { holderName = Issuer.NewHolder(), credentialType = "Degree", issuerName = name }, Cancel);
        var id = issued.Body.GetProperty("credential").GetProperty("id").GetGuid();
        await Eventually.TrueAsync(
            async token => (await Verifier.VerifyAsync(id, token)).Body is var body && body.TryGetProperty("issuer", out var issuer) && issuer.ValueKind == JsonValueKind.Object && issuer.GetProperty("logo").ValueKind == JsonValueKind.String,
            Limit, "the verifier knows the issuer", Cancel);
        await page.GotoAsync(Verification($"/v/{id}"));
        await Expect(Verdict(page, "Valid")).ToBeVisibleAsync();
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Issued by" });
        await Expect(card).ToContainTextAsync(name);
        await Expect(card.GetByRole(AriaRole.Link, new() { Name = "www.hochschule.example" })).ToHaveAttributeAsync("href", "https://www.hochschule.example/");
        await Expect(card.Locator("img")).ToHaveJSPropertyAsync("naturalWidth", 1);
    }
}
