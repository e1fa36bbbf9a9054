using KubeCredential.TestServers;
using StackExchange.Redis;

namespace KubeCredential.Browser.Tests;

/// <summary>One running application with both web apps built, and one browser, for all tests.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private const string Executable = "/usr/bin/chromium";

    // Waiting is by condition: a limit is reached only by what will not happen, however busy the machine is.
    private const float Limit = 30_000;

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly TemporaryData _data = new();
    private RunningApp? _app;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal RunningApp App => _app ?? throw new InvalidOperationException("The application has not been started.");

    internal IBrowser Browser => _browser ?? throw new InvalidOperationException("The browser has not been started.");

    /// <summary>Where the application keeps its data.</summary>
    internal string DataDirectory => _data.Path;

    internal Uri IssuanceApp { get; private set; } = null!;

    internal Uri VerificationApp { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        WebAppBundles.Require();
        SetDefaultExpectTimeout(Limit * Eventually.Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await LaunchAsync();
        _app = await RunningApp.StartNewAsync(
            ["Infrastructure=local", "Database=sqlite", _data.Setting, "FrontendScript=preview"], TestContext.Current.CancellationToken);
        IssuanceApp = _app.AddressOf(ResourceNames.IssuanceApp);
        VerificationApp = _app.AddressOf(ResourceNames.VerificationApp);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        _data.Dispose();
    }

    /// <summary>Starts a browser of its own, for a test that needs another one than all others.</summary>
    internal Task<IBrowser> LaunchAsync(params string[] furtherArguments)
    {
        if (!File.Exists(Executable)) throw new InvalidOperationException($"{Executable} is not there. Run ./test.sh Browser, which installs it.");
        return _playwright!.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = [.. Arguments, .. furtherArguments] });
    }

    internal async Task<ConnectionMultiplexer> ConnectToRedisAsync(CancellationToken cancellationToken) =>
        await ConnectionMultiplexer.ConnectAsync(await App.ConnectionStringAsync(ResourceNames.Redis, cancellationToken));
}

/// <summary>The tests that share <see cref="BrowserFixture"/>: all.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserGroup : ICollectionFixture<BrowserFixture>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Application in a browser";
}
