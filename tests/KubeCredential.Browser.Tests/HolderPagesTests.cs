namespace KubeCredential.Browser.Tests;

/// <summary>
/// From the registrar's invitation to the paper that a stranger verifies, in every language, in light and dark, on a desktop and on a phone: what the type does not make public is on the holder's pages only.
/// </summary>
public sealed class HolderPagesTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private static readonly (string Locale, string Language, string Direction, string Title, string Valid, string Used)[] Readers =
    [
        ("en-GB", "en", "ltr", "Degree of Science", "Valid", "This link has already been used"),
        ("de-DE", "de", "ltr", "Abschluss der Wissenschaft", "Gültig", "Dieser Link wurde schon benutzt"),
        ("ar-EG", "ar", "rtl", "شهادة العلوم", "صالحة", "سبق استخدام هذا الرابط"),
    ];

    [Fact]
    public async Task Everybody_reads_them_in_their_language_and_sees_what_they_may()
    {
        var (holder, id) = await IssueAsync();
        var scan = new AxeScan();
        foreach (var reader in Readers)
        {
            var stranger = await NewPageAsync(new() { Locale = reader.Locale }, key: null);
            await stranger.GotoAsync(Verification($"/v/{id}"));
            await Expect(stranger.Locator("html")).ToHaveCSSAsync("direction", reader.Direction);
            await Expect(stranger.Locator("html")).ToHaveAttributeAsync("lang", reader.Language);
            await Expect(Verdict(stranger, reader.Valid)).ToContainTextAsync(holder);
            await Expect(stranger.GetByText(reader.Title).First).ToBeVisibleAsync();
            await Expect(stranger.GetByText("First class")).ToBeVisibleAsync();
            await Expect(stranger.GetByText("1.37")).ToHaveCountAsync(0);
            await scan.OfAsync(stranger, $"the public page, {reader.Language}", briefly: reader.Language != "en");

            var link = await InviteAsync(id, reader.Language);
            var page = await NewPageAsync(new() { Locale = reader.Locale }, key: null);
            await page.GotoAsync(link);
            await Expect(page.GetByText("1.37")).ToBeVisibleAsync();
            await Expect(page.GetByText(reader.Title).First).ToBeVisibleAsync();
            Assert.DoesNotContain("#", page.Url, StringComparison.Ordinal); // The link is used up, and is not in the history.
            await scan.OfAsync(page, $"the holder's page, {reader.Language}", briefly: reader.Language != "en");

            await stranger.GotoAsync(await ShareAsync(page));
            await Expect(stranger.GetByText("1.37")).ToBeVisibleAsync();
            await Expect(stranger.Locator("html")).ToHaveCSSAsync("direction", reader.Direction);
            await scan.OfAsync(stranger, $"a shared link, {reader.Language}", briefly: reader.Language != "en");

            var late = await NewPageAsync(new() { Locale = reader.Locale }, key: null);
            await late.GotoAsync(link);
            await Expect(Heading(late, reader.Used)).ToBeVisibleAsync();
            await scan.OfAsync(late, $"a link that was used, {reader.Language}", briefly: reader.Language != "en");
        }

        scan.NothingWasFoundIn((4 * 4) + (4 * (Readers.Length - 1)));
    }

    [Fact]
    public async Task The_paper_that_a_holder_downloads_is_what_a_stranger_verifies()
    {
        var (holder, id) = await IssueAsync();
        var page = await NewPageAsync(key: null);
        await page.GotoAsync(await InviteAsync(id, "en"));
        var paper = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "PDF", Exact = true }).ClickAsync());
        var file = await File.ReadAllBytesAsync((await paper.PathAsync())!, Cancel);

        var stranger = await NewPageAsync(key: null);
        await stranger.GotoAsync(Verification("/"));
        await stranger.Locator("input[type=file]").First.SetInputFilesAsync(new FilePayload { Name = "certificate.pdf", MimeType = "application/pdf", Buffer = file });
        await Expect(Heading(stranger, "This credential is valid")).ToBeVisibleAsync();
        await Expect(stranger.GetByText(holder).First).ToBeVisibleAsync();
        await Expect(stranger.GetByText("The name on the paper is the one in the credential", new() { Exact = false })).ToBeVisibleAsync();
    }

    /// <summary>A credential with a public field and a hidden one, of a type that has a title in each language.</summary>
    private async Task<(string Holder, Guid Id)> IssueAsync()
    {
        var type = $"Degree {Guid.NewGuid():N}";
        await Issuer.PostAsync(
            "/api/v1/credential-types",
            new
            {
                name = type,
                schema = new { type = "object" },
                publicFields = (string[])["classification"],
                display = Readers.Select(static reader => new { language = reader.Language, title = reader.Title, fields = new[] { new { name = "classification", label = "Classification" }, new { name = "grade", label = "Grade" } } }),
            },
            Cancel);
        var holder = Issuer.NewHolder();
        var issued = await Issuer.PostAsync("/api/v1/credentials/issue", new { holderName = holder, credentialType = type, issuerName = "Example University", metadata = new { classification = "First class", grade = "1.37" } }, Cancel);
        var id = issued.Body.GetProperty("credential").GetProperty("id").GetGuid();
        await Verifier.KnownAsync(id, Cancel);
        return (holder, id);
    }

    private async Task<string> InviteAsync(Guid id, string language)
    {
        var invited = await Issuer.PostAsync($"/api/v1/credentials/{id}/invitations", new { delivery = "link", language }, Cancel);
        return Issuance($"/h{new Uri(invited.Body.GetProperty("link").GetString()!).Fragment}");
    }

    /// <summary>Makes a link that shows everything, as the holder whose page it is.</summary>
    private async Task<string> ShareAsync(IPage page)
    {
        var own = await page.Context.APIRequest.GetAsync(Issuance("/api/v1/holder"));
        var token = (await own.JsonAsync())!.Value.GetProperty("antiForgeryToken").GetString()!;
        var share = await page.Context.APIRequest.PostAsync(Issuance("/api/v1/holder/shares"), new() { Headers = new Dictionary<string, string> { ["X-CSRF-TOKEN"] = token } });
        Assert.True(share.Ok, await share.TextAsync());
        return Verification($"/s{new Uri((await share.JsonAsync())!.Value.GetProperty("link").GetString()!).Fragment}");
    }
}
