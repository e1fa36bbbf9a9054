using System.Net;

namespace KubeCredential.AppHost.Tests;

/// <summary>The application with its own PostgreSQL server, stopped and started again.</summary>
public sealed class PostgresTests
{
    private const int ManyRequests = 64;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_restart_goes_on_with_the_data_kept()
    {
        using var data = new TemporaryData();
        string[] settings =
            ["Infrastructure=local", "Database=postgres", data.Setting, "IssuanceReplicas=2", "VerificationReplicas=2", "Frontends=false"];
        var holder = Issuer.NewHolder();
        Guid delivered, underway;

        await using (var app = await RunningApp.StartNewAsync(settings, Cancel))
        {
            using var issuer = new Issuer(app);
            using var verifier = new Verifier(app);
            Assert.Contains("Port=", await app.ConnectionStringAsync(ResourceNames.IssuanceDatabase, Cancel), StringComparison.Ordinal);

            var answers = await Task.WhenAll(Enumerable.Range(0, ManyRequests).Select(_ => issuer.IssueAsync(holder, Cancel)));
            var granted = Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
            Assert.Equal(ManyRequests - 1, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
            delivered = granted.Body.GetProperty("credential").GetProperty("id").GetGuid();
            await verifier.KnownAsync(delivered, Cancel);
            await issuer.InStateAsync(delivered, "confirmed", Cancel);

            // No consumer is running to receive this one before the application stops.
            await app.StopAsync(ResourceNames.VerificationApi, Cancel);
            underway = await issuer.IssueNewAsync(Cancel);
            await issuer.InStateAsync(underway, "published", Cancel);
        }

        await using (var app = await RunningApp.StartNewAsync(settings, Cancel))
        {
            using var issuer = new Issuer(app);
            using var verifier = new Verifier(app);
            var answer = await verifier.VerifyAsync(delivered, Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.True(answer.Body.GetProperty("isValid").GetBoolean());
            Assert.Equal(holder, answer.Body.GetProperty("credential").GetProperty("holderName").GetString());
            Assert.Equal(HttpStatusCode.Conflict, (await issuer.IssueAsync(holder, Cancel)).Status);

            await verifier.KnownAsync(underway, Cancel);
            await issuer.InStateAsync(underway, "confirmed", Cancel);
            await issuer.InStateAsync(await issuer.IssueNewAsync(Cancel), "confirmed", Cancel);
        }
    }
}
