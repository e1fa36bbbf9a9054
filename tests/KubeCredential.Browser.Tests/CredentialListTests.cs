using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using KubeCredential.TestServers;

namespace KubeCredential.Browser.Tests;

/// <summary>The list, its search, and a credential's own page.</summary>
public sealed partial class CredentialListTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const int Many = 60;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_list_is_searched_and_paged_and_the_search_is_in_the_address()
    {
        var holder = Issuer.NewHolder();
        for (var number = 0; number < Many; number++)
            Assert.Equal(HttpStatusCode.Created, (await Issuer.IssueAsync($"{holder} {number.ToString(CultureInfo.InvariantCulture)}", Cancel)).Status);
        var page = await OpenIssuanceAsync("/credentials");
        var pages = 0;
        page.Request += (_, request) => pages += request.Url.Contains("cursor=", StringComparison.Ordinal) ? 1 : 0;

        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search" }).FillAsync(holder);

        await Expect(page).ToHaveURLAsync(WordsInAddress());
        var rows = page.GetByRole(AriaRole.Table, new() { Name = "Credentials" }).GetByRole(AriaRole.Row);
        await Expect(rows.Nth(1)).ToContainTextAsync($"{holder} {Many - 1}");
        var all = page.GetByText($"{Many} credentials shown. That is all.");
        await Eventually.TrueAsync(
            async _ =>
            {
                if (await all.IsVisibleAsync()) return true;
                await rows.Last.ScrollIntoViewIfNeededAsync();
                return false;
            },
            Limit, "scrolling has loaded all", Cancel);
        await Expect(rows).ToHaveCountAsync(Many + 1);
        Assert.Equal(2, pages);

        await page.GetByRole(AriaRole.Button, new() { Name = "Filters" }).ClickAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Delivery" }).SelectOptionAsync("Delivery failed");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No matches" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Delivery" }).SelectOptionAsync("Verifiable");
        await Expect(page.GetByText(new Regex("credentials shown"))).ToBeVisibleAsync();
        await page.Locator("input").And(page.GetByLabel("Type", new() { Exact = true })).FillAsync("Deg");
        await Expect(page).ToHaveURLAsync(WholeSearchInAddress());
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Searchbox, new() { Name = "Search" })).ToHaveValueAsync(holder);
        await Expect(page.Locator("input").And(page.GetByLabel("Type", new() { Exact = true }))).ToHaveValueAsync("Deg");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Delivery" })).ToHaveValueAsync("confirmed");
        await Expect(rows.Nth(1)).ToContainTextAsync(holder);

        await page.GetByRole(AriaRole.Button, new() { Name = "Clear search" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(Issuance("/credentials"));
        await Expect(page.GetByRole(AriaRole.Searchbox, new() { Name = "Search" })).ToHaveValueAsync("");
    }

    [Fact]
    public async Task The_id_finds_one_credential_whose_page_tells_its_way_with_the_trace()
    {
        var trace = ActivityTraceId.CreateRandom();
        var holder = Issuer.NewHolder();
        var id = (await Issuer.IssueAsync(holder, Cancel, trace)).Body.GetProperty("credential").GetProperty("id").GetGuid();
        await Verifier.KnownAsync(id, Cancel);
        await Issuer.InStateAsync(id, "confirmed", Cancel);
        var page = await OpenIssuanceAsync("/credentials");
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search" }).FillAsync(id.ToString());
        await Expect(page.GetByText("1 credential shown. That is all.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = holder }).ClickAsync();
        await Expect(page).ToHaveURLAsync(Issuance($"/credentials/{id}"));

        await page.ReloadAsync(); // A deep link is the same page.

        await Expect(Heading(page, holder)).ToBeVisibleAsync();
        var delivery = page.GetByRole(AriaRole.Region, new() { Name = "History", Exact = true });
        await Expect(DeliveryOf(page)).ToContainTextAsync("Verifiable");
        foreach (var step in (string[])["Issued", "Queued for delivery", "Sent to the verifier", "Received by the verifier", "Verified"])
            await Expect(delivery.GetByText(new Regex($"^{step}")).First).ToBeVisibleAsync();
        await Expect(delivery.GetByTitle(trace.ToString())).ToBeVisibleAsync();
        await Expect(delivery.GetByText("Not yet")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_unknown_credential_has_a_way_back_to_the_list()
    {
        var page = await OpenIssuanceAsync($"/credentials/{Guid.CreateVersion7()}");
        await Expect(Heading(page, "Credential not found")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "All credentials" }).Last.ClickAsync();
        await Expect(Heading(page, "Credentials")).ToBeVisibleAsync();
    }

    [GeneratedRegex(@"/credentials\?.*q=")]
    private static partial Regex WordsInAddress();

    [GeneratedRegex(@"^(?=.*[?&]q=)(?=.*state=confirmed)(?=.*type=Deg)")]
    private static partial Regex WholeSearchInAddress();
}
