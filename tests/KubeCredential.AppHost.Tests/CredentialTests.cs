using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace KubeCredential.AppHost.Tests;

/// <summary>Issuing and verifying with two replicas of each service.</summary>
public sealed class CredentialTests(AppFixture fixture) : AppTest(fixture)
{
    private const int ManyRequests = 64;

    [Fact]
    public async Task An_issued_credential_becomes_verifiable_and_the_issuers_list_shows_it_confirmed()
    {
        var trace = ActivityTraceId.CreateRandom();
        var holder = Issuer.NewHolder();

        var issued = await Issuer.IssueAsync(holder, Cancel, trace);

        Assert.Equal(HttpStatusCode.Created, issued.Status);
        var credential = issued.Body.GetProperty("credential");
        var id = credential.GetProperty("id").GetGuid();
        var verified = await Verifier.KnownAsync(id, Cancel);
        Assert.True(JsonElement.DeepEquals(credential, verified.Body.GetProperty("credential")), $"issued {credential}, verified {verified.Body}");
        Assert.Equal(holder, verified.Body.GetProperty("credential").GetProperty("holderName").GetString());

        var entry = await Issuer.InStateAsync(id, "confirmed", Cancel);
        var delivery = entry.GetProperty("delivery");
        var times = Array.ConvertAll(["createdAt", "publishedAt", "confirmedAt"], name => delivery.GetProperty(name).GetDateTimeOffset());
        Assert.Equal(times.Order(), times);
        Assert.Equal(TimeSpan.Zero, times[0].Offset);
        Assert.Equal(1, delivery.GetProperty("publications").GetInt32());
        Assert.Equal(trace.ToString(), entry.GetProperty("traceId").GetString());
    }

    [Fact]
    public async Task Both_replicas_of_both_services_do_the_work()
    {
        HashSet<string> issuers = [], verifiers = [];
        List<Guid> ids = [];
        for (var attempt = 0; attempt < ManyRequests && (issuers.Count < AppFixture.Replicas || verifiers.Count < AppFixture.Replicas); attempt++)
        {
            var issued = await Issuer.IssueAsync(Issuer.NewHolder(), Cancel);
            Assert.Equal(HttpStatusCode.Created, issued.Status);
            Assert.Equal(issued.WorkerId, issued.Body.GetProperty("credential").GetProperty("workerId").GetString());
            issuers.Add(issued.WorkerId);
            ids.Add(issued.Body.GetProperty("credential").GetProperty("id").GetGuid());
            verifiers.Add((await Verifier.KnownAsync(ids[^1], Cancel)).WorkerId);
        }

        Assert.Equal(AppFixture.Replicas, issuers.Count);
        Assert.Equal(AppFixture.Replicas, verifiers.Count);
        foreach (var id in ids) await Issuer.InStateAsync(id, "confirmed", Cancel);
    }

    [Fact]
    public async Task Of_64_requests_at_once_for_the_same_credential_one_is_granted()
    {
        var holder = Issuer.NewHolder();

        var answers = await Task.WhenAll(Enumerable.Range(0, ManyRequests).Select(_ => Issuer.IssueAsync(holder, Cancel)));

        var granted = Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        var refused = answers.Where(answer => answer != granted).ToList();
        Assert.All(refused, answer =>
        {
            Assert.Equal(HttpStatusCode.Conflict, answer.Status);
            Assert.False(answer.Body.GetProperty("success").GetBoolean());
            Assert.Contains("already exists", answer.Body.GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.Equal(granted.Body.GetProperty("credential").GetProperty("id").GetGuid(), answer.Body.GetProperty("credentialId").GetGuid());
        });
        Assert.Equal(AppFixture.Replicas, answers.Select(answer => answer.WorkerId).Distinct().Count());
    }
}
