using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubeCredential.Browser.Tests;

/// <summary>From the form to a verdict, on every way a credential can be handed over.</summary>
public sealed class JourneyTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task An_issued_credential_becomes_verifiable_and_its_link_and_its_QR_code_lead_to_the_verdict()
    {
        var holder = Issuer.NewHolder();
        var page = await OpenIssuanceAsync();

        await IssueAsync(page, holder);

        await Expect(DeliveryOf(page)).ToContainTextAsync("Verifiable");
        var card = page.GetByRole(AriaRole.Article, new() { Name = $"Credential: {holder}" });
        var link = card.GetByRole(AriaRole.Link, new() { NameRegex = new("^http") });
        var address = await link.GetAttributeAsync("href");
        Assert.StartsWith(Verification("/v/"), address, StringComparison.Ordinal);
        Assert.Equal(address, await QrCode.ReadAsync(Fixture.Browser, await QrOf(card).ScreenshotAsync()));

        await link.ClickAsync();

        await Expect(Verdict(page, "Valid")).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(address!);
        await Expect(page.GetByRole(AriaRole.Article, new() { NameRegex = new($" {Regex.Escape(holder)}$") })).ToContainTextAsync("Example University");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show all checks" }).ClickAsync();
        var checks = page.GetByRole(AriaRole.List, new() { Name = "What was checked" }).GetByRole(AriaRole.Listitem);
        await Expect(checks).ToContainTextAsync(
            ["Known to this verifier", "Signed by the issuer", "Content as issued", "Already valid", "Not expired", "Not suspended", "Not revoked", "Not replaced", "Issued by", "Up to date"]);
        await Expect(checks.GetByRole(AriaRole.Img, new() { Name = "Failed" })).ToHaveCountAsync(0);
        await Expect(checks.Nth(2).GetByRole(AriaRole.Img, new() { Name = "Not checked" })).ToBeVisibleAsync();
        Assert.True(Watch.Requests > 20, $"Only {Watch.Requests} requests were watched.");
    }

    [Fact]
    public async Task The_whole_credential_as_a_file_and_pasted_is_valid_and_a_changed_one_is_not()
    {
        var holder = Issuer.NewHolder();
        var page = await OpenIssuanceAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add field" }).ClickAsync();
        await page.GetByLabel("Name 1").FillAsync("grade");
        await page.GetByLabel("Value 1").FillAsync("B");
        await IssueAsync(page, holder);
        await Expect(DeliveryOf(page)).ToContainTextAsync("Verifiable");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download JSON" }).ClickAsync());
        var file = await download.PathAsync();
        var json = await File.ReadAllTextAsync(file, Cancel);

        await page.GotoAsync(Verification("/"));
        var chooser = await page.RunAndWaitForFileChooserAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Choose files or images" }).ClickAsync());
        await chooser.SetFilesAsync(new FilePayload { Name = download.SuggestedFilename, MimeType = "application/json", Buffer = await File.ReadAllBytesAsync(file, Cancel) });
        await Expect(Verdict(page, "Valid")).ToBeVisibleAsync();
        await Expect(page.GetByText("Every field matches what was issued. No problems found.")).ToBeVisibleAsync();

        await PasteAsync(page, json);
        await Expect(Verdict(page, "Valid")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show all checks" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Content as issued" }).GetByRole(AriaRole.Img, new() { Name = "Passed" })).ToBeVisibleAsync();

        var changed = JsonNode.Parse(json)!.AsObject();
        changed["metadata"]!["grade"] = "A";
        changed["issuerName"] = "A Better University";
        await PasteAsync(page, changed.ToJsonString());
        await Expect(Heading(page, "This credential does not match what was issued")).ToBeVisibleAsync();
        var rows = page.GetByRole(AriaRole.Table, new() { Name = "Content as issued" }).GetByRole(AriaRole.Row);
        await Expect(rows).ToHaveCountAsync(3);
        await Expect(rows.Filter(new() { HasText = "metadata.grade" }).GetByRole(AriaRole.Cell)).ToHaveTextAsync(["B", "A"]);
        await Expect(rows.Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = "Issuer" }) }).GetByRole(AriaRole.Cell))
            .ToHaveTextAsync(["Example University", "A Better University"]);
        await Expect(page.GetByText("The credential as issued:")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_credential_after_its_last_day_has_expired()
    {
        var id = await Delivery.ExpiredAsync(Cancel);

        var page = await OpenVerificationAsync($"/v/{id}");

        await Expect(Verdict(page, "Expired")).ToBeVisibleAsync();
        var expiry = page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Not expired" });
        await Expect(expiry).ToContainTextAsync("It was valid until January 31, 2020.");
        await Expect(expiry.GetByRole(AriaRole.Img, new() { Name = "Failed" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_unknown_credential_becomes_valid_by_itself_when_its_event_arrives()
    {
        await Delivery.HoldAsync(Cancel);
        var id = await Issuer.IssueNewAsync(Cancel);
        var page = await OpenVerificationAsync($"/v/{id}");
        await Expect(Heading(page, "Credential not found")).ToBeVisibleAsync();
        await Expect(page.GetByText("This verifier has no credential with this ID. Do not rely on it.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Status, new() { Name = "Live updates" })).ToHaveTextAsync("Live");

        await Delivery.ResumeAsync(Cancel);

        await Expect(Verdict(page, "Valid")).ToBeVisibleAsync();
    }

    private static ILocator QrOf(ILocator card) => card.GetByRole(AriaRole.Img, new() { Name = "QR code of the verification link" });

    private async Task PasteAsync(IPage page, string text)
    {
        await page.GotoAsync(Verification("/"));
        await page.GetByLabel("What do you want to verify?").FillAsync(text);
        await Expect(page.GetByText("This is a whole credential. Every field will be compared with what was issued.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify", Exact = true }).ClickAsync();
    }
}
