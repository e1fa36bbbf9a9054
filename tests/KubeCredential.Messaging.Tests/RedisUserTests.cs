using KubeCredential.Events;
using KubeCredential.Messaging.Consuming;
using KubeCredential.Messaging.Resilience;
using KubeCredential.TestServers;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace KubeCredential.Messaging.Tests;

/// <summary>What the services' users may and may not do in Redis, by trying it.</summary>
[Collection(RedisTests.Name)]
public sealed class RedisUserTests(MessagingRedis redis) : RedisTest(redis)
{
    private const string Issuance = "issuance";
    private const string Verification = "verification";
    private readonly MessagingRedis _redis = redis;

    [Theory]
    [InlineData("FLUSHALL")]
    [InlineData("FLUSHDB")]
    [InlineData("CONFIG GET *")]
    [InlineData("CONFIG SET dir /tmp")]
    [InlineData("KEYS *")]
    [InlineData("SCAN 0")]
    [InlineData("RANDOMKEY")]
    [InlineData("SHUTDOWN NOSAVE")]
    [InlineData("SCRIPT FLUSH")]
    [InlineData("FUNCTION LIST")]
    [InlineData("ACL LIST")]
    [InlineData("ACL SETUSER default on")]
    [InlineData("CLIENT LIST")]
    [InlineData("CLIENT KILL TYPE normal")]
    [InlineData("MONITOR")]
    [InlineData("REPLICAOF NO ONE")]
    [InlineData("SAVE")]
    [InlineData("MODULE LIST")]
    [InlineData("GET another")]
    [InlineData("SET another 1")]
    [InlineData("PUBLISH another 1")]
    [InlineData("SUBSCRIBE another")]
    [InlineData("PSUBSCRIBE *")]
    [InlineData("DEL {credential-events}:stream")]
    [InlineData("XDEL {credential-events}:applied 0-1")]
    [InlineData("RENAME {credential-events}:stream another")]
    [InlineData("XGROUP SETID {credential-events}:stream verification $")]
    public async Task What_no_service_needs_is_refused(string command)
    {
        foreach (var user in (string[])[Issuance, Verification]) await RefusedAsync(user, command);
    }

    [Theory]
    [InlineData("SET {credential-events}:retry:verification:last 1-1")]
    [InlineData("XADD {credential-events}:applied * eventId 1")] // Only the verifier reports what can be verified.
    [InlineData("PUBLISH {credential-events}:applied 1")]
    [InlineData("ZADD {credential-events}:retry:verification 1 one")]
    [InlineData("ZREM {credential-events}:retry:verification one")]
    [InlineData("ZADD {credential-events}:dead-letter:verification 1 one")]
    [InlineData("HSET {credential-events}:dead-letter:verification:entries one 1")]
    [InlineData("HDEL {credential-events}:retry:verification:entries one")]
    [InlineData("XREADGROUP GROUP verification one STREAMS {credential-events}:stream >")]
    [InlineData("XACK {credential-events}:stream verification 0-1")]
    [InlineData("SET {credential-events}:stream 1")]
    [InlineData("EVAL return(redis.call('ZREM',KEYS[1],'one')) 1 {credential-events}:retry:verification")]
    [InlineData("DEL {credential-events}:dead-letter:verification")]
    [InlineData("ZREMRANGEBYRANK {credential-events}:dead-letter:verification 0 -1")]
    [InlineData("UNLINK {credential-events}:stream")]
    [InlineData("UNLINK {credential-events}:applied")]
    [InlineData("UNLINK {credential-events}:epoch")]
    [InlineData("XGROUP DESTROY {credential-events}:applied issuance")]
    public Task What_the_issuance_service_does_not_need_is_refused(string command) => RefusedAsync(Issuance, command);

    [Theory]
    [InlineData("GET {credential-events}:epoch")]
    [InlineData("SET {credential-events}:epoch 1")]
    [InlineData("PUBLISH credential-events 1")]
    [InlineData("XTRIM {credential-events}:stream MAXLEN 0")]
    [InlineData("XDEL {credential-events}:stream 0-1")]
    [InlineData("XREVRANGE {credential-events}:applied + -")]
    [InlineData("XRANGE {credential-events}:applied - +")]
    [InlineData("XTRIM {credential-events}:applied MAXLEN 0")]
    [InlineData("XREADGROUP GROUP issuance one STREAMS {credential-events}:applied >")]
    [InlineData("DEL {credential-events}:dead-letter:verification")]
    [InlineData("UNLINK {credential-events}:dead-letter:verification")]
    [InlineData("XGROUP DESTROY {credential-events}:stream verification")]
    public Task What_the_verification_service_does_not_need_is_refused(string command) => RefusedAsync(Verification, command);

    /// <summary>The user of one group, and another group's keys.</summary>
    [Theory]
    [InlineData("ZADD {credential-events}:retry:archive 1 one")]
    [InlineData("ZCARD {credential-events}:retry:archive")]
    [InlineData("GET {credential-events}:retry:archive:last")]
    [InlineData("HGET {credential-events}:retry:archive:entries one")]
    [InlineData("ZREM {credential-events}:dead-letter:archive one")]
    [InlineData("ZRANGE {credential-events}:dead-letter:archive 0 -1")]
    [InlineData("HSET {credential-events}:dead-letter:archive:entries one 1")]
    [InlineData("EVAL return(redis.call('ZCARD',KEYS[1])) 1 {credential-events}:dead-letter:archive")]
    [InlineData("ZADD {credential-events}:retry 1 one")]
    public Task What_is_another_groups_is_refused(string command) => RefusedAsync(Verification, command);

    /// <summary>An event must not be given up because an administrator has forgotten a rule.</summary>
    [Theory]
    [InlineData("HSET {credential-events}:dead-letter:verification:entries one 1")]
    [InlineData("EVAL return(redis.call('XREADGROUP','GROUP','g','c','STREAMS',KEYS[1],'>')) 1 {credential-events}:stream")]
    public async Task A_missing_right_is_an_outage_and_no_fault_of_a_message(string command) => Assert.True(RedisFault.IsOutage(await RefusedAsync(Issuance, command)));

    [Fact]
    public async Task A_wrong_password_and_an_unknown_user_are_refused()
    {
        foreach (var (user, password) in ((string, string)[])[(Issuance, "another"), ("nobody", ServiceUsers.Password)])
        {
            var error = await Assert.ThrowsAsync<RedisServerException>(() => Database.ExecuteAsync("AUTH", user, password));
            Assert.StartsWith("WRONGPASS", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Every operation of both services, each with its own user; Redis must log no denied command, including the client's own.</summary>
    [Fact]
    public async Task With_their_own_users_the_services_do_all_they_have_to()
    {
        await Database.ExecuteAsync("ACL", "LOG", "RESET");
        await using var issuer = await ConnectAsync(Issuance);
        await using var verifier = await ConnectAsync(Verification);
        var (publisher, applied) = (new EventPublisher(issuer), new StreamGroup(issuer, MessagingKeys.Applied, MessagingKeys.IssuanceGroup, "issuer"));
        var (inbox, group) = (new EventInbox(verifier, MessagingKeys.VerificationGroup), new StreamGroup(verifier, MessagingKeys.Stream, MessagingKeys.VerificationGroup, "verifier"));
        await issuer.GetSubscriber().SubscribeAsync(RedisChannel.Literal(MessagingKeys.Applied), static (_, _) => { });
        await verifier.GetSubscriber().SubscribeAsync(RedisChannel.Literal(MessagingKeys.Channel), static (_, _) => { });

        var (epoch, happened) = (Guid.NewGuid(), TestEvents.Issued());
        Assert.Null(await publisher.PublishAsync(epoch, [happened.Outgoing()]));
        await publisher.SetEpochAsync(epoch);
        Assert.Equal(epoch, await publisher.GetEpochAsync());
        var entry = Assert.Single((await publisher.PublishAsync(epoch, [happened.Outgoing()]))!);
        Assert.Equal([DeliveryPlace.Waiting], await publisher.InspectAsync(MessagingKeys.VerificationGroup, [(happened.EventId, entry)]));
        Assert.Equal(entry, Assert.Single(await group.ReadAsync(1)).Id);
        Assert.Single(await group.ClaimAsync(TimeSpan.Zero, 1));
        await inbox.SettleAsync(new Settlement
        {
            Acknowledged = { entry },
            Confirmed = { happened.Confirmed(ConfirmationOutcome.Applied) },
            Retried = { ("1", TimeSpan.Zero, happened.Failed()) },
            Dead = { ("2", happened.Failed()), ("3", happened.Failed()) },
        });
        Assert.Equal(1, await inbox.PromoteDueAsync(10));
        Assert.NotNull(await inbox.FindDeadLetterAsync("2"));
        Assert.True(await inbox.DiscardAsync("2", happened.Confirmed(ConfirmationOutcome.Discarded)));
        Assert.Empty(await inbox.RetryQueueAsync(10, ("1", 1)));
        Assert.Single(await inbox.OldestDeadLettersAsync(10, ("0", 0)));
        Assert.Equal(1, await inbox.EraseAsync([happened.CredentialId]));
        Assert.Equal(1, await inbox.ReprocessAsync(await inbox.DeadLettersAsync(10, null)));
        for (var i = 0; i < 2; i++) Assert.NotNull(await publisher.HeartbeatAsync(epoch, new IssuerHeartbeat(TestEvents.Time, "1.1", TestEvents.Time)));
        var heartbeats = new HeardHeartbeats(verifier, new ConsumerGroup(MessagingKeys.VerificationGroup), new TinySubscriber(), NullLogger<HeardHeartbeats>.Instance);
        heartbeats.Add([("1-1", "{}", new IssuerHeartbeat(TestEvents.Time, "1.1", TestEvents.Time))]);
        await heartbeats.PromoteAsync(Token);
        Assert.Equal(2, await new EventEraser(issuer).EraseAsync([happened.CredentialId], Token)); // The first publication, and the retry moved back.
        Assert.Equal(0, await group.RemoveIdleConsumersAsync(TimeSpan.FromHours(1)));

        var confirmations = await applied.ReadAsync(10);
        Assert.Equal(2, confirmations.Length);
        Assert.NotEmpty(await applied.ClaimAsync(TimeSpan.Zero, 10));
        await applied.AcknowledgeAsync(Array.ConvertAll(confirmations, static one => one.Id));
        Assert.Equal(0, await applied.RemoveIdleConsumersAsync(TimeSpan.FromHours(1)));
        await publisher.TrimAsync([], Token);
        foreach (var (stream, of) in ((string, string)[])[(MessagingKeys.Stream, MessagingKeys.VerificationGroup), (MessagingKeys.Applied, MessagingKeys.IssuanceGroup)])
            await new StreamInspector(issuer).ReadAsync(stream, of);
        await new StreamInspector(issuer).ReadQueuesAsync(MessagingKeys.VerificationGroup);
        await new StreamInspector(issuer).ReadGroupsAsync([]);
        Assert.Equal(RetirementState.Unknown, (await new ConsumerGroupRetirement(issuer).LookAsync("archive")).State);
        await new EventInbox(Redis, "archive").SettleAsync(new Settlement { Dead = { ("2", happened.Failed()) } });
        await Database.StreamCreateConsumerGroupAsync(MessagingKeys.Stream, "archive", "0-0");
        var foreign = new GroupDeadLetters(issuer);
        var dead = Assert.Single(await foreign.PageAsync("archive", 10, null));
        Assert.Empty(await foreign.PageAsync("archive", 10, (dead.Id, dead.Score)));
        Assert.Empty(await foreign.PageAsync("archive", 10, ("1", dead.Score))); // After one that is gone.
        Assert.Equal(dead.Delivery.Reason, (await foreign.FindAsync("archive", "2"))!.Delivery.Reason);
        Assert.False(await foreign.DropAsync("archive", dead with { Score = dead.Score - 1 }));
        Assert.True(await foreign.DropAsync("archive", dead));
        Assert.Null(await foreign.FindAsync("archive", "2"));
        Assert.Equal(RetirementState.Retired, (await new ConsumerGroupRetirement(issuer).RetireAsync("archive")).State);
        await new StreamInspector(verifier).ReadAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup);
        await new StreamInspector(verifier).ReadQueuesAsync(MessagingKeys.VerificationGroup);

        Assert.Empty((RedisResult[])(await Database.ExecuteAsync("ACL", "LOG"))!);
    }

    private Task<ConnectionMultiplexer> ConnectAsync(string user)
    {
        var options = ConfigurationOptions.Parse(ServiceUsers.InRedis(_redis.Server.ConnectionString, user));
        MessagingExtensions.Configure(options);
        return ConnectionMultiplexer.ConnectAsync(options);
    }

    /// <summary>Through a client that sends any command: the server has to reject it.</summary>
    private async Task<Exception> RefusedAsync(string user, string command)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(ServiceUsers.InRedis(_redis.Server.ConnectionString, user) + ",allowAdmin=true,tiebreaker=,configChannel=,setlib=false");
        var parts = command.Split(' ');

        var error = await Assert.ThrowsAnyAsync<RedisException>(() => connection.GetDatabase().ExecuteAsync(parts[0], [.. parts[1..]]));

        Assert.True(error.Message.Contains("permissions", StringComparison.Ordinal) || error.Message.Contains("The user executing the script can't", StringComparison.Ordinal), error.Message);
        return error;
    }
}
