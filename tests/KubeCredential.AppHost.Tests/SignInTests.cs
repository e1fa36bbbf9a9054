using System.Net;
using System.Text.RegularExpressions;

namespace KubeCredential.AppHost.Tests;

/// <summary>Who can sign in to a newly started application, and how.</summary>
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
        // The app gives access to the administration of both services.
        foreach (var path in (string[])["/admin/queue-stats", "/verifier/admin/event-status"])
        {
            var answer = await Answer.ReadAsync(await browser.GetAsync(path, Cancel), Cancel);
            Assert.True(answer.Status == HttpStatusCode.OK, $"{path}: {answer.Body}");
        }

        using var again = await browser.GetAsync(link, Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    /// <summary>As README.md has it: <c>Authorization: Bearer $(cat .data/dev-key)</c>.</summary>
    [Theory]
    [InlineData(ResourceNames.IssuanceApi, "/api/v1/events")]
    [InlineData(ResourceNames.IssuanceApp, "/api/v1/credentials")]
    [InlineData(ResourceNames.VerificationApi, "/admin/queue-stats")]
    public async Task The_key_of_the_data_directory_opens_everything_on_this_machine(string resource, string path)
    {
        var text = await File.ReadAllTextAsync(App.DevelopmentKeyFile, Cancel);
        Assert.Matches(@"\Akc_dev_[A-Za-z0-9]{43}\n\z", text);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(App.DevelopmentKeyFile) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        using var http = new HttpClient { BaseAddress = App.AddressOf(resource) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", text.Trim());
        using var answer = await http.GetAsync(path, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        // A page of another site whose name was made to resolve to this address (DNS rebinding).
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = "rebound.example" } };
        using var refused = await http.SendAsync(request, Cancel);
        Assert.True(refused.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden, $"{refused.StatusCode}");
    }

    /// <summary>A service has only the hashes of the keys that it checks, and of the other service's keys only what it needs.</summary>
    [Theory]
    [InlineData(ResourceNames.IssuanceApi)]
    [InlineData(ResourceNames.VerificationApi)]
    public void A_service_is_told_no_key_but_the_one_that_it_shows(string resource)
    {
        foreach (var replica in App.ReplicasOf(resource))
        {
            var told = replica.EnvironmentVariables.Where(static one => one.Value?.StartsWith("kc_", StringComparison.Ordinal) == true).Select(static one => one.Name);
            Assert.Equal(["Authentication__ServiceKey"], told);
            Assert.All((string[])["0", "1", "2"], number => Assert.Matches("^[0-9a-f]{64}$", replica.EnvironmentVariables.Single(one => one.Name == $"Authentication__Keys__{number}__Hash").Value));
        }

        Assert.NotEqual(ShownBy(ResourceNames.IssuanceApi), ShownBy(ResourceNames.VerificationApi));
        string? ShownBy(string service) => App.ReplicasOf(service)[0].EnvironmentVariables.Single(static one => one.Name == "Authentication__ServiceKey").Value;
    }

    [Fact]
    public async Task Run_sh_shows_the_key()
    {
        var script = Path.Combine(KubeCredential.TestServers.RepositoryLayout.Root, "run.sh");
        Assert.Equal((0, App.DevelopmentKey), await RunAsync(Path.GetDirectoryName(App.DevelopmentKeyFile)!));
        var nowhere = Path.Combine(Path.GetTempPath(), $"kc-{Guid.NewGuid():N}");
        Assert.Equal((1, ""), await RunAsync(nowhere));
        Assert.False(Directory.Exists(nowhere));

        async Task<(int, string)> RunAsync(string data)
        {
            using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("bash", [script, "key", $"DataDirectory={data}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = await process.StandardOutput.ReadToEndAsync(Cancel);
            await process.WaitForExitAsync(Cancel);
            return (process.ExitCode, said.TrimEnd('\n'));
        }
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
        // The verification app forwards nothing to the administration.
        Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized || answer.Content.Headers.ContentType?.MediaType == "text/html", $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancel)}");
    }

    [GeneratedRegex(@"\((?<url>http[^)]+)\)")]
    private static partial Regex Link();
}
