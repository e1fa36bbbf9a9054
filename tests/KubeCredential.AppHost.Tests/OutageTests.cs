using System.Diagnostics;
using System.Net;
using StackExchange.Redis;

namespace KubeCredential.AppHost.Tests;

/// <summary>Each part of the application keeps working while another is unavailable, and catches up afterwards.</summary>
public sealed class OutageTests(AppFixture fixture) : AppTest(fixture)
{
    private const string Epoch = "{credential-events}:epoch";
    // A request that waited for Redis would take at least this long, until a connection attempt or a queued command times out.
    private static readonly TimeSpan WaitsForRedis = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Without_redis_credentials_are_issued_and_verified_and_delivery_follows_when_it_is_back()
    {
        var before = await Issuer.IssueNewAsync(Cancel);
        await Issuer.InStateAsync(before, "confirmed", Cancel);
        var epoch = await EpochAsync();
        List<Guid> during = [];

        await App.StopAsync(ResourceNames.Redis, Cancel);
        try
        {
            for (var count = 0; count < 5; count++)
            {
                var watch = Stopwatch.StartNew();
                during.Add(await Issuer.IssueNewAsync(Cancel));
                Assert.True(watch.Elapsed < WaitsForRedis, $"Issuing took {watch.Elapsed}.");
            }

            foreach (var service in (ServiceClient[])[Issuer, Verifier]) await EachReplicaSaysAsync(service, "degraded");

            during.Add(await Issuer.IssueNewAsync(Cancel));
            Assert.True((await Verifier.VerifyAsync(before, Cancel)).Body.GetProperty("isValid").GetBoolean());
            foreach (var id in during) Assert.Equal(HttpStatusCode.NotFound, (await Verifier.VerifyAsync(id, Cancel)).Status);
        }
        finally
        {
            await App.StartAsync(ResourceNames.Redis, Cancel);
        }

        foreach (var id in during)
        {
            await Issuer.InStateAsync(id, "confirmed", Cancel);
            await Verifier.KnownAsync(id, Cancel);
        }

        Assert.Equal(epoch, await EpochAsync());
        Assert.Equal(1, (await Issuer.EntryAsync(before, Cancel)).GetProperty("delivery").GetProperty("publications").GetInt32());
        await HealthyAsync();
    }

    [Fact]
    public async Task Without_the_issuance_service_credentials_are_verified()
    {
        var id = await Issuer.IssueNewAsync(Cancel);
        await Verifier.KnownAsync(id, Cancel);

        await App.StopAsync(ResourceNames.IssuanceApi, Cancel);
        try
        {
            Assert.False(await Issuer.AnswersAsync(Cancel));
            for (var count = 0; count < 4; count++)
            {
                var answer = await Verifier.VerifyAsync(id, Cancel);
                Assert.Equal(HttpStatusCode.OK, answer.Status);
                Assert.True(answer.Body.GetProperty("isValid").GetBoolean());
            }

            await EachReplicaSaysAsync(Verifier, "healthy");
        }
        finally
        {
            await App.StartAsync(ResourceNames.IssuanceApi, Cancel);
        }

        await Issuer.InStateAsync(await Issuer.IssueNewAsync(Cancel), "confirmed", Cancel);
        await HealthyAsync();
    }

    [Fact]
    public async Task Without_the_verification_service_credentials_are_issued_and_delivered_when_it_is_back()
    {
        var ids = new Guid[5];
        await App.StopAsync(ResourceNames.VerificationApi, Cancel);
        try
        {
            Assert.False(await Verifier.AnswersAsync(Cancel));
            for (var index = 0; index < ids.Length; index++) ids[index] = await Issuer.IssueNewAsync(Cancel);
            foreach (var id in ids) await Issuer.InStateAsync(id, "published", Cancel);
            await EachReplicaSaysAsync(Issuer, "healthy");
        }
        finally
        {
            await App.StartAsync(ResourceNames.VerificationApi, Cancel);
        }

        foreach (var id in ids)
        {
            await Issuer.InStateAsync(id, "confirmed", Cancel);
            await Verifier.KnownAsync(id, Cancel);
        }

        await HealthyAsync(starting: Verifier);
    }

    private async Task<string> EpochAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(await App.ConnectionStringAsync(ResourceNames.Redis, Cancel));
        var epoch = await redis.GetDatabase().StringGetAsync(Epoch);
        Assert.False(epoch.IsNull);
        return epoch.ToString();
    }
}
