namespace KubeCredential.Live.Tests;

public sealed class LiveSubscriptionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_follower_that_falls_behind_is_told_no_more()
    {
        var subscription = new LiveSubscription([], null, default);
        for (var i = 0; i < 5000; i++) subscription.Tell("queues", i);
        var told = 0;
        await foreach (var _ in subscription.Events.ReadAllAsync(Token)) told++;
        Assert.Equal(1024, told);
    }
}
