namespace KubeCredential.AppHost.Tests;

/// <summary>One running application with two replicas of each service, for all tests of the collection.</summary>
public sealed class AppFixture : IAsyncLifetime
{
    /// <summary>How many replicas each service has.</summary>
    internal const int Replicas = 2;

    private readonly TemporaryData _data = new();
    private RunningApp? _app;

    internal RunningApp App => _app ?? throw new InvalidOperationException("The application has not been started.");

    public async ValueTask InitializeAsync()
    {
        WebAppBundles.Require();
        _app = await RunningApp.StartNewAsync(
            ["Infrastructure=local", "Database=sqlite", _data.Setting, $"IssuanceReplicas={Replicas}", $"VerificationReplicas={Replicas}", "FrontendScript=preview"],
            TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        _data.Dispose();
    }
}

/// <summary>The tests that share <see cref="AppFixture"/>.</summary>
[CollectionDefinition(Name)]
public sealed class RunningAppGroup : ICollectionFixture<AppFixture>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Running application";
}
