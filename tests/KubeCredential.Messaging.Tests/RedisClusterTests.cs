using System.Reflection;
using KubeCredential.Events;
using KubeCredential.TestServers;

namespace KubeCredential.Messaging.Tests;

/// <summary>A Redis Cluster with one node: it rejects scripts and commands whose keys are in several slots.</summary>
public sealed class RedisClusterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_keeps_all_keys_in_one_slot_and_takes_every_script()
    {
        await using var server = await RedisServer.StartNewAsync(
            new RedisServerOptions { AppendOnly = AppendOnly.None, Arguments = ["--cluster-enabled", "yes", "--cluster-config-file", "cluster.conf"] }, Token);
        await using (var operating = await MessagingRedis.ConnectAsync(server))
        {
            var node = operating.GetServers()[0];
            await node.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", 0, 16383);
            await Eventually.TrueAsync(
                async _ => ((string)(await node.ExecuteAsync("CLUSTER", "INFO"))!).Contains("cluster_state:ok", StringComparison.Ordinal), TimeSpan.FromSeconds(20), "the cluster is ready", Token);
            var keys = typeof(MessagingKeys).GetFields().Select(field => (string)field.GetRawConstantValue()!).Where(text => text.Contains('{', StringComparison.Ordinal))
                .Concat(typeof(MessagingKeys).GetMethods(BindingFlags.Public | BindingFlags.Static).SelectMany(method => ((string[])["verification", "archive"]).Select(group => (string)method.Invoke(null, [group])!)))
                .ToArray();
            var slots = await Task.WhenAll(keys.Select(key => node.ExecuteAsync("CLUSTER", "KEYSLOT", key)));
            Assert.Equal(3 + 10, keys.Distinct().Count());
            Assert.Single(slots.Select(slot => (long)slot).Distinct());
            // Keys without a common hash tag are rejected here, so the rest of the test is meaningful.
            await Assert.ThrowsAnyAsync<Exception>(() => node.ExecuteAsync("MSET", "one", "1", "two", "2"));
        }

        await using var redis = await MessagingRedis.ConnectAsync(server);
        var (publisher, inbox, group) = (new EventPublisher(redis), new EventInbox(redis, MessagingKeys.VerificationGroup), new StreamGroup(redis, MessagingKeys.Stream, MessagingKeys.VerificationGroup, "one"));
        var (epoch, happened) = (Guid.NewGuid(), TestEvents.Issued());
        await publisher.SetEpochAsync(epoch);
        var entry = Assert.Single((await publisher.PublishAsync(epoch, [happened.Outgoing()]))!);
        Assert.Equal(entry, Assert.Single(await group.ReadAsync(1)).Id);
        await inbox.SettleAsync(new Settlement
        {
            Acknowledged = { entry },
            Confirmed = { happened.Confirmed(ConfirmationOutcome.Dead) },
            Retried = { ("1", TimeSpan.Zero, happened.Failed()) },
            Dead = { ("2", happened.Failed()), ("3", happened.Failed()) },
        });
        Assert.Equal([DeliveryPlace.Gone], await publisher.InspectAsync(MessagingKeys.VerificationGroup, [(happened.EventId, entry)]));
        Assert.Equal(1, await inbox.PromoteDueAsync(10));
        Assert.True(await inbox.DiscardAsync("2", happened.Confirmed(ConfirmationOutcome.Discarded)));
        Assert.Equal(1, await inbox.ReprocessAsync(await inbox.DeadLettersAsync(10, null)));
        Assert.NotNull(await publisher.HeartbeatAsync(epoch, new IssuerHeartbeat(TestEvents.Time, "1.1", TestEvents.Time)));
        Assert.Equal(0, await inbox.EraseAsync([happened.CredentialId]));
        Assert.Equal(3, await new EventEraser(redis).EraseAsync([happened.CredentialId], Token));
        Assert.Equal(0, await group.RemoveIdleConsumersAsync(TimeSpan.FromHours(1)));
        Assert.Equal(0, await publisher.TrimAsync([], Token));
    }
}
