namespace KubeCredential.AppHost.Tests;

/// <summary>A test of the shared application; a failure shows what the application has logged.</summary>
[Collection(RunningAppGroup.Name)]
public abstract class AppTest : IDisposable
{
    private readonly RunningApp _app;

    protected AppTest(AppFixture fixture)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        _app = fixture.App;
        Issuer = new Issuer(_app);
        Verifier = new Verifier(_app);
    }

    internal RunningApp App => _app;

    internal Issuer Issuer { get; }

    internal Verifier Verifier { get; }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Issuer.Dispose();
        Verifier.Dispose();
        if (TestContext.Current.TestState?.Result == TestResult.Failed) TestContext.Current.TestOutputHelper?.WriteLine(_app.Log);
        GC.SuppressFinalize(this);
    }
}
