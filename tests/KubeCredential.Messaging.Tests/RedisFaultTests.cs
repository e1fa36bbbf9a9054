using KubeCredential.Events;
using KubeCredential.Messaging.Resilience;
using KubeCredential.TestServers;
using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace KubeCredential.Messaging.Tests;

[Collection(RedisTests.Name)]
public sealed class RedisFaultTests(MessagingRedis redis) : RedisTest(redis)
{
    [Theory]
    [InlineData("OOM command not allowed when used memory > 'maxmemory'.", true)]
    [InlineData("READONLY You can't write against a read only replica.", true)]
    [InlineData("LOADING Redis is loading the dataset in memory", true)]
    [InlineData("MISCONF Redis is configured to save RDB snapshots", true)]
    [InlineData("NOAUTH Authentication required.", true)]
    [InlineData("ERR the message is at fault", false)]
    public async Task An_answer_of_Redis_is_an_outage_unless_it_is_a_plain_error(string answer, bool outage)
    {
        var error = await Assert.ThrowsAnyAsync<RedisServerException>(() => Database.ScriptEvaluateAsync("return redis.error_reply(ARGV[1])", values: [answer]));

        Assert.Equal(outage, RedisFault.IsOutage(error));
    }

    [Fact]
    public void What_comes_of_the_way_to_Redis_is_an_outage_and_what_comes_of_the_message_is_not()
    {
        Assert.All(
            (Exception[])[new RedisConnectionException(ConnectionFailureType.SocketClosed, ""), new RedisTimeoutException("", CommandStatus.Sent), new TimeoutException(), new BrokenCircuitException(), new ObjectDisposedException("")],
            error => Assert.True(RedisFault.IsOutage(error)));
        Assert.All((Exception[])[new EventFormatException(""), new InvalidOperationException(), new ArgumentException(), new OperationCanceledException()], error => Assert.False(RedisFault.IsOutage(error)));
    }
}

/// <summary>Each of these tests has its own Redis, because it makes it unavailable.</summary>
public sealed class RedisOutageTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_Redis_is_away_calls_fail_at_once_instead_of_waiting_for_it_and_it_works_again_after_a_restart()
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.None }, Token);
        await using var redis = await MessagingRedis.ConnectAsync(server);
        var publisher = new EventPublisher(redis);
        var (epoch, inbox, group) = (Guid.NewGuid(), new EventInbox(redis, MessagingKeys.VerificationGroup), new StreamGroup(redis, MessagingKeys.Stream, MessagingKeys.VerificationGroup, "one"));
        await publisher.SetEpochAsync(epoch);

        await server.KillAsync(Token);
        await Eventually.TrueAsync(() => !redis.IsConnected, s_limit, "the client noticed", Token);
        Func<Task>[] calls =
        [
            () => publisher.PublishAsync(epoch, [TestEvents.Issued().Outgoing()]), () => publisher.TrimAsync([], Token), () => inbox.SettleAsync(new Settlement { Confirmed = { TestEvents.Issued().Confirmed() } }),
            () => inbox.PromoteDueAsync(10), () => group.ReadAsync(10), () => group.ClaimAsync(TimeSpan.Zero, 10), () => new StreamInspector(redis).ReadQueuesAsync(MessagingKeys.VerificationGroup),
        ];
        foreach (var call in calls)
        {
            // A call that waited for a connection would end in the same error, only later: at its timeout, or when the next attempt to connect has failed.
            var called = call();
            Assert.True(called.IsCompleted);
            var error = await Assert.ThrowsAsync<RedisConnectionException>(() => called);
            Assert.True(RedisFault.IsOutage(error));
        }

        await server.StartAsync(Token);
        await Eventually.TrueAsync(async _ => await publisher.PublishAsync(epoch, []) is null, s_limit, "the client is connected again", Token);
        Assert.Equal(0, await redis.GetDatabase().StreamLengthAsync(MessagingKeys.Applied)); // nothing was queued up
        await publisher.SetEpochAsync(epoch);
        Assert.Single((await publisher.PublishAsync(epoch, [TestEvents.Issued().Outgoing()]))!);
        Assert.Single(await group.ReadAsync(10));
    }

    [Fact]
    public async Task While_Redis_hangs_and_its_connection_is_given_up_every_call_ends_in_an_outage_and_works_again_after_it()
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.None }, Token);
        await using var redis = await MessagingRedis.ConnectAsync(server);
        var publisher = new EventPublisher(redis);
        var (epoch, inbox, group) = (Guid.NewGuid(), new EventInbox(redis, MessagingKeys.VerificationGroup), new StreamGroup(redis, MessagingKeys.Stream, MessagingKeys.VerificationGroup, "one"));
        await publisher.SetEpochAsync(epoch);
        await publisher.PublishAsync(epoch, []);

        await server.PauseAsync(Token);
        // Pending calls end in different ways at the moment the client abandons the connection, so calls are made until then.
        var callers = ((Func<Task>[])
        [
            () => publisher.PublishAsync(epoch, []), publisher.GetEpochAsync, () => group.ReadAsync(10), () => group.AcknowledgeAsync(["1-1"]), () => inbox.FindDeadLetterAsync("1"),
            () => inbox.PromoteDueAsync(10), () => new StreamInspector(redis).ReadQueuesAsync(MessagingKeys.VerificationGroup), () => new StreamInspector(redis).ReadAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup),
        ]).Select(async call =>
        {
            var errors = new List<Exception>();
            while (redis.IsConnected)
                errors.Add(await Assert.ThrowsAnyAsync<Exception>(call));
            return errors;
        });
        var met = await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(90), Token);
        Assert.All(met.SelectMany(errors => errors), error => Assert.True(RedisFault.IsOutage(error), error.ToString()));
        Assert.All(met, Assert.NotEmpty);

        await server.ResumeAsync(Token);
        await Eventually.TrueAsync(async _ => await publisher.PublishAsync(epoch, []) is not null, s_limit, "it answers again", Token);
    }

    [Fact]
    public async Task A_call_that_Redis_does_not_answer_ends_within_its_time_limit_as_an_outage()
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.None }, Token);
        await using var redis = await MessagingRedis.ConnectAsync(server);
        var publisher = new EventPublisher(redis);
        await publisher.GetEpochAsync();

        await server.PauseAsync(Token);
        var error = await Record.ExceptionAsync(() => publisher.GetEpochAsync().WaitAsync(s_limit, Token)); // Ten times the timeout of a call.

        Assert.True(error is RedisTimeoutException or RedisConnectionException, $"{error}");
        Assert.True(RedisFault.IsOutage(error));
        await server.ResumeAsync(Token);
    }
}
