using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;

namespace KubeCredential.Browser.Tests;

/// <summary>Scans pages with axe as they look in light and dark, on a desktop and on a phone. With <c>PICTURES=directory</c> in the environment a picture of each is kept there, to be looked at.</summary>
internal sealed partial class AxeScan
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

    private const string Run =
        """
        async () => {
          const { passes, violations } = await axe.run(document, { resultTypes: ["violations"], selectors: false });
          return {
            Passes: passes.length,
            Violations: violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id} (${help}): ${node.html} ${node.any.map((check) => check.message).join(" ")}`)),
          };
        }
        """;

    private static readonly string s_axe = new BundledAxeScriptProvider().GetScript();
    private static readonly string? s_pictures = Environment.GetEnvironmentVariable("PICTURES");
    private readonly List<string> _violations = [];
    private int _scans;
    private int _rules;

    /// <summary>Scans what the page shows. Nothing is wider than the screen, either.</summary>
    /// <param name="page">The page.</param>
    /// <param name="what">What it shows, for messages.</param>
    /// <param name="briefly">Whether axe looks only at how it is in dark on a phone: for another language of a page that is scanned in all appearances.</param>
    public async Task OfAsync(IPage page, string what, bool briefly = false)
    {
        await page.Mouse.MoveAsync(0, 0);
        foreach (var (name, colors, width, height) in Appearances)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = colors });
            await page.SetViewportSizeAsync(width, height);
            await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-mantine-color-scheme", colors == ColorScheme.Dark ? "dark" : "light");
            await page.WaitForFunctionAsync(IsSettled);
            if (s_pictures is not null) await page.ScreenshotAsync(new() { Path = Path.Combine(s_pictures, $"{NoLetters().Replace($"{what} {name}", "-")}.png"), FullPage = true });
            var wider = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (wider > 0) _violations.Add($"{what}, {name}: the page is {wider} pixels wider than the screen");
            if (briefly && name != Appearances[2].Name) continue;
            var found = await RunAsync(page);
            _scans++;
            _rules += found.Passes;
            _violations.AddRange(found.Violations.Select(violation => $"{what}, {name}: {violation}"));
        }

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(Appearances[0].Width, Appearances[0].Height);
    }

    /// <summary>Scans what the page shows, as it is.</summary>
    /// <remarks>
    /// axe runs within the page and its frames, and answers only what is asked. The package for Playwright opens a second page for every scan and fetches every
    /// element that passed, which takes three times as long.
    /// </remarks>
    /// <returns>How many rules passed, and each element that breaks one: the rule, the element, and what is wrong with it.</returns>
    public static async Task<Found> RunAsync(IPage page)
    {
        foreach (var frame in page.Frames) await frame.EvaluateAsync(s_axe);
        return await page.EvaluateAsync<Found>(Run);
    }

    /// <summary>Scans a dialog, and leaves it by its button to cancel.</summary>
    /// <param name="page">The page.</param>
    /// <param name="opener">What opens the dialog.</param>
    /// <param name="name">The dialog's name.</param>
    public async Task OfDialogAsync(IPage page, ILocator opener, string name)
    {
        await opener.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = name });
        await Assertions.Expect(dialog).ToBeVisibleAsync();
        await OfAsync(page, $"the dialog '{name}'");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(dialog).ToBeHiddenAsync();
    }

    /// <summary>So many pages were scanned in all appearances, and nothing was found.</summary>
    public void NothingWasFound(int expectedScans) => NothingWasFoundIn(expectedScans * Appearances.Length);

    /// <summary>There were so many scans, and nothing was found.</summary>
    public void NothingWasFoundIn(int scans)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{_scans} scans, {_rules} rules passed, {_violations.Count} violations");
        Assert.True(_violations.Count == 0, string.Join('\n', _violations));
        Assert.Equal(scans, _scans);
        Assert.True(_rules > 10 * _scans, $"In {_scans} scans only {_rules} rules were checked.");
    }

    /// <summary>What axe says of a page.</summary>
    internal sealed record Found
    {
        /// <summary>How many rules passed.</summary>
        public int Passes { get; set; }

        /// <summary>Each element that breaks a rule.</summary>
        public string[] Violations { get; set; } = [];
    }

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NoLetters();
}
