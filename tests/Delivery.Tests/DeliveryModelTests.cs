using CsCheck;
using Issuance.Api.Lifecycle;
using KubeCredential.Messaging;
using KubeCredential.TestServers;
using StackExchange.Redis;
using Xunit;

namespace Delivery.Tests;

/// <summary>
/// The delivery state machine against its model, for whole lives of credentials: whatever happens, in any order, an event is confirmed only when the verifier has it, and no credential
/// goes back to an earlier version there; once the faults have ended and everything runs, the verifier says of every credential exactly what the issuer says, and nothing is left of
/// what was erased.
/// </summary>
public sealed class DeliveryModelTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    /// <summary>Each step of recovery makes progress, so this is far more than is needed.</summary>
    private const int RecoveryRounds = 60;

    private static readonly string[] s_actions =
    [
        LifecycleAction.Suspend, LifecycleAction.Suspend, LifecycleAction.Reinstate, LifecycleAction.Reinstate, LifecycleAction.Revoke, LifecycleAction.Replace, LifecycleAction.Renew, LifecycleAction.Erase,
    ];

    private static readonly Gen<Step> Steps = Gen.Frequency(
        (16, Gen.Select(Gen.Int[0, 1000], Gen.Int[0, s_actions.Length - 1].Select(static number => s_actions[number]), Gen.Bool).Select(static change => new Step(
            $"{change.Item2} {change.Item1}{(change.Item3 ? " and hand over" : "")}", (system, token) => system.ChangeAsync(change.Item1, change.Item2, change.Item3, token)))),
        (4, Gen.Const(new Step("heartbeat", static (system, token) => system.BeatAsync(token)))),
        (2, Gen.Const(new Step("sweep", static (system, token) => system.SweepAsync(token)))),
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
            Assert.True(round < RecoveryRounds, $"After {round} rounds without faults events are still not confirmed: {await system.DescribeOpenAsync(cancellationToken)}");
            await system.ReprocessAsync(cancellationToken);
            await system.RelayAsync(round % 2, cancellationToken);
            await system.ConsumeAsync(round % 2, cancellationToken);
            if (isArchiveRequired) await system.ArchiveAsync(cancellationToken);
            await system.ConfirmAsync(cancellationToken);
            await system.MaintainAsync(cancellationToken);
            await system.BeatAsync(cancellationToken);
            await CheckAlwaysTrueAsync(system, isArchiveRequired, cancellationToken);
        }

        var issuer = await system.IssuerSaysAsync(cancellationToken);
        Assert.Equal(issuer.OrderBy(static one => one.Key), (await system.VerifierSaysAsync(cancellationToken)).OrderBy(static one => one.Key));
        Assert.Equal(system.Issued.OrderBy(static one => one.Key), issuer.Select(one => KeyValuePair.Create(one.Key, one.Value.Content ?? system.Issued[one.Key])).OrderBy(static one => one.Key));
        for (var round = 0; !isArchiveRequired && !system.HeardAtAll; round++)
        {
            Assert.True(round < 10, "The verifier hears no heartbeat.");
            await system.RelayAsync(0, cancellationToken);
            await system.BeatAsync(cancellationToken);
            await system.ConsumeAsync(0, cancellationToken);
            await CheckAlwaysTrueAsync(system, isArchiveRequired, cancellationToken);
        }

        await system.SweepAllAsync(cancellationToken);
        // As a content begins, in JSON or as JSON text within JSON.
        string[] erased = [.. issuer.Where(static one => one.Value.Content is null).SelectMany(static one => (string[])[$"\"id\":\"{one.Key}\"", $"\\u0022id\\u0022:\\u0022{one.Key}\\u0022"])];
        Assert.DoesNotContain(await system.TextsInRedisAsync(), text => erased.Any(part => text.Contains(part, StringComparison.Ordinal)));
    }

    private static async Task CheckAlwaysTrueAsync(DeliverySystem system, bool isArchiveRequired, CancellationToken cancellationToken) =>
        Assert.Null(await system.FindFaultAsync(isArchiveRequired, cancellationToken));

    private sealed record Step(string Name, Func<DeliverySystem, CancellationToken, Task> Act);
}
