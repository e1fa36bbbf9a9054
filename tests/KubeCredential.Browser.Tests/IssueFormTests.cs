using System.Text.RegularExpressions;

namespace KubeCredential.Browser.Tests;

/// <summary>What the form does when the service says no.</summary>
public sealed class IssueFormTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task A_duplicate_leads_to_the_existing_credential()
    {
        var holder = Issuer.NewHolder();
        var existing = (await Issuer.IssueAsync(holder, Cancel)).Body.GetProperty("credential").GetProperty("id").GetGuid();
        var page = await OpenIssuanceAsync();

        await IssueAsync(page, holder);

        var alert = page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "This credential already exists" });
        await alert.GetByRole(AriaRole.Link, new() { Name = "Open the existing credential" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(Issuance($"/credentials/{existing}"));
        await Expect(Heading(page, holder)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_the_service_refuses_is_said_at_the_field()
    {
        var page = await NewPageAsync();
        // Where it is still 2019, only the service knows that this day has passed.
        await page.Clock.SetFixedTimeAsync(new DateTime(2019, 6, 1, 12, 0, 0, DateTimeKind.Utc));
        await page.GotoAsync(Issuance("/"));
        var day = page.GetByRole(AriaRole.Textbox, new() { Name = "Valid until", Exact = true });
        await day.FillAsync("2019-12-31");

        await IssueAsync(page, Issuer.NewHolder());

        await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "The credential was not issued" })).ToBeVisibleAsync();
        await Expect(day).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(day).ToHaveAccessibleDescriptionAsync(new Regex("today|past", RegexOptions.IgnoreCase));
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Holder", Exact = true })).Not.ToHaveAttributeAsync("aria-invalid", "true");
    }

    [Fact]
    public async Task Types_and_issuers_used_before_are_suggested()
    {
        var unique = Guid.NewGuid().ToString("N");
        var first = await OpenIssuanceAsync();
        await IssueAsync(first, Issuer.NewHolder(), $"{unique} licence", $"{unique} office");
        await Expect(DeliveryOf(first)).ToBeVisibleAsync();

        var page = await OpenIssuanceAsync();
        foreach (var (label, word) in ((string, string)[])[("Credential type", "licence"), ("Issuer", "office")])
        {
            var input = page.GetByRole(AriaRole.Combobox, new() { Name = label });
            await input.ClickAsync();
            await input.PressSequentiallyAsync(unique[..12]);
            await page.GetByRole(AriaRole.Option, new() { Name = $"{unique} {word}" }).ClickAsync();
            await Expect(input).ToHaveValueAsync($"{unique} {word}");
        }
    }
}
