using System.Net;
using KubeCredential.TestServers;

namespace KubeCredential.AppHost.Tests;

/// <summary>A test of the shared application; a failure shows the application's log.</summary>
[Collection(RunningAppGroup.Name)]
public abstract class AppTest : IDisposable
{
    private static readonly TimeSpan NoticeLimit = TimeSpan.FromSeconds(30);
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

    /// <summary>Waits until every replica of both services reports that it is healthy, the state that a test with an outage must leave behind.</summary>
    /// <param name="starting">A service that the test has just started again, or null.</param>
    private protected async Task HealthyAsync(ServiceClient? starting = null)
    {
        foreach (var service in (ServiceClient[])[Issuer, Verifier]) await EachReplicaSaysAsync(service, "healthy", mayStart: service == starting);
    }

    /// <summary>
    /// Waits until every replica's health has this status. Each must return 200 in the meantime, so that it stays in service; only one that is still starting may
    /// return 503, until its database is ready.
    /// </summary>
    private protected static async Task EachReplicaSaysAsync(ServiceClient service, string status, bool mayStart = false)
    {
        HashSet<string> saying = [];
        HashSet<HttpStatusCode> answers = [];
        await Eventually.TrueAsync(
            async token =>
            {
                var health = await service.GetAsync("/health", token);
                answers.Add(health.Status);
                if (health.Body.GetProperty("status").GetString() == status) saying.Add(health.WorkerId);
                return saying.Count == AppFixture.Replicas;
            },
            NoticeLimit, $"each replica is {status}", Cancel);
        if (!mayStart) Assert.Equal([HttpStatusCode.OK], answers);
    }

    public void Dispose()
    {
        Issuer.Dispose();
        Verifier.Dispose();
        if (TestContext.Current.TestState?.Result == TestResult.Failed) TestContext.Current.TestOutputHelper?.WriteLine(_app.Log);
        GC.SuppressFinalize(this);
    }
}
