using System.Collections.Concurrent;
using System.Text;
using KubeCredential.Hosting.Background;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Verification.Api.Tests.Api;

/// <summary>Whether a process that hears nothing knows it: nothing else protects it from taking its memory for the present.</summary>
public sealed class AnnouncementTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_knows_when_it_hears_nothing_and_hears_once_when_it_hears_again()
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.None }, Token);
        await server.KillAsync(Token); // So that the first attempts fail.
        var options = ConfigurationOptions.Parse(server.ConnectionString);
        MessagingExtensions.Configure(options);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
        var (heard, changes) = (new ConcurrentQueue<string>(), new ConcurrentQueue<bool>());
        using var announcements = new EventAnnouncements(redis, TimeProvider.System, new LoopRegistry(TimeProvider.System), NullLogger<EventAnnouncements>.Instance);
        announcements.Heard += message => heard.Enqueue(Encoding.UTF8.GetString(message.Span));
        announcements.HearingChanged += changes.Enqueue;
        var started = TimeProvider.System.GetUtcNow();
        await announcements.StartAsync(Token);
        await Eventually.TrueAsync(_ => Task.FromResult(announcements.Status.LastSuccessAt > started.AddSeconds(2)), s_limit, "some attempts have failed", Token);
        Assert.False(announcements.IsHearing);

        await server.StartAsync(Token);
        await UntilAsync(true);
        await AnnounceAsync("first");

        await server.KillAsync(Token);
        await UntilAsync(false);
        await server.StartAsync(Token);
        await UntilAsync(true);
        await AnnounceAsync("second");

        // Hung: the connection is still there.
        await server.PauseAsync(Token);
        await UntilAsync(false);
        await server.ResumeAsync(Token);
        await UntilAsync(true);
        await AnnounceAsync("third");

        Assert.Equal(["first", "second", "third"], heard);
        Assert.Equal([true, false, true, false, true], changes);
        await announcements.StopAsync(Token);

        Task UntilAsync(bool hears) => Eventually.TrueAsync(_ => Task.FromResult(announcements.IsHearing == hears), s_limit, $"hearing is {hears}", Token);

        async Task AnnounceAsync(string text)
        {
            await Eventually.TrueAsync(
                async _ =>
                {
                    try
                    {
                        return await redis.GetDatabase().PublishAsync(RedisChannel.Literal(MessagingKeys.Channel), text) == 1;
                    }
                    catch (RedisException)
                    {
                        return false;
                    }
                },
                s_limit, "it is published to one subscriber", Token);
            await Eventually.TrueAsync(_ => Task.FromResult(heard.Contains(text)), s_limit, "it is heard", Token);
        }
    }
}
