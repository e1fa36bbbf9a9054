using System.Net;
using System.Text.Json;
using KubeCredential.TestServers;

namespace KubeCredential.AppHost.Tests;

/// <summary>The dashboard's other buttons have the stated effect on the services.</summary>
public sealed class CommandTests(AppFixture fixture) : AppTest(fixture)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(ResourceNames.IssuanceApi)]
    [InlineData(ResourceNames.VerificationApi)]
    public async Task The_circuit_is_opened_and_closed_on_all_replicas(string resource)
    {
        ServiceClient service = resource == ResourceNames.IssuanceApi ? Issuer : Verifier;
        await App.ExecuteAsync(resource, ResourceNames.OpenCircuitCommand, Cancel);
        try
        {
            await EachReplicaIsAsync(service, "isolated");
            var id = await Issuer.IssueNewAsync(Cancel);
            Assert.Equal(HttpStatusCode.NotFound, (await Verifier.VerifyAsync(id, Cancel)).Status);

            await App.ExecuteAsync(resource, ResourceNames.CloseCircuitCommand, Cancel);

            await EachReplicaIsAsync(service, "closed");
            await Verifier.KnownAsync(id, Cancel);
        }
        finally
        {
            await App.ExecuteAsync(resource, ResourceNames.CloseCircuitCommand, Cancel);
        }
    }

    [Fact]
    public async Task The_read_model_is_built_anew()
    {
        var id = await Issuer.IssueNewAsync(Cancel);
        await Verifier.KnownAsync(id, Cancel);
        var before = await LatestAsync(Cancel);

        await App.ExecuteAsync(ResourceNames.VerificationApi, ResourceNames.RebuildCommand, Cancel);

        var rebuild = await Eventually.ResultAsync(
            LatestAsync, latest => latest is { } one && one.Id != before?.Id && one.State is "done" or "failed", TimeSpan.FromSeconds(60), "the rebuild has ended", Cancel);
        Assert.Equal("done", rebuild!.Value.State);
        Assert.True((await Verifier.VerifyAsync(id, Cancel)).Body.GetProperty("isValid").GetBoolean());
    }

    [Fact]
    public void The_links_of_a_service_say_what_they_lead_to()
    {
        foreach (var (resource, title) in ((string, string)[])[(ResourceNames.IssuanceApi, "Issuance API"), (ResourceNames.VerificationApi, "Verification API")])
        {
            var names = App.ReplicasOf(resource)[0].Urls.Select(url => url.DisplayProperties.DisplayName).ToHashSet();
            Assert.Superset(new HashSet<string> { title, "API reference", "Health" }, names);
        }
    }

    [Theory]
    [InlineData(ResourceNames.IssuanceApi, ResourceNames.Redis, ResourceNames.IssuanceDatabase, ResourceNames.VerificationApi)]
    [InlineData(ResourceNames.VerificationApi, ResourceNames.Redis, ResourceNames.VerificationDatabase, ResourceNames.IssuanceApi)]
    [InlineData(ResourceNames.IssuanceApp, ResourceNames.IssuanceApi, ResourceNames.VerificationApp)]
    [InlineData(ResourceNames.VerificationApp, ResourceNames.VerificationApi)]
    public void The_graph_shows_what_a_resource_uses(string resource, params string[] used)
    {
        var drawn = App.ReplicasOf(resource)[0].Relationships.Where(one => one.Type == "Reference").Select(one => one.ResourceName).ToHashSet();
        Assert.Superset(used.ToHashSet(), drawn);
    }

    private static async Task EachReplicaIsAsync(ServiceClient service, string state)
    {
        HashSet<string> done = [];
        await Eventually.TrueAsync(
            async token =>
            {
                var health = await service.GetAsync("/health", token);
                if (health.Body.GetProperty("metrics").GetProperty("circuitBreaker").GetString() == state) done.Add(health.WorkerId);
                return done.Count == AppFixture.Replicas;
            },
            Limit, $"both replicas are {state}", Cancel);
    }

    private async Task<(string Id, string State)?> LatestAsync(CancellationToken cancellationToken)
    {
        var answer = await Verifier.GetAsync("/admin/rebuild", cancellationToken);
        return answer.Status == HttpStatusCode.OK ? (TextOf(answer.Body, "id"), TextOf(answer.Body, "state")) : null;
    }

    private static string TextOf(JsonElement document, string name) => document.GetProperty(name).GetString()!;
}
