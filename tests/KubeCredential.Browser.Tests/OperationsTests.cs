using KubeCredential.TestServers;

namespace KubeCredential.Browser.Tests;

/// <summary>What an operator does by hand, and what is written down of it.</summary>
public sealed class OperationsTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_dead_letter_is_reprocessed_after_a_confirmation()
    {
        await Delivery.HoldAsync(Cancel);
        var id = await Issuer.IssueNewAsync(Cancel);
        await Issuer.InStateAsync(id, "published", Cancel);
        var other = await Issuer.IssueNewAsync(Cancel);
        await Issuer.InStateAsync(other, "published", Cancel);
        var eventId = await Delivery.ReportDeadAsync(id, Cancel);
        var otherEvent = await Delivery.ReportDeadAsync(other, Cancel);
        var page = await OpenIssuanceAsync("/operations");
        var table = page.GetByRole(AriaRole.Table, new() { Name = "Dead letters" });
        var row = table.GetByRole(AriaRole.Row).Filter(new() { HasText = id.ToString()[^12..] });
        await Expect(row).ToContainTextAsync("The verifier refused it.");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Details of {eventId}" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Payload" })).ToContainTextAsync(id.ToString());

        await page.GetByRole(AriaRole.Button, new() { Name = $"Reprocess {eventId}" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Reprocess 1 event?" });
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        Assert.Equal("dead", (await Issuer.EntryAsync(id, Cancel)).GetProperty("delivery").GetProperty("state").GetString());
        await page.GetByRole(AriaRole.Button, new() { Name = $"Reprocess {eventId}" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Reprocess" }).ClickAsync();

        await Expect(page.GetByText("1 event is being reprocessed.")).ToBeVisibleAsync();
        await Expect(row).ToHaveCountAsync(0);
        await Issuer.InStateAsync(id, "published", Cancel);
        Assert.Equal("dead", (await Issuer.EntryAsync(other, Cancel)).GetProperty("delivery").GetProperty("state").GetString());

        await page.GetByRole(AriaRole.Checkbox, new() { Name = $"Select {otherEvent}" }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reprocess selected (1)" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Reprocess" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No dead letters" })).ToBeVisibleAsync();
        await Delivery.ResumeAsync(Cancel);
        await Issuer.InStateAsync(id, "confirmed", Cancel);
        await Issuer.InStateAsync(other, "confirmed", Cancel);
    }

    [Fact]
    public async Task A_dead_letter_is_deleted_with_a_reason_which_the_audit_trail_keeps()
    {
        var eventId = await Delivery.UnknownEventAsync(Cancel);
        var reason = $"Made by a test {Guid.NewGuid():N}";
        var page = await OpenIssuanceAsync("/operations?service=verifier");

        await page.GetByRole(AriaRole.Button, new() { Name = $"Discard {eventId}" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Discard this dead letter?" });
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await Expect(dialog.GetByText("Enter a reason.")).ToBeVisibleAsync();
        await Expect(dialog.GetByLabel("Reason")).ToBeFocusedAsync();
        await dialog.GetByLabel("Reason").FillAsync(reason);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();

        await Expect(page.GetByText("The dead letter was discarded.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Discard {eventId}" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "Audit trail" }).ClickAsync();
        await page.GetByRole(AriaRole.Radiogroup, new() { Name = "Service" }).GetByText("Verifier").ClickAsync();
        await page.GetByLabel("Action").SelectOptionAsync("Dead letter discarded");
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Audit trail" }).GetByRole(AriaRole.Row).Filter(new() { HasText = reason })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("Publishing", "Writing to Redis", "Stop publishing?", "Resume publishing?")]
    [InlineData("Consuming", "Writing to the verifier's database", "Stop consuming?", "Resume consuming?")]
    public async Task A_breaker_is_stopped_and_let_go_on(string service, string behind, string stop, string resume)
    {
        var page = await OpenIssuanceAsync("/operations");
        var breaker = page.GetByRole(AriaRole.Region, new() { Name = service, Exact = true });
        var state = breaker.GetByRole(AriaRole.Status, new() { Name = behind, Exact = true });
        await Expect(state).ToContainTextAsync("Running");
        try
        {
            await OrderAsync(page, breaker, "Stop", stop);
            await Expect(state).ToContainTextAsync("Stopped");
            var id = await Issuer.IssueNewAsync(Cancel);
            var credential = await OpenIssuanceAsync($"/credentials/{id}");
            await Expect(DeliveryOf(credential)).ToContainTextAsync(service == "Publishing" ? "On hold" : "Delivering…");

            await OrderAsync(page, breaker, "Resume", resume);

            await Expect(state).ToContainTextAsync("Running");
            await Expect(DeliveryOf(credential)).ToContainTextAsync("Verifiable");
        }
        finally
        {
            foreach (var resource in (string[])[ResourceNames.IssuanceApi, ResourceNames.VerificationApi])
                await App.ExecuteAsync(resource, ResourceNames.CloseCircuitCommand, Cancel);
        }
    }

    [Fact]
    public async Task The_chain_of_the_audit_trail_is_checked_for_both_services_and_a_credential_is_found_in_it()
    {
        var id = await Issuer.IssueNewAsync(Cancel);
        await Issuer.InStateAsync(id, "confirmed", Cancel);
        var page = await OpenIssuanceAsync("/operations/audit");

        foreach (var service in (string[])["Verifier", "Issuer"])
        {
            await page.GetByRole(AriaRole.Radiogroup, new() { Name = "Service" }).GetByText(service).ClickAsync();
            for (var time = 0; time < 2; time++)
            {
                // The second time, it is compared with the end that this browser has seen.
                await page.GetByRole(AriaRole.Button, new() { Name = "Check the chain" }).ClickAsync();
                await Expect(page.GetByText("The chain is intact")).ToBeVisibleAsync();
            }
        }

        await page.GetByLabel("Credential ID").FillAsync(id.ToString());
        var rows = page.GetByRole(AriaRole.Table, new() { Name = "Audit trail" }).GetByRole(AriaRole.Row);
        foreach (var action in (string[])["Issued", "Sent"])
            await Expect(rows.Filter(new() { HasText = id.ToString()[^12..] }).Filter(new() { HasText = action })).ToHaveCountAsync(1);
        await Eventually.TrueAsync(() => page.Url.Contains($"credentialId={id}", StringComparison.Ordinal), Limit, "the search is in the address", Cancel);
    }

    [Fact]
    public async Task The_last_hour_counts_what_was_issued()
    {
        await Issuer.InStateAsync(await Issuer.IssueNewAsync(Cancel), "confirmed", Cancel);
        var page = await OpenIssuanceAsync("/operations");
        var hour = page.GetByRole(AriaRole.Region, new() { Name = "Delivery over time" });
        await Expect(hour.GetByRole(AriaRole.Img, new() { NameRegex = new("^Credentials per minute in the last hour: [1-9]") })).ToBeVisibleAsync();
    }

    private static async Task OrderAsync(IPage page, ILocator breaker, string action, string question)
    {
        await breaker.GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = question });
        await dialog.GetByLabel("Reason").FillAsync("A test");
        await dialog.GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }
}
