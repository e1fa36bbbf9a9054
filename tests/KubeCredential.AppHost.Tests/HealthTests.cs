using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KubeCredential.AppHost.Tests;

/// <summary>What is running, and the health that it reports.</summary>
public sealed class HealthTests(AppFixture fixture) : AppTest(fixture)
{
    [Fact]
    public void Every_resource_runs_and_is_healthy()
    {
        var expected = new Dictionary<string, int>
        {
            [ResourceNames.Redis] = 1,
            [ResourceNames.IssuanceDatabase] = 1,
            [ResourceNames.VerificationDatabase] = 1,
            [ResourceNames.IssuanceApi] = AppFixture.Replicas,
            [ResourceNames.VerificationApi] = AppFixture.Replicas,
            [ResourceNames.IssuanceApp] = 1,
            [ResourceNames.VerificationApp] = 1,
            [ResourceNames.MailCatcher] = 1,
        };

        Assert.Superset(expected.Keys.ToHashSet(), App.Resources.Select(resource => resource.Name).ToHashSet());
        foreach (var (name, replicas) in expected)
        {
            var found = App.ReplicasOf(name);
            Assert.Equal(replicas, found.Count);
            Assert.All(found, replica => Assert.Equal(KnownResourceStates.Running, replica.State?.Text));
            Assert.All(found, replica => Assert.Equal(HealthStatus.Healthy, replica.HealthStatus));
        }
    }

    [Theory]
    [InlineData(ResourceNames.IssuanceApi, "issuance-service", "/health")]
    [InlineData(ResourceNames.IssuanceApi, "issuance-service", "/alive")]
    [InlineData(ResourceNames.VerificationApi, "verification-service", "/health")]
    [InlineData(ResourceNames.VerificationApi, "verification-service", "/alive")]
    public async Task A_service_says_that_it_is_healthy(string resource, string service, string path)
    {
        await HealthyAsync();
        using var http = App.CreateClient(resource);
        var answer = await Answer.ReadAsync(await http.GetAsync(path, Cancel), Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("healthy", answer.Body.GetProperty("status").GetString());
        Assert.Equal(service, answer.Body.GetProperty("service").GetString());
    }

    [Theory]
    [InlineData(ResourceNames.IssuanceApp, "issuance-service", "/api/v1/credentials?limit=1")]
    [InlineData(ResourceNames.VerificationApp, "verification-service", null)]
    public async Task A_web_app_is_served_with_its_own_service_behind_it(string app, string service, string? list)
    {
        using var http = App.CreateClient(app);

        using var page = await http.GetAsync("/", Cancel);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Contains("<div id=\"root\">", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        var health = await Answer.ReadAsync(await http.GetAsync("/health", Cancel), Cancel);
        Assert.Equal(service, health.Body.GetProperty("service").GetString());

        if (list is not null)
        {
            var id = await Issuer.IssueNewAsync(Cancel);
            var newest = (await Answer.ReadAsync(await http.GetAsync(list, Cancel), Cancel)).Body.GetProperty("items")[0];
            Assert.Equal(id, newest.GetProperty("credential").GetProperty("id").GetGuid());
        }
        else
        {
            using var question = new StringContent($$"""{"id":"{{Guid.CreateVersion7()}}"}""", System.Text.Encoding.UTF8, "application/json");
            var answer = await Answer.ReadAsync(await http.PostAsync("/api/v1/credentials/verify", question, Cancel), Cancel);
            Assert.Equal(HttpStatusCode.NotFound, answer.Status);
            Assert.False(answer.Body.GetProperty("isValid").GetBoolean());
        }
    }

    [Fact]
    public async Task The_issuance_app_knows_the_address_of_the_verification_app()
    {
        using var issuance = App.CreateClient(ResourceNames.IssuanceApp);
        using var verification = App.CreateClient(ResourceNames.VerificationApp);
        var config = await issuance.GetStringAsync("/config.js", Cancel);
        Assert.Contains(verification.BaseAddress!.ToString().TrimEnd('/'), config, StringComparison.Ordinal);
    }
}
