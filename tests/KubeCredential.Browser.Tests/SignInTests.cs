namespace KubeCredential.Browser.Tests;

/// <summary>Who gets into the issuance app, what they see there, and how it ends.</summary>
public sealed class SignInTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const string SessionCookie = "__Host-kc-session";

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task Signed_out_a_page_shows_the_way_in_and_is_there_afterwards(string host)
    {
        var app = host == "localhost" ? Fixture.IssuanceApp : ByNumber(Fixture.IssuanceApp);
        var page = await NewPageAsync(key: null);
        await page.GotoAsync(new Uri(app, "/credentials?state=dead").ToString());
        await Expect(Heading(page, "Sign in")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link)).ToHaveTextAsync(["Verify"]);
        var key = page.GetByLabel("API key");
        await Expect(key).ToBeFocusedAsync();

        await page.Keyboard.TypeAsync(App.DevelopmentKey);
        await page.Keyboard.PressAsync("Enter");

        await Expect(Heading(page, "Credentials")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToBeFocusedAsync();
        Assert.Equal("/credentials?state=dead", new Uri(page.Url).PathAndQuery);
        await Expect(page.GetByRole(AriaRole.Status, new() { Name = "Live updates" })).ToHaveTextAsync("Live");
        var cookie = Assert.Single(await page.Context.CookiesAsync(), static cookie => cookie.Name == SessionCookie);
        Assert.True(cookie is { HttpOnly: true, Secure: true, SameSite: SameSiteAttribute.Strict, Expires: -1 }, $"{cookie.HttpOnly} {cookie.Secure} {cookie.SameSite} {cookie.Expires}");
        Assert.Equal("", await page.EvaluateAsync<string>("document.cookie"));
        Assert.DoesNotContain(App.DevelopmentKey["kc_dev_".Length..], await page.EvaluateAsync<string>("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.documentElement.outerHTML])"), StringComparison.Ordinal);
        await page.ReloadAsync();
        await Expect(Heading(page, "Credentials")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_refused_key_says_so_and_can_be_read_nowhere()
    {
        var page = await OpenIssuanceAsync(key: null);
        await page.GetByLabel("API key").FillAsync($"{App.DevelopmentKey}x");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This key was not accepted.");
        await Expect(page.GetByLabel("API key")).ToBeFocusedAsync();
        await Expect(page.GetByLabel("API key")).ToHaveValueAsync("");
        Assert.Empty(await page.Context.CookiesAsync());
    }

    [Theory]
    [InlineData("issuer", "/operations", "operator", "Issue a credential")]
    [InlineData("issuer", "/operations/audit", "operator or auditor", "Issue a credential")]
    [InlineData("auditor", "/", "issuer", "Audit trail")]
    [InlineData("operator", "/", "issuer", "Operations")]
    public async Task With_another_role_a_page_says_which_it_needs_and_leads_to_one_that_is_allowed(string role, string path, string needed, string own)
    {
        var (key, _) = await Issuer.NewKeyAsync("Somebody", [role], Cancel);
        var page = await OpenIssuanceAsync(path, key: key);

        await Expect(Heading(page, "You do not have access to this page")).ToBeVisibleAsync();
        await Expect(page.GetByText($"It requires the role {needed}. You are signed in as Somebody with the role {role}.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Go to your start page" }).ClickAsync();

        await Expect(Heading(page, own)).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_issues_for_one_organisation_issues_for_that_one_and_sees_only_its_credentials()
    {
        var organisation = $"University {Guid.NewGuid():N}";
        var (key, _) = await Issuer.NewKeyAsync("Registrar", ["issuer"], Cancel, organisation);
        var (holder, other) = (Issuer.NewHolder(), Issuer.NewHolder());
        await Issuer.IssueAsync(other, Cancel);
        var page = await OpenIssuanceAsync(key: key);
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Issuer" })).ToHaveValueAsync(organisation);

        await page.GetByRole(AriaRole.Textbox, new() { Name = "Holder", Exact = true }).FillAsync(holder);
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Credential type" }).FillAsync("Degree");
        await page.GetByRole(AriaRole.Button, new() { Name = "Issue credential" }).ClickAsync();

        await Expect(DeliveryOf(page)).ToContainTextAsync("Verifiable");
        await page.GetByRole(AriaRole.Link, new() { Name = "Credentials", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = holder })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = other })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_session_that_ends_is_told_and_what_was_typed_is_there_after_signing_in_again()
    {
        // Two keys of the same person: with the first one's end its session ends at the service, as after twelve hours.
        var (first, id) = await Issuer.NewKeyAsync("Registrar", ["issuer"], Cancel);
        var (second, _) = await Issuer.NewKeyAsync("Registrar", ["issuer"], Cancel);
        var holder = Issuer.NewHolder();
        var page = await OpenIssuanceAsync(key: first);
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Holder", Exact = true }).FillAsync(holder);
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Credential type" }).FillAsync("Degree");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Issuer" }).FillAsync("Example University");
        await Expect(page.GetByRole(AriaRole.Status, new() { Name = "Live updates" })).ToHaveTextAsync("Live");

        await EndSessionAsync(page, id);

        // By itself: the service ends the stream, and refuses another one.
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Your session has ended. Sign in to continue where you left off.");
        await Expect(page.GetByLabel("API key")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(second);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Holder", Exact = true })).ToHaveValueAsync(holder);
        await page.GetByRole(AriaRole.Button, new() { Name = "Issue credential" }).ClickAsync();
        await Expect(DeliveryOf(page)).ToContainTextAsync("Verifiable");
    }

    [Fact]
    public async Task Where_nothing_asks_by_itself_the_next_request_tells_that_the_session_has_ended()
    {
        var (key, id) = await Issuer.NewKeyAsync("Auditor", ["auditor"], Cancel);
        var page = await OpenIssuanceAsync("/operations/audit", key: key);
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Audit trail" })).ToBeVisibleAsync();

        await EndSessionAsync(page, id);
        await page.GetByLabel("Outcome").SelectOptionAsync("failed");

        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Your session has ended. Sign in to continue where you left off.");
        await page.GetByLabel("API key").FillAsync(App.DevelopmentKey);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByLabel("Outcome")).ToHaveValueAsync("failed");
    }

    [Fact]
    public async Task Signed_out_in_one_tab_all_others_are()
    {
        var page = await OpenIssuanceAsync("/operations");
        await Expect(Heading(page, "Operations")).ToBeVisibleAsync();
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(Issuance("/credentials"));
        await other.GetByRole(AriaRole.Button, new() { NameRegex = new("^Signed in as ") }).ClickAsync();

        await other.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Expect(other.GetByRole(AriaRole.Alert)).ToHaveTextAsync("You have signed out.");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Your session has ended. Sign in to continue where you left off.");
        Assert.False(await IsSignedInAsync(page));
        Assert.Empty(await page.Context.CookiesAsync());

        await other.GetByLabel("API key").FillAsync(App.DevelopmentKey);
        await other.Keyboard.PressAsync("Enter");
        await Expect(Heading(other, "Credentials")).ToBeVisibleAsync();
        await Expect(Heading(page, "Operations")).ToBeVisibleAsync();
        // With the token of the new session, which the page did not begin itself.
        await page.GetByRole(AriaRole.Link, new() { Name = "Audit trail" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the chain" }).ClickAsync();
        await Expect(page.GetByText("The chain is intact")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_link_signs_one_browser_in_and_no_second()
    {
        var link = (await Issuer.PostAsync("/api/v1/session/link", new { }, Cancel)).Body.GetProperty("path").GetString()!;

        var page = await OpenIssuanceAsync(link, key: null);
        await Expect(Heading(page, "Issue a credential")).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(Issuance("/"));

        var late = await OpenIssuanceAsync(link, key: null);
        await Expect(Heading(late, "Sign in")).ToBeVisibleAsync();
        await Expect(late.GetByRole(AriaRole.Alert)).ToHaveTextAsync("This sign-in link has expired or was already used. Ask for a new one, or sign in here.");
        await Expect(late).ToHaveURLAsync(Issuance("/"));
    }
}
