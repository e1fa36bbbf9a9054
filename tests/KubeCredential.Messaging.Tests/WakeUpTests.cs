using KubeCredential.Hosting.Background;
using KubeCredential.TestServers;
using StackExchange.Redis;

namespace KubeCredential.Messaging.Tests;

public sealed class WakeUpTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_message_on_the_channel_is_a_signal_also_after_Redis_was_restarted()
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.None }, Token);
        await using var redis = await MessagingRedis.ConnectAsync(server);
        using var wakeUp = new WakeUp();
        await wakeUp.SubscribeAsync(redis, MessagingKeys.Channel);
        await AssertWakesAsync();

        await server.KillAsync(Token);
        await server.StartAsync(Token);
        await AssertWakesAsync();

        async Task AssertWakesAsync()
        {
            var wait = wakeUp.WaitAsync(Timeout.InfiniteTimeSpan, Token);
            await using var sender = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
            await Eventually.TrueAsync(
                async _ => await sender.GetDatabase().PublishAsync(RedisChannel.Literal(MessagingKeys.Channel), "rubbish") > 0, s_limit, "somebody listens", Token);
            await wait.WaitAsync(s_limit, Token);
        }
    }
}
