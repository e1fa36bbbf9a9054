using System.Text.RegularExpressions;
using KubeCredential.TestServers;

namespace KubeCredential.Browser.Tests;

/// <summary>A test of the web apps. Its pages may not ask another origin or write errors to the console; a failure shows what they show.</summary>
[Collection(BrowserGroup.Name)]
public abstract class BrowserTest : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly List<IBrowserContext> _contexts = [];
    private readonly PageWatch _watch;

    protected BrowserTest(BrowserFixture fixture)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        Fixture = fixture;
        Issuer = new Issuer(fixture.App);
        Verifier = new Verifier(fixture.App);
        Delivery = new Delivery(fixture, Issuer, Verifier);
        _watch = new PageWatch(fixture.IssuanceApp, fixture.VerificationApp, ByNumber(fixture.IssuanceApp));
    }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected BrowserFixture Fixture { get; }

    internal RunningApp App => Fixture.App;

    internal Issuer Issuer { get; }

    internal Verifier Verifier { get; }

    internal Delivery Delivery { get; }

    internal PageWatch Watch => _watch;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        var hasFailed = TestContext.Current.TestState?.Result == TestResult.Failed;
        if (hasFailed) await DescribePagesAsync();
        foreach (var context in _contexts) await context.DisposeAsync();
        await Delivery.DisposeAsync();
        Issuer.Dispose();
        Verifier.Dispose();
        GC.SuppressFinalize(this);
        if (!hasFailed) Assert.Empty(_watch.Faults);
    }

    /// <summary>Stands for the key of whoever develops on this machine.</summary>
    protected const string Developer = "developer";

    /// <summary>A page in a context of its own, as somebody's first visit.</summary>
    /// <param name="options">What differs from the usual context.</param>
    /// <param name="browser">Another browser than all other tests have.</param>
    /// <param name="key">The API key that the context is signed in with at the issuance app; null: signed out.</param>
    protected async Task<IPage> NewPageAsync(BrowserNewContextOptions? options = null, IBrowser? browser = null, string? key = Developer)
    {
        options ??= new();
        options.Locale ??= "en-US";
        options.TimezoneId ??= "UTC";
        options.ReducedMotion ??= ReducedMotion.Reduce;
        options.ViewportSize ??= new() { Width = 1280, Height = 800 };
        var context = await (browser ?? Fixture.Browser).NewContextAsync(options);
        _contexts.Add(context);
        _watch.Watch(context);
        if (key is not null)
        {
            var answer = await context.APIRequest.PostAsync(Issuance("/api/v1/session"), new() { DataObject = new { key = key == Developer ? App.DevelopmentKey : key } });
            Assert.True(answer.Ok, await answer.TextAsync());
        }

        return await context.NewPageAsync();
    }

    protected async Task<IPage> OpenIssuanceAsync(string path = "/", BrowserNewContextOptions? options = null, string? key = Developer)
    {
        var page = await NewPageAsync(options, key: key);
        await page.GotoAsync(Issuance(path));
        return page;
    }

    /// <summary>Verifying is for everybody: nobody is signed in.</summary>
    protected async Task<IPage> OpenVerificationAsync(string path = "/", BrowserNewContextOptions? options = null)
    {
        var page = await NewPageAsync(options, key: null);
        await page.GotoAsync(Verification(path));
        return page;
    }

    protected string Issuance(string path) => new Uri(Fixture.IssuanceApp, path).ToString();

    /// <summary>The same app at the address 127.0.0.1, which is another site to a browser.</summary>
    protected static Uri ByNumber(Uri app) => new UriBuilder(app) { Host = "127.0.0.1" }.Uri;

    protected string Verification(string path) => new Uri(Fixture.VerificationApp, path).ToString();

    /// <summary>Fills in the form and sends it.</summary>
    protected static async Task IssueAsync(IPage page, string holder, string type = "Degree", string issuer = "Example University")
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Holder", Exact = true }).FillAsync(holder);
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Credential type" }).FillAsync(type);
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Issuer" }).FillAsync(issuer);
        await page.GetByRole(AriaRole.Button, new() { Name = "Issue credential" }).ClickAsync();
    }

    /// <summary>Where the page tells how far the credential is on its way.</summary>
    protected static ILocator DeliveryOf(IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.GetByRole(AriaRole.Status, new() { Name = "Delivery to the verifier" });
    }

    /// <summary>The sentence at the head of a page.</summary>
    protected static ILocator Heading(IPage page, string text, int level = 1)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.GetByRole(AriaRole.Heading, new() { Name = text, Exact = true, Level = level });
    }

    /// <summary>The verdict on a known credential: the sentence that begins with this word, such as "Valid".</summary>
    protected static ILocator Verdict(IPage page, string word)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.GetByRole(AriaRole.Heading, new() { NameRegex = new Regex($"^{Regex.Escape(word)}: "), Level = 1 });
    }

    /// <summary>Ends the session of a page at the service, by revoking the key that it began with; its browser keeps the cookie.</summary>
    protected async Task EndSessionAsync(IPage page, string keyId)
    {
        await Issuer.RevokeKeyAsync(keyId, Cancel);
        await Eventually.TrueAsync(async _ => !await IsSignedInAsync(page), Limit, "the session has ended", Cancel);
    }

    /// <summary>Whether the service takes the page's cookie.</summary>
    protected async Task<bool> IsSignedInAsync(IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var answer = await page.Context.APIRequest.GetAsync(Issuance("/api/v1/session"));
        return (await answer.JsonAsync())!.Value.GetProperty("signedIn").GetBoolean();
    }

    private async Task DescribePagesAsync()
    {
        var output = TestContext.Current.TestOutputHelper;
        foreach (var page in _contexts.SelectMany(static context => context.Pages))
        {
            try
            {
                output?.WriteLine($"{page.Url} shows:\n{await page.Locator("body").AriaSnapshotAsync(new() { Timeout = 5_000 })}\n");
            }
            catch (PlaywrightException error)
            {
                output?.WriteLine($"{page.Url} could not be described: {error.Message}");
            }
        }

        foreach (var fault in _watch.Faults) output?.WriteLine(fault);
        output?.WriteLine(App.Log);
    }
}
