using CsCheck;
using KubeCredential.Messaging;
using KubeCredential.TestServers;
using StackExchange.Redis;
using Xunit;

namespace Delivery.Tests;

/// <summary>
/// The delivery state machine against its model: whatever happens, in any order, an event is confirmed only when the verifier has it;
/// and once the faults have ended and everything runs, exactly the acknowledged credentials can be verified, each as it was issued.
/// </summary>
public sealed class DeliveryModelTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    /// <summary>Each step of recovery makes progress, so this is far more than is needed.</summary>
    private const int RecoveryRounds = 60;

    private static readonly Gen<Step> Steps = Gen.Frequency(
        (6, Gen.Int[1, 9].Select(static count => new Step($"issue {count}", (system, token) => system.IssueAsync(count, false, token)))),
        (2, Gen.Int[1, 3].Select(static count => new Step($"issue {count} poisoned", (system, token) => system.IssueAsync(count, true, token)))),
        (6, Gen.Int[1, 9].Select(static count => new Step($"issue and hand over {count}", (system, token) => system.IssueFreshAsync(count, false, TimeSpan.Zero, token)))),
        (1, Gen.Const(new Step("what was handed over is lost", static (system, _) =>
        {
            system.LoseFresh();
            return Task.CompletedTask;
        }))),
        (8, Gen.Int[0, 1].Select(static relay => new Step($"relay {relay}", (system, token) => system.RelayAsync(relay, token)))),
        (8, Gen.Int[0, 1].Select(static consumer => new Step($"consume {consumer}", (system, token) => system.ConsumeAsync(consumer, token)))),
        (4, Gen.Const(new Step("confirm", static (system, token) => system.ConfirmAsync(token)))),
        (4, Gen.Const(new Step("maintain", static (system, token) => system.MaintainAsync(token)))),
        (2, Gen.Const(new Step("relay dies before it marks", static (system, token) => system.RelayDiesAsync(token)))),
        (2, Gen.Bool.Select(static applied => new Step(applied ? "consumer dies before it settles" : "consumer dies before it applies", (system, token) => system.ConsumerDiesAsync(applied, token)))),
        (1, Gen.Int[0, 4].Select(static after => new Step($"relay loses its database after {after}", (system, token) => system.RelayLosesDatabaseAsync(0, after, token)))),
        (2, Gen.Int[0, 3].Select(static after => new Step($"consumer loses its database after {after}", (system, token) => system.ConsumerLosesDatabaseAsync(0, after, token)))),
        (1, Gen.Const(new Step("confirm loses its database", static (system, token) => system.ConfirmLosesDatabaseAsync(token)))),
        (1, Gen.Const(new Step("Redis loses everything", static (system, _) => system.LoseAsync()))),
        (1, Gen.Const(new Step("Redis loses the stream", static (system, _) => system.LoseAsync(MessagingKeys.Stream)))),
        (1, Gen.Const(new Step("Redis loses the way back", static (system, _) => system.LoseAsync(MessagingKeys.Applied)))),
        (1, Gen.Const(new Step("Redis loses retries and dead letters", static (system, _) =>
            system.LoseAsync(MessagingKeys.Retry(MessagingKeys.VerificationGroup), MessagingKeys.RetryEntries(MessagingKeys.VerificationGroup), MessagingKeys.DeadLetter(MessagingKeys.VerificationGroup), MessagingKeys.DeadLetterEntries(MessagingKeys.VerificationGroup))))),
        (1, Gen.Int[1, 10].Select(static count => new Step($"Redis loses the last {count}", (system, _) => system.LoseTailAsync(MessagingKeys.Stream, count)))),
        (1, Gen.Int[1, 10].Select(static count => new Step($"Redis loses the last {count} of the way back", (system, _) => system.LoseTailAsync(MessagingKeys.Applied, count)))),
        (1, Gen.Bool.Select(static on => new Step(on ? "poison" : "cure", (system, token) => system.PoisonAsync(on, token)))),
        (1, Gen.Const(new Step("reprocess", static (system, token) => system.ReprocessAsync(token)))));

    private static readonly Gen<Step> StepsOfTwo = Gen.Frequency(
        (4, Steps),
        (1, Gen.Const(new Step("archive", static (system, token) => system.ArchiveAsync(token)))),
        (1, Gen.Bool.Select(static on => new Step(on ? "archive refuses" : "archive takes all", (system, _) =>
        {
            system.RefuseInArchive(on);
            return Task.CompletedTask;
        }))),
        (1, Gen.Const(new Step("Redis loses retries and dead letters of the archive", static (system, _) => system.LoseAsync(
            MessagingKeys.Retry(DeliverySystem.Archive), MessagingKeys.RetryEntries(DeliverySystem.Archive), MessagingKeys.DeadLetter(DeliverySystem.Archive),
            MessagingKeys.DeadLetterEntries(DeliverySystem.Archive))))));

    [Fact]
    public Task Whatever_happens_nothing_acknowledged_is_lost_and_nothing_is_invented() => SampleAsync(Steps, MessagingKeys.VerificationGroup, 150);

    [Fact]
    public Task Whatever_happens_nothing_is_confirmed_that_one_of_two_required_groups_has_not_got() =>
        SampleAsync(StepsOfTwo, $"{MessagingKeys.VerificationGroup},{DeliverySystem.Archive}", 75);

    private async Task SampleAsync(Gen<Step> steps, string requiredGroups, int iterations)
    {
        var options = ConfigurationOptions.Parse(redis.Server.ConnectionString);
        options.AllowAdmin = true;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        await steps.List[5, 60].SampleAsync(
            steps => RunAsync(connection, steps, requiredGroups, TestContext.Current.CancellationToken),
            iter: iterations, threads: 1, print: static steps => string.Join("; ", steps.Select(static step => step.Name)));
    }

    private static async Task RunAsync(ConnectionMultiplexer connection, List<Step> steps, string requiredGroups, CancellationToken cancellationToken)
    {
        await using var system = await DeliverySystem.CreateAsync(connection, cancellationToken, requiredGroups: requiredGroups);
        var isArchiveRequired = requiredGroups.Contains(DeliverySystem.Archive, StringComparison.Ordinal);
        foreach (var step in steps)
        {
            await step.Act(system, cancellationToken);
            await CheckAlwaysTrueAsync(system, isArchiveRequired, cancellationToken);
        }

        await system.PoisonAsync(false, cancellationToken);
        system.RefuseInArchive(false);
        for (var round = 0; (await system.OutboxAsync(cancellationToken)).Open > 0; round++)
        {
            Assert.True(round < RecoveryRounds, $"After {round} rounds without faults {(await system.OutboxAsync(cancellationToken)).Open} events are still not confirmed.");
            await system.ReprocessAsync(cancellationToken);
            await system.RelayAsync(round % 2, cancellationToken);
            await system.ConsumeAsync(round % 2, cancellationToken);
            if (isArchiveRequired) await system.ArchiveAsync(cancellationToken);
            await system.ConfirmAsync(cancellationToken);
            await system.MaintainAsync(cancellationToken);
            await CheckAlwaysTrueAsync(system, isArchiveRequired, cancellationToken);
        }

        var verifiable = await system.VerifiableAsync(cancellationToken);
        Assert.Equal(system.Issued.OrderBy(static one => one.Key), verifiable.OrderBy(static one => one.Key));
    }

    private static async Task CheckAlwaysTrueAsync(DeliverySystem system, bool isArchiveRequired, CancellationToken cancellationToken)
    {
        var verifiable = await system.VerifiableAsync(cancellationToken);
        var (confirmed, _) = await system.OutboxAsync(cancellationToken);
        Assert.True(confirmed.IsSubsetOf(verifiable.Keys), "An event is confirmed that the verifier has not got.");
        Assert.True(!isArchiveRequired || confirmed.IsSubsetOf(system.Archived), "An event is confirmed that the archive has not got.");
        Assert.All(verifiable, one => Assert.Equal(system.Issued.GetValueOrDefault(one.Key), one.Value));
    }

    private sealed record Step(string Name, Func<DeliverySystem, CancellationToken, Task> Act);
}
