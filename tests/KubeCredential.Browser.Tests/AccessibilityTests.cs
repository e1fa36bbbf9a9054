namespace KubeCredential.Browser.Tests;

/// <summary>axe finds nothing on any page of either app, in light and dark, on a desktop and on a phone, with dialogs open too.</summary>
public sealed class AccessibilityTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private readonly AxeScan _scan = new();

    [Fact]
    public async Task The_issuance_app()
    {
        await Delivery.HoldAsync(Cancel);
        var dead = await Issuer.IssueNewAsync(Cancel);
        await Issuer.InStateAsync(dead, "published", Cancel);
        var eventId = await Delivery.ReportDeadAsync(dead, Cancel);
        var page = await NewPageAsync();

        await OpenAsync(page, Issuance("/"), "Issue a credential");
        await page.GetByRole(AriaRole.Button, new() { Name = "Issue credential" }).ClickAsync();
        await Expect(page.GetByText("Enter the holder's name.")).ToBeVisibleAsync();
        await _scan.OfAsync(page, "the form with errors");
        var holder = Issuer.NewHolder();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add field" }).ClickAsync();
        await page.GetByLabel("Name 1").FillAsync("grade");
        await page.GetByLabel("Value 1").FillAsync("A");
        await IssueAsync(page, holder);
        await Expect(DeliveryOf(page)).ToContainTextAsync("Delivering");
        await _scan.OfAsync(page, "an issued credential");
        await page.GetByLabel("Value 1").FillAsync("A"); // The form keeps the names of the fields for the next holder, not their values.
        await IssueAsync(page, holder);
        await Expect(page.GetByText("This credential already exists")).ToBeVisibleAsync();
        await _scan.OfAsync(page, "a duplicate");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter your number for the holder" }).ClickAsync();
        await Expect(page.GetByLabel("Your number for the holder")).ToBeFocusedAsync();
        await _scan.OfAsync(page, "the form unfolded");

        await OpenAsync(page, Issuance("/credentials"), "Credentials");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = holder })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Checkbox).Nth(1).CheckAsync();
        await _scan.OfAsync(page, "the list with one selected");
        await _scan.OfDialogAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Renew", Exact = true }), "Renew 1 credential");
        await OpenAsync(page, Issuance("/credentials?holder=nobody-is-called-so"), "Credentials");
        await Expect(page.GetByText("No matches")).ToBeVisibleAsync();
        await _scan.OfAsync(page, "the list where nothing matches");
        await page.GotoAsync(Issuance($"/credentials/{dead}"));
        await Expect(DeliveryOf(page)).ToContainTextAsync("Delivery failed");
        await _scan.OfAsync(page, "a credential whose delivery failed");
        foreach (var (action, title) in ((string, string)[])
            [("Replace", "Replace this credential"), ("Erase", "Erase this credential for good?")])
        {
            await _scan.OfDialogAsync(page, page.GetByRole(AriaRole.Button, new() { Name = action, Exact = true }), title);
        }

        await Issuer.PostAsync($"/api/v1/credentials/{dead}/suspend", new { reason = "nonPayment", note = "A note." }, Cancel);
        await page.ReloadAsync();
        await Expect(page.GetByText("A note.")).ToBeVisibleAsync();
        await _scan.OfAsync(page, "a suspended credential");
        await Issuer.PostAsync($"/api/v1/credentials/{dead}/erase", new { reason = "withdrawn", confirm = dead }, Cancel);
        await page.ReloadAsync();
        await Expect(Heading(page, "Erased credential")).ToBeVisibleAsync();
        await _scan.OfAsync(page, "an erased credential");
        await Lives.IssueAsync(Issuer.NewHolder(), Cancel, expiryDate: Lives.Day(2));
        await OpenAsync(page, Issuance("/renewals"), "Renewals");
        await page.GetByRole(AriaRole.Checkbox).Nth(1).CheckAsync();
        await _scan.OfAsync(page, "what expires soon");
        await OpenAsync(page, Issuance($"/credentials/{Guid.CreateVersion7()}"), "Credential not found");
        await _scan.OfAsync(page, "an unknown credential");
        await OpenAsync(page, Issuance("/nowhere"), "Page not found");
        await _scan.OfAsync(page, "no such page");

        await OpenAsync(page, Issuance("/issuers"), "Issuers");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Example University" })).ToBeVisibleAsync();
        await _scan.OfAsync(page, "the issuers");
        await _scan.OfDialogAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Register issuer" }), "Register issuer");
        await page.GetByRole(AriaRole.Link, new() { Name = "Example University" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Keys" })).ToBeVisibleAsync();
        await _scan.OfAsync(page, "an issuer");

        await OpenAsync(page, Issuance("/operations"), "Operations");
        await page.GetByRole(AriaRole.Button, new() { Name = "Details" }).First.ClickAsync();
        await _scan.OfAsync(page, "operations with a dead letter's details");
        await _scan.OfDialogAsync(page, page.GetByRole(AriaRole.Button, new() { Name = $"Reprocess {eventId}" }), "Reprocess 1 event?");
        await _scan.OfDialogAsync(page, page.GetByRole(AriaRole.Button, new() { Name = $"Discard {eventId}" }), "Discard this dead letter?");
        await _scan.OfDialogAsync(
            page, page.GetByRole(AriaRole.Region, new() { Name = "Publishing", Exact = true }).GetByRole(AriaRole.Button, new() { Name = "Stop" }), "Stop publishing?");
        await page.GetByText("Show as table").ClickAsync();
        await _scan.OfAsync(page, "operations with the last hour as a table");
        await OpenAsync(page, Issuance("/operations?queue=retry"), "Operations");
        await Expect(page.GetByText("Nothing to retry")).ToBeVisibleAsync();
        await _scan.OfAsync(page, "operations with an empty queue");
        await OpenAsync(page, Issuance("/operations/trusted-issuers"), "Trusted issuers");
        await _scan.OfDialogAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Trust an issuer" }), "Trust an issuer");
        await _scan.OfAsync(page, "the trusted issuers");
        await OpenAsync(page, Issuance("/operations/audit"), "Audit trail");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the chain" }).ClickAsync();
        await Expect(page.GetByText("The chain is intact")).ToBeVisibleAsync();
        await _scan.OfAsync(page, "the audit trail, checked");
        _scan.NothingWasFound(expectedScans: 27);
    }

    [Fact]
    public async Task Signing_in()
    {
        var (key, id) = await Issuer.NewKeyAsync("Auditor of a test", ["auditor"], Cancel);
        var page = await NewPageAsync(key: null);

        await OpenAsync(page, Issuance("/operations/audit"), "Sign in");
        await _scan.OfAsync(page, "the page to sign in");
        await page.GetByLabel("API key").FillAsync("kc_nobody_nothing");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This key was not accepted.");
        await _scan.OfAsync(page, "a refused key");
        await page.GetByLabel("API key").FillAsync(key);
        await page.Keyboard.PressAsync("Enter");
        await Expect(Heading(page, "Audit trail")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Signed in as Auditor of a test" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        await _scan.OfAsync(page, "who is signed in");
        await OpenAsync(page, Issuance("/"), "You do not have access to this page");
        await _scan.OfAsync(page, "a page for another role");
        await EndSessionAsync(page, id);
        await page.GetByRole(AriaRole.Link, new() { Name = "Go to your start page" }).ClickAsync();
        await Expect(page.GetByText("Your session has ended.")).ToBeVisibleAsync();
        await _scan.OfAsync(page, "a session that has ended");
        _scan.NothingWasFound(expectedScans: 5);
    }

    [Fact]
    public async Task The_verification_app()
    {
        var expired = await Delivery.ExpiredAsync(Cancel);
        var valid = await Issuer.IssueNewAsync(Cancel);
        await Verifier.KnownAsync(valid, Cancel);
        var page = await NewPageAsync(key: null);

        await OpenAsync(page, Verification("/history"), "History");
        await _scan.OfAsync(page, "an empty history");
        await OpenAsync(page, Verification("/"), "Verify a credential");
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Enter an ID, a link or a credential, or scan a QR code.")).ToBeVisibleAsync();
        await _scan.OfAsync(page, "the box with an error");
        await _scan.OfDialogAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Scan QR code" }), "Scan a QR code");

        await OpenAsync(page, Verification($"/v/{valid}"), "Valid");
        await _scan.OfAsync(page, "a valid credential");
        await OpenAsync(page, Verification($"/v/{expired}"), "Expired");
        await _scan.OfAsync(page, "an expired credential");
        foreach (var (result, heading) in ((string, string)[])
            [
                ("suspended", "Suspended"), ("revoked", "Revoked"), ("superseded", "Replaced"),
                ("erased", "This credential has been erased"), ("notYetValid", "Not yet valid"),
            ])
        {
            await OpenAsync(page, Verification($"/v/{await InStateAsync(result)}"), heading);
            await _scan.OfAsync(page, heading);
        }

        await OpenAsync(page, Verification($"/v/{Guid.CreateVersion7()}"), "Credential not found");
        await _scan.OfAsync(page, "an unknown credential");
        await OpenAsync(page, Verification("/"), "Verify a credential");
        await page.GetByLabel("What do you want to verify?").FillAsync($$"""{ "id": "{{valid}}", "holderName": "Somebody else", "metadata": { "grade": "A" } }""");
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify", Exact = true }).ClickAsync();
        await Expect(Heading(page, "This credential does not match what was issued")).ToBeVisibleAsync();
        await _scan.OfAsync(page, "a changed credential");

        await OpenAsync(page, Verification("/"), "Verify a credential");
        await _scan.OfAsync(page, "the latest checks");
        await OpenAsync(page, Verification("/history"), "History");
        await _scan.OfAsync(page, "the history");
        await OpenAsync(page, Verification("/nowhere"), "Page not found");
        await _scan.OfAsync(page, "no such page");
        _scan.NothingWasFound(expectedScans: 15);
    }

    private Lives Lives => new(Issuer, Verifier);

    /// <summary>A credential of which the verifier says this result.</summary>
    private async Task<Guid> InStateAsync(string result)
    {
        var id = await Lives.IssueAsync(Issuer.NewHolder(), Cancel, expiryDate: Lives.Day(500), validFrom: result == "notYetValid" ? Lives.Day(50) : null);
        var (action, body) = result switch
        {
            "suspended" => ("suspend", new { reason = "nonPayment" }),
            "revoked" => ("revoke", new { reason = "fraud" }),
            "superseded" => ("replace", new { reason = "error", holderName = "Somebody else" }),
            "erased" => ("erase", new { reason = "withdrawn", confirm = id }),
            _ => ((string?)null, (object)new { }),
        };
        if (action is null) await Lives.SaysAsync(id, result, Cancel);
        else await Lives.ChangeAsync(id, action, body, result, Cancel);
        return id;
    }

    private static async Task OpenAsync(IPage page, string url, string heading)
    {
        await page.GotoAsync(url);
        await Expect(Heading(page, heading).Or(Verdict(page, heading))).ToBeVisibleAsync();
    }
}
