using Deque.AxeCore.Playwright;

namespace KubeCredential.Browser.Tests;

/// <summary>axe finds nothing on any page of either app, in light and dark, on a desktop and on a phone, with dialogs open too.</summary>
public sealed class AccessibilityTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private static readonly (string Name, ColorScheme Colors, int Width, int Height)[] Appearances =
    [
        ("light", ColorScheme.Light, 1280, 800), ("on a phone", ColorScheme.Light, 390, 844),
        ("dark on a phone", ColorScheme.Dark, 390, 844), ("dark", ColorScheme.Dark, 1280, 800),
    ];

    // What is half faded in has half its contrast.
    private const string IsSettled =
        """
        () => document.querySelectorAll(".mantine-Skeleton-root").length === 0
          && document.getAnimations().every((one) => one.playState !== "running" || one.effect?.getComputedTiming().iterations === Infinity)
          && [...document.querySelectorAll("[data-portal] *")].every((one) => !one.style.opacity || one.style.opacity === "1")
        """;

    private readonly List<string> _violations = [];
    private int _scans;
    private int _rules;

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
        await ScanAsync(page, "the form with errors");
        var holder = Issuer.NewHolder();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add field" }).ClickAsync();
        await page.GetByLabel("Name 1").FillAsync("grade");
        await page.GetByLabel("Value 1").FillAsync("A");
        await IssueAsync(page, holder);
        await Expect(DeliveryOf(page)).ToContainTextAsync("Delivering");
        await ScanAsync(page, "an issued credential");
        await page.GetByLabel("Value 1").FillAsync("A"); // The form keeps the names of the fields for the next holder, not their values.
        await IssueAsync(page, holder);
        await Expect(page.GetByText("This credential already exists")).ToBeVisibleAsync();
        await ScanAsync(page, "a duplicate");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter your number for the holder" }).ClickAsync();
        await Expect(page.GetByLabel("Your number for the holder")).ToBeFocusedAsync();
        await ScanAsync(page, "the form unfolded");

        await OpenAsync(page, Issuance("/credentials"), "Credentials");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = holder })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Checkbox).Nth(1).CheckAsync();
        await ScanAsync(page, "the list with one selected");
        await WithDialogAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Renew", Exact = true }), "Renew 1 credential");
        await OpenAsync(page, Issuance("/credentials?holder=nobody-is-called-so"), "Credentials");
        await Expect(page.GetByText("No matches")).ToBeVisibleAsync();
        await ScanAsync(page, "the list where nothing matches");
        await page.GotoAsync(Issuance($"/credentials/{dead}"));
        await Expect(DeliveryOf(page)).ToContainTextAsync("Delivery failed");
        await ScanAsync(page, "a credential whose delivery failed");
        foreach (var (action, title) in ((string, string)[])
            [("Replace", "Replace this credential"), ("Erase", "Erase this credential for good?")])
        {
            await WithDialogAsync(page, page.GetByRole(AriaRole.Button, new() { Name = action, Exact = true }), title);
        }

        await Issuer.PostAsync($"/api/v1/credentials/{dead}/suspend", new { reason = "nonPayment", note = "A note." }, Cancel);
        await page.ReloadAsync();
        await Expect(page.GetByText("A note.")).ToBeVisibleAsync();
        await ScanAsync(page, "a suspended credential");
        await Issuer.PostAsync($"/api/v1/credentials/{dead}/erase", new { reason = "withdrawn", confirm = dead }, Cancel);
        await page.ReloadAsync();
        await Expect(Heading(page, "Erased credential")).ToBeVisibleAsync();
        await ScanAsync(page, "an erased credential");
        await Lives.IssueAsync(Issuer.NewHolder(), Cancel, expiryDate: Lives.Day(2));
        await OpenAsync(page, Issuance("/renewals"), "Renewals");
        await page.GetByRole(AriaRole.Checkbox).Nth(1).CheckAsync();
        await ScanAsync(page, "what expires soon");
        await OpenAsync(page, Issuance($"/credentials/{Guid.CreateVersion7()}"), "Credential not found");
        await ScanAsync(page, "an unknown credential");
        await OpenAsync(page, Issuance("/nowhere"), "Page not found");
        await ScanAsync(page, "no such page");

        await OpenAsync(page, Issuance("/issuers"), "Issuers");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Example University" })).ToBeVisibleAsync();
        await ScanAsync(page, "the issuers");
        await WithDialogAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Register issuer" }), "Register issuer");
        await page.GetByRole(AriaRole.Link, new() { Name = "Example University" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Keys" })).ToBeVisibleAsync();
        await ScanAsync(page, "an issuer");

        await OpenAsync(page, Issuance("/operations"), "Operations");
        await page.GetByRole(AriaRole.Button, new() { Name = "Details" }).First.ClickAsync();
        await ScanAsync(page, "operations with a dead letter's details");
        await WithDialogAsync(page, page.GetByRole(AriaRole.Button, new() { Name = $"Reprocess {eventId}" }), "Reprocess 1 event?");
        await WithDialogAsync(page, page.GetByRole(AriaRole.Button, new() { Name = $"Discard {eventId}" }), "Discard this dead letter?");
        await WithDialogAsync(
            page, page.GetByRole(AriaRole.Region, new() { Name = "Publishing", Exact = true }).GetByRole(AriaRole.Button, new() { Name = "Stop" }), "Stop publishing?");
        await page.GetByText("Show as table").ClickAsync();
        await ScanAsync(page, "operations with the last hour as a table");
        await OpenAsync(page, Issuance("/operations?queue=retry"), "Operations");
        await Expect(page.GetByText("Nothing to retry")).ToBeVisibleAsync();
        await ScanAsync(page, "operations with an empty queue");
        await OpenAsync(page, Issuance("/operations/trusted-issuers"), "Trusted issuers");
        await WithDialogAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Trust an issuer" }), "Trust an issuer");
        await ScanAsync(page, "the trusted issuers");
        await OpenAsync(page, Issuance("/operations/audit"), "Audit trail");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the chain" }).ClickAsync();
        await Expect(page.GetByText("The chain is intact")).ToBeVisibleAsync();
        await ScanAsync(page, "the audit trail, checked");
        NothingWasFound(expectedScans: 27);
    }

    [Fact]
    public async Task Signing_in()
    {
        var (key, id) = await Issuer.NewKeyAsync("Auditor of a test", ["auditor"], Cancel);
        var page = await NewPageAsync(key: null);

        await OpenAsync(page, Issuance("/operations/audit"), "Sign in");
        await ScanAsync(page, "the page to sign in");
        await page.GetByLabel("API key").FillAsync("kc_nobody_nothing");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This key was not accepted.");
        await ScanAsync(page, "a refused key");
        await page.GetByLabel("API key").FillAsync(key);
        await page.Keyboard.PressAsync("Enter");
        await Expect(Heading(page, "Audit trail")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Signed in as Auditor of a test" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        await ScanAsync(page, "who is signed in");
        await OpenAsync(page, Issuance("/"), "You do not have access to this page");
        await ScanAsync(page, "a page for another role");
        await EndSessionAsync(page, id);
        await page.GetByRole(AriaRole.Link, new() { Name = "Go to your start page" }).ClickAsync();
        await Expect(page.GetByText("Your session has ended.")).ToBeVisibleAsync();
        await ScanAsync(page, "a session that has ended");
        NothingWasFound(expectedScans: 5);
    }

    [Fact]
    public async Task The_verification_app()
    {
        var expired = await Delivery.ExpiredAsync(Cancel);
        var valid = await Issuer.IssueNewAsync(Cancel);
        await Verifier.KnownAsync(valid, Cancel);
        var page = await NewPageAsync(key: null);

        await OpenAsync(page, Verification("/history"), "History");
        await ScanAsync(page, "an empty history");
        await OpenAsync(page, Verification("/"), "Verify a credential");
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Enter a credential ID, a link or a credential.")).ToBeVisibleAsync();
        await ScanAsync(page, "the box with an error");
        await WithDialogAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Scan QR code" }), "Scan a QR code");

        await OpenAsync(page, Verification($"/v/{valid}"), "Valid");
        await ScanAsync(page, "a valid credential");
        await OpenAsync(page, Verification($"/v/{expired}"), "Expired");
        await ScanAsync(page, "an expired credential");
        foreach (var (result, heading) in ((string, string)[])
            [
                ("suspended", "Suspended"), ("revoked", "Revoked"), ("superseded", "Replaced"),
                ("erased", "This credential has been erased"), ("notYetValid", "Not yet valid"),
            ])
        {
            await OpenAsync(page, Verification($"/v/{await InStateAsync(result)}"), heading);
            await ScanAsync(page, heading);
        }

        await OpenAsync(page, Verification($"/v/{Guid.CreateVersion7()}"), "Credential not found");
        await ScanAsync(page, "an unknown credential");
        await OpenAsync(page, Verification("/"), "Verify a credential");
        await page.GetByLabel("Credential ID, link or JSON").FillAsync($$"""{ "id": "{{valid}}", "holderName": "Somebody else", "metadata": { "grade": "A" } }""");
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify", Exact = true }).ClickAsync();
        await Expect(Heading(page, "This credential does not match what was issued")).ToBeVisibleAsync();
        await ScanAsync(page, "a changed credential");

        await OpenAsync(page, Verification("/"), "Verify a credential");
        await ScanAsync(page, "the latest checks");
        await OpenAsync(page, Verification("/history"), "History");
        await ScanAsync(page, "the history");
        await OpenAsync(page, Verification("/nowhere"), "Page not found");
        await ScanAsync(page, "no such page");
        NothingWasFound(expectedScans: 15);
    }

    /// <summary>From the registrar's invitation to the paper that a stranger verifies; what the type does not make public is on the holder's pages only.</summary>
    [Fact]
    public async Task The_pages_of_a_holder_and_of_the_public()
    {
        var type = $"Degree {Guid.NewGuid():N}";
        string[] languages = ["en", "de", "ar"];
        string[] titles = ["Degree of Science", "Abschluss der Wissenschaft", "شهادة العلوم"];
        await Issuer.PostAsync(
            "/api/v1/credential-types",
            new
            {
                name = type,
                schema = new { type = "object" },
                publicFields = (string[])["classification"],
                display = languages.Zip(titles, static (language, title) => new { language, title, fields = new[] { new { name = "classification", label = "Classification" }, new { name = "grade", label = "Grade" } } }),
            },
            Cancel);
        var holder = Issuer.NewHolder();
        var issued = await Issuer.PostAsync("/api/v1/credentials/issue", new { holderName = holder, credentialType = type, issuerName = "Example University", metadata = new { classification = "First class", grade = "1.37" } }, Cancel);
        var id = issued.Body.GetProperty("credential").GetProperty("id").GetGuid();
        await Verifier.KnownAsync(id, Cancel);

        var stranger = await NewPageAsync(key: null);
        await OpenAsync(stranger, Verification($"/v/{id}"), "Valid");
        await Expect(stranger.GetByText("First class")).ToBeVisibleAsync();
        await Expect(stranger.GetByText("1.37")).ToHaveCountAsync(0);
        await ScanAsync(stranger, "the public page of a credential");

        var invited = await Issuer.PostAsync($"/api/v1/credentials/{id}/invitations", new { delivery = "link", language = "en" }, Cancel);
        var link = Issuance($"/h#{new Uri(invited.Body.GetProperty("link").GetString()!).Fragment.TrimStart('#')}");
        var page = await NewPageAsync(key: null);
        await page.GotoAsync(link);
        await Expect(page.GetByText("1.37")).ToBeVisibleAsync();
        Assert.DoesNotContain("#", page.Url, StringComparison.Ordinal); // The link is used up, and is not in the history.
        await ScanAsync(page, "a holder's page");
        var paper = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "PDF", Exact = true }).ClickAsync());
        var file = await paper.PathAsync();
        await OpenAsync(stranger, Verification("/"), "Verify a credential");
        await stranger.Locator("input[type=file]").First.SetInputFilesAsync(new FilePayload { Name = "certificate.pdf", MimeType = "application/pdf", Buffer = await File.ReadAllBytesAsync(file!, Cancel) });
        await Expect(stranger.GetByRole(AriaRole.Heading, new() { NameRegex = new("valid", System.Text.RegularExpressions.RegexOptions.IgnoreCase), Level = 1 })).ToBeVisibleAsync();

        var late = await NewPageAsync(key: null);
        await late.GotoAsync(link);
        await Expect(Heading(late, "This link has already been used")).ToBeVisibleAsync();
        await ScanAsync(late, "a link that was used");
        var arabic = await NewPageAsync(new() { Locale = "ar" }, key: null);
        await arabic.GotoAsync(Verification($"/v/{id}"));
        await Expect(arabic.Locator("html")).ToHaveAttributeAsync("dir", "rtl");
        await Expect(arabic.GetByText(titles[2]).First).ToBeVisibleAsync();
        await ScanAsync(arabic, "the public page in Arabic");
        NothingWasFound(expectedScans: 4);
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

    private async Task WithDialogAsync(IPage page, ILocator opener, string name)
    {
        await opener.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = name });
        await Expect(dialog).ToBeVisibleAsync();
        await ScanAsync(page, $"the dialog '{name}'");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }

    /// <summary>Scans what the page shows, as it looks in light and dark, on a desktop and on a phone.</summary>
    private async Task ScanAsync(IPage page, string what)
    {
        await page.Mouse.MoveAsync(0, 0);
        foreach (var (name, colors, width, height) in Appearances)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = colors });
            await page.SetViewportSizeAsync(width, height);
            await Expect(page.Locator("html")).ToHaveAttributeAsync("data-mantine-color-scheme", colors == ColorScheme.Dark ? "dark" : "light");
            await page.WaitForFunctionAsync(IsSettled);
            var result = await page.RunAxe();
            _scans++;
            _rules += result.Passes.Length;
            foreach (var violation in result.Violations)
            {
                foreach (var node in violation.Nodes)
                    _violations.Add($"{what}, {name}: {violation.Id} ({violation.Help}): {node.Html} {string.Join(' ', node.Any.Select(static check => check.Message))}");
            }
        }

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(Appearances[0].Width, Appearances[0].Height);
    }

    private void NothingWasFound(int expectedScans)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{_scans} scans, {_rules} rules passed, {_violations.Count} violations");
        Assert.True(_violations.Count == 0, string.Join('\n', _violations));
        Assert.Equal(expectedScans * Appearances.Length, _scans);
        Assert.True(_rules > 10 * _scans, $"In {_scans} scans only {_rules} rules were checked.");
    }
}
