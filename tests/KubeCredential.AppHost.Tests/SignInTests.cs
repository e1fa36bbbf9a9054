using System.Net;
using System.Text.RegularExpressions;

namespace KubeCredential.AppHost.Tests;

/// <summary>Who gets into the application as it is started, and how.</summary>
public sealed partial class SignInTests(AppFixture fixture) : AppTest(fixture)
{
    [Fact]
    public async Task A_button_of_the_dashboard_signs_the_browser_in_once()
    {
        var shown = await App.ExecuteAsync(ResourceNames.IssuanceApp, ResourceNames.SignInCommand, Cancel);
        var link = new Uri(Link().Match(shown!).Groups["url"].Value);
        Assert.Equal(App.AddressOf(ResourceNames.IssuanceApp).Authority, link.Authority);
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = App.AddressOf(ResourceNames.IssuanceApp) };

        using var started = await browser.GetAsync(link, Cancel);

        Assert.Equal((HttpStatusCode.Redirect, "/"), (started.StatusCode, started.Headers.Location?.ToString()));
        browser.DefaultRequestHeaders.Add("Cookie", Assert.Single(started.Headers.GetValues("Set-Cookie")).Split(';')[0]);
        var session = (await Answer.ReadAsync(await browser.GetAsync("/api/v1/session", Cancel), Cancel)).Body;
        Assert.Equal(["issuer", "operator", "auditor"], session.GetProperty("roles").EnumerateArray().Select(static role => role.GetString()));
        // Both services' administration is behind the app.
        foreach (var path in (string[])["/admin/queue-stats", "/verifier/admin/event-status"])
        {
            var answer = await Answer.ReadAsync(await browser.GetAsync(path, Cancel), Cancel);
            Assert.True(answer.Status == HttpStatusCode.OK, $"{path}: {answer.Body}");
        }

        using var again = await browser.GetAsync(link, Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    [Theory]
    [InlineData(ResourceNames.IssuanceApi, "/api/v1/events")]
    [InlineData(ResourceNames.IssuanceApp, "/api/v1/credentials")]
    [InlineData(ResourceNames.IssuanceApp, "/verifier/admin/queue-stats")]
    [InlineData(ResourceNames.VerificationApi, "/admin/queue-stats")]
    [InlineData(ResourceNames.VerificationApp, "/admin/queue-stats")]
    public async Task Without_a_key_nobody_gets_in(string resource, string path)
    {
        using var http = new HttpClient { BaseAddress = App.AddressOf(resource) };
        using var answer = await http.GetAsync(path, Cancel);
        // The verification app leads nothing to the administration at all.
        Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized || answer.Content.Headers.ContentType?.MediaType == "text/html", $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancel)}");
    }

    [GeneratedRegex(@"\((?<url>http[^)]+)\)")]
    private static partial Regex Link();
}
