using System.Text.RegularExpressions;

namespace KubeCredential.Browser.Tests;

/// <summary>A credential's life in both apps: what an issuer changes, and what everybody then sees.</summary>
public sealed partial class LifeTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private Lives Lives => new(Issuer, Verifier);

    [Fact]
    public async Task A_credential_is_suspended_reinstated_replaced_and_its_successor_revoked()
    {
        var holder = Issuer.NewHolder();
        var id = await Lives.IssueAsync(holder, Cancel, expiryDate: Lives.Day(400));
        await Verifier.KnownAsync(id, Cancel);
        var issuance = await OpenIssuanceAsync($"/credentials/{id}");
        var verification = await OpenVerificationAsync($"/v/{id}");
        await Expect(Verdict(verification, "Valid")).ToBeVisibleAsync();

        await ChangeAsync(issuance, "Suspend", "Fee not paid", note: "Invoice 7 is open.");
        await Expect(issuance.GetByText("The credential is suspended.")).ToBeVisibleAsync();
        await Expect(issuance.GetByText(new Regex(@"^Suspended\. Since .* Reason: Fee not paid\.$"))).ToBeVisibleAsync();
        await Expect(issuance.GetByRole(AriaRole.Region, new() { Name = "Private" })).ToContainTextAsync("Invoice 7 is open.");
        var history = issuance.GetByRole(AriaRole.Region, new() { Name = "History", Exact = true });
        await Expect(history.Locator(".mantine-Timeline-item").Filter(new() { HasText = "Suspended" })).ToContainTextAsync("by ");
        await Expect(history.GetByText("Known to the verifier")).ToBeVisibleAsync();
        await Lives.SaysAsync(id, "suspended", Cancel);
        await AgainAsync(verification);
        await Expect(Verdict(verification, "Suspended")).ToBeVisibleAsync();
        await Expect(verification.GetByText("Reason: Fee not paid.", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(verification.GetByText("Invoice 7")).ToHaveCountAsync(0);

        await issuance.GetByRole(AriaRole.Button, new() { Name = "Reinstate" }).ClickAsync();
        await issuance.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Reinstate" }).ClickAsync();
        await Expect(issuance.GetByText("The credential is active again.")).ToBeVisibleAsync();
        await Lives.SaysAsync(id, "valid", Cancel);
        await AgainAsync(verification);
        await Expect(Verdict(verification, "Valid")).ToBeVisibleAsync();

        await issuance.GetByRole(AriaRole.Button, new() { Name = "Replace" }).ClickAsync();
        var dialog = issuance.GetByRole(AriaRole.Dialog, new() { Name = "Replace this credential" });
        await Expect(dialog.GetByLabel("Holder", new() { Exact = false }).First).ToHaveValueAsync(holder);
        await dialog.GetByLabel("Reason").SelectOptionAsync("It contains an error");
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Holder", Exact = true }).FillAsync($"{holder} corrected");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Replace", Exact = true }).ClickAsync();
        await Expect(Heading(issuance, $"{holder} corrected")).ToBeVisibleAsync();
        await Expect(issuance.GetByRole(AriaRole.Link, new() { Name = $"Replaces: {id}" })).ToBeVisibleAsync();
        var successor = Guid.Parse(CredentialInAddress().Match(issuance.Url).Groups[1].Value);
        await Lives.SaysAsync(id, "superseded", Cancel);
        await Lives.SaysAsync(successor, "valid", Cancel);
        await AgainAsync(verification);
        await Expect(Verdict(verification, "Replaced")).ToBeVisibleAsync();
        await verification.GetByRole(AriaRole.Link, new() { Name = "Open the current credential" }).ClickAsync();
        await Expect(Verdict(verification, "Valid")).ToBeVisibleAsync();
        await Expect(verification.GetByRole(AriaRole.Article)).ToContainTextAsync($"{holder} corrected");

        await ChangeAsync(issuance, "Revoke", "Obtained by fraud");
        await Expect(issuance.GetByText("The credential is revoked.")).ToBeVisibleAsync();
        await Lives.SaysAsync(successor, "revoked", Cancel);
        await AgainAsync(verification);
        await Expect(Verdict(verification, "Revoked")).ToBeVisibleAsync();
        await Expect(verification.GetByText("Reason: Obtained by fraud.", new() { Exact = true })).ToBeVisibleAsync();
        await verification.GetByRole(AriaRole.Link, new() { Name = "History" }).ClickAsync();
        await Expect(verification.GetByRole(AriaRole.List, new() { Name = "History" }).GetByRole(AriaRole.Listitem)).ToContainTextAsync(["Revoked", "Replaced"]);
    }

    [Fact]
    public async Task An_erased_credential_leaves_no_name_on_any_page()
    {
        var holder = Issuer.NewHolder();
        var id = await Lives.IssueAsync(holder, Cancel);
        await Verifier.KnownAsync(id, Cancel);
        var issuance = await OpenIssuanceAsync($"/credentials/{id}");
        var verification = await OpenVerificationAsync($"/v/{id}");
        await Expect(verification.GetByRole(AriaRole.Article)).ToContainTextAsync(holder);

        await issuance.GetByRole(AriaRole.Button, new() { Name = "Erase" }).ClickAsync();
        var dialog = issuance.GetByRole(AriaRole.Dialog, new() { Name = "Erase this credential for good?" });
        await dialog.GetByLabel("Reason").SelectOptionAsync("Withdrawn by the issuer");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Erase" }).ClickAsync();
        await Expect(dialog.GetByText("This is not the ID of this credential.")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Enter the credential's ID to confirm" }).FillAsync(id.ToString());
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Erase" }).ClickAsync();

        await Expect(Heading(issuance, "Erased credential")).ToBeVisibleAsync();
        await Expect(issuance.GetByText(holder)).ToHaveCountAsync(0);
        await Lives.SaysAsync(id, "erased", Cancel);
        await AgainAsync(verification);
        await Expect(Heading(verification, "This credential has been erased")).ToBeVisibleAsync();
        await Expect(verification.GetByText(holder)).ToHaveCountAsync(0);
        Assert.DoesNotContain(holder, await verification.EvaluateAsync<string>("() => JSON.stringify(localStorage)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_are_suspended_from_the_list_and_each_has_its_result()
    {
        var holder = Issuer.NewHolder();
        var revoked = await Lives.IssueAsync($"{holder} revoked", Cancel);
        await Issuer.PostAsync($"/api/v1/credentials/{revoked}/revoke", new { reason = "fraud" }, Cancel);
        foreach (var number in (string[])["1", "2"]) await Lives.IssueAsync($"{holder} {number}", Cancel);
        var page = await OpenIssuanceAsync($"/credentials?holder={Uri.EscapeDataString(holder)}");
        var table = page.GetByRole(AriaRole.Table, new() { Name = "Credentials" });
        await Expect(table.GetByRole(AriaRole.Row)).ToHaveCountAsync(4);
        await Expect(table.GetByRole(AriaRole.Row).Filter(new() { HasText = $"{holder} revoked" })).ToContainTextAsync("Revoked");

        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Select all shown" }).CheckAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "Selected credentials" }).GetByRole(AriaRole.Button, new() { Name = "Suspend" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Suspend 3 credentials?" });
        await dialog.GetByLabel("Reason").SelectOptionAsync("Administrative reason");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Suspend" }).ClickAsync();

        var results = page.GetByRole(AriaRole.Region, new() { Name = "Results" }).GetByRole(AriaRole.Listitem);
        await Expect(results).ToContainTextAsync([$"{holder} revoked", holder, holder]);
        await Expect(results.First).ToContainTextAsync("Not possible");
        await Expect(page.GetByText("2 changed, 0 unchanged, 1 not possible")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(table.GetByRole(AriaRole.Row).Filter(new() { HasText = $"{holder} 1" })).ToContainTextAsync("Suspended");
        await page.GetByLabel("Status", new() { Exact = true }).SelectOptionAsync("Suspended");
        await Expect(table.GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task What_expires_soon_is_renewed_from_its_queue()
    {
        var holder = Issuer.NewHolder();
        var id = await Lives.IssueAsync(holder, Cancel, expiryDate: Lives.Day(3));
        await Verifier.KnownAsync(id, Cancel);
        var page = await OpenIssuanceAsync("/renewals");
        var row = page.GetByRole(AriaRole.Table, new() { Name = "Credentials that expire soon" }).GetByRole(AriaRole.Row).Filter(new() { HasText = holder });
        await Expect(row).ToContainTextAsync("(in 3 days)");
        await Expect(page.GetByText(new Regex(@"^[1-9]\d* to renew$")).First).ToBeVisibleAsync();

        await row.GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Renew" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Renew 1 credential" });
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "The same day for all" }).CheckAsync();
        await dialog.GetByLabel("New last valid day", new() { Exact = false }).Last.FillAsync(Lives.Day(500));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Renew" }).ClickAsync();
        await Expect(page.GetByText("1 changed, 0 unchanged, 0 not possible")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^New credential: ") }).ClickAsync();
        await Expect(Heading(page, holder)).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = $"Replaces: {id}" })).ToBeVisibleAsync();
        await Lives.SaysAsync(id, "superseded", Cancel);
        await page.GotoAsync(Issuance("/renewals"));
        await Expect(Heading(page, "Renewals")).ToBeVisibleAsync();
        await Expect(page.GetByText(holder)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_decides_on_an_older_version_hears_of_it_and_sees_the_current_one()
    {
        var id = await Issuer.IssueNewAsync(Cancel);
        var page = await OpenIssuanceAsync($"/credentials/{id}");
        // Without live updates, the page does not know the change of somebody else.
        await page.Context.RouteAsync("**/api/v1/credentials/stream**", route => route.AbortAsync());
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Revoke this credential for good?" });
        await dialog.GetByLabel("Reason").SelectOptionAsync("Other reason");
        await Issuer.PostAsync($"/api/v1/credentials/{id}/suspend", new { reason = "nonPayment" }, Cancel);

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();

        await Expect(dialog.GetByText("Someone else has changed this credential")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page.GetByText(new Regex(@"^Suspended\. Since .* Reason: Fee not paid\.$"))).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_duplicate_names_the_ways_on_and_a_number_tells_namesakes_apart()
    {
        var holder = Issuer.NewHolder();
        var existing = await Lives.IssueAsync(holder, Cancel, expiryDate: Lives.Day(10));
        var page = await OpenIssuanceAsync();
        await IssueAsync(page, holder);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Renew it" })).ToHaveAttributeAsync("href", $"/credentials/{existing}?change=renew");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter your number for the holder" }).ClickAsync();
        await Expect(page.GetByLabel("Your number for the holder")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync($"m-{Guid.NewGuid():N}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Issue credential" }).ClickAsync();
        await Expect(DeliveryOf(page)).ToContainTextAsync("Verifiable");
    }

    private static async Task ChangeAsync(IPage page, string action, string reason, string? note = null)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Reason").SelectOptionAsync(reason);
        if (note is not null) await dialog.GetByLabel("Note").FillAsync(note);
        await dialog.GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();
    }

    private static Task AgainAsync(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Verify again" }).ClickAsync();

    [GeneratedRegex("/credentials/([0-9a-f-]{36})")]
    private static partial Regex CredentialInAddress();
}
