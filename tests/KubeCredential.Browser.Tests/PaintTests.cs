using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace KubeCredential.Browser.Tests;

/// <summary>
/// How soon a first visitor sees what a page is about: the Largest Contentful Paint (W3C), on a phone whose processor is four times slower than this machine's, in a fast mobile network: 8.1 Mbit/s
/// and 165 ms, the preset "Fast 4G" of Chrome's developer tools.
/// </summary>
public sealed partial class PaintTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const double BytesPerSecond = 9e6 / 8 * 0.9;
    private const double LatencyMs = 165;
    private const double SlowerBy = 4;
    private const int Visits = 6;

    private static readonly string[] s_askedAhead = ["/api/v1/session", "/api/v1/credentials/verify"];

    /// <summary>
    /// Two rounds, of which the second is what the page itself names, and what it asks its service ahead: nothing that a first visitor sees waits for a third. With the limits on bytes in <c>size.mjs</c>,
    /// this is the part of the time that is not the phone's own.
    /// </summary>
    [Theory]
    [InlineData("where one verifies")]
    [InlineData("a verdict")]
    [InlineData("where one signs in")]
    public async Task What_a_first_visitor_sees_takes_two_rounds(string what)
    {
        var page = await NewPageAsync(key: null);
        var address = new Uri(what == "where one signs in" ? Fixture.IssuanceApp : Fixture.VerificationApp, "/");
        if (what == "a verdict")
        {
            var id = await Issuer.IssueNewAsync(Cancel);
            await Verifier.KnownAsync(id, Cancel);
            address = new(address, $"/v/{id}");
        }

        using var client = new HttpClient();
        var document = await client.GetStringAsync(address, Cancel);
        string[] named = [address.AbsolutePath, .. s_askedAhead, .. NamedFiles().Matches(document).Select(static match => match.Groups[1].Value)];
        var isAskedAhead = new TaskCompletionSource();
        if (what == "where one verifies") isAskedAhead.SetResult();
        var asked = new ConcurrentQueue<string>();
        await page.RouteAsync("**/*", async route =>
        {
            var path = new Uri(route.Request.Url).AbsolutePath;
            asked.Enqueue(path);
            if (s_askedAhead.Contains(path)) isAskedAhead.TrySetResult();
            // The app itself comes after that, and everything else never.
            if (path.StartsWith("/assets/", StringComparison.Ordinal)) await isAskedAhead.Task;
            if (named.Contains(path)) await route.ContinueAsync();
        });
        await page.GotoAsync(address.ToString());
        var heading = what switch
        {
            "where one verifies" => "Verify a credential",
            "a verdict" => "Valid",
            _ => "Sign in",
        };
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading }).First).ToBeVisibleAsync();
        await Expect(page.Locator(".mantine-Skeleton-root")).ToHaveCountAsync(0);
        var ahead = asked.Count(s_askedAhead.Contains);
        Assert.True(ahead == (what == "where one verifies" ? 0 : 1), $"Asked its service {ahead} times: {string.Join(", ", asked)}");
    }

    [GeneratedRegex("(?:src|href)=\"(/[^\"]+)\"")]
    private static partial Regex NamedFiles();

    /// <summary>Measures; a test asserts no time. Run on request only: <c>-explicit only -showLiveOutput -class "*PaintTests"</c>, on a machine that does nothing else.</summary>
    [Fact(Explicit = true)]
    public async Task What_a_first_visitor_sees_and_when()
    {
        var id = await Issuer.IssueNewAsync(Cancel);
        await Verifier.KnownAsync(id, Cancel);
        await using var verification = await CompressingProxy.StartAsync(Fixture.VerificationApp, Cancel);
        await using var issuance = await CompressingProxy.StartAsync(Fixture.IssuanceApp, Cancel);
        foreach (var (what, address) in ((string, Uri)[])[("where one verifies", new(verification.Address, "/")), ("a verdict", new(verification.Address, $"/v/{id}")), ("where one signs in", new(issuance.Address, "/"))])
        {
            var seen = new List<(double Paint, string Element)>();
            for (var visit = 0; visit < Visits; visit++) seen.Add(await VisitAsync(address));
            TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {string.Join(", ", seen.Select(static one => string.Create(CultureInfo.InvariantCulture, $"{one.Paint:0} ms")))} ({seen[^1].Element})");
            Assert.All(seen, static one => Assert.True(one.Paint > 0));
        }
    }

    private async Task<(double Paint, string Element)> VisitAsync(Uri address)
    {
        await using var context = await Fixture.Browser.NewContextAsync(new() { ViewportSize = new() { Width = 390, Height = 844 }, DeviceScaleFactor = 2, IsMobile = true, HasTouch = true, Locale = "en-GB" });
        var page = await context.NewPageAsync();
        var session = await context.NewCDPSessionAsync(page);
        await session.SendAsync("Network.enable");
        await session.SendAsync("Network.emulateNetworkConditions", new() { ["offline"] = false, ["latency"] = LatencyMs, ["downloadThroughput"] = BytesPerSecond, ["uploadThroughput"] = BytesPerSecond / 6 });
        await session.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = SlowerBy });
        await page.GotoAsync(address.ToString());
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 }).Or(page.GetByRole(AriaRole.Heading, new() { Level = 2 })).First).ToBeVisibleAsync();
        await page.WaitForFunctionAsync("() => document.querySelectorAll('.mantine-Skeleton-root').length === 0");
        var painted = await page.EvaluateAsync<Painted>(
            """
            () => new Promise((resolve) => new PerformanceObserver((list) => {
              const last = list.getEntries().at(-1);
              resolve({ At: last.startTime, Element: `${last.element?.tagName}: ${(last.element?.textContent ?? "").slice(0, 40)}` });
            }).observe({ type: "largest-contentful-paint", buffered: true }))
            """);
        return (painted.At, painted.Element);
    }

    /// <summary>What the browser says of the largest part of a page.</summary>
    internal sealed record Painted
    {
        /// <summary>When it was painted, in milliseconds since the navigation began.</summary>
        public double At { get; set; }

        /// <summary>What it is.</summary>
        public string Element { get; set; } = "";
    }
}
