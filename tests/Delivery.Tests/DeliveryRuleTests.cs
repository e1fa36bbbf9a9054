using Issuance.Api.Lifecycle;
using Issuance.Api.Storage;
using KubeCredential.Messaging;
using KubeCredential.TestServers;
using StackExchange.Redis;
using Xunit;

namespace Delivery.Tests;

/// <summary>The rules of delivery, each tested at the moment when a violation shows, before recovery can hide it.</summary>
public sealed class DeliveryRuleTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ConnectionMultiplexer _connection = null!;
    private DeliverySystem _system = null!;

    private IDatabase Database => _connection.GetDatabase();

    public async ValueTask InitializeAsync()
    {
        var options = ConfigurationOptions.Parse(redis.Server.ConnectionString);
        MessagingExtensions.Configure(options);
        options.AllowAdmin = true;
        _connection = await ConnectionMultiplexer.ConnectAsync(options);
        _system = await DeliverySystem.CreateAsync(_connection, Token);
        await _system.RelayAsync(0, Token); // writes the first epoch to the new Redis
        await _system.RelayAsync(0, Token); // notices that it keeps up
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        await _connection.DisposeAsync();
    }

    [Fact]
    public async Task Rule_3_nothing_is_marked_as_published_that_Redis_has_not_got()
    {
        await _system.IssueAsync(3, false, Token);
        await _system.RelayAsync(0, Token);
        await _system.IssueAsync(3, false, Token);
        await WithFullRedisAsync(() => _system.RelayWithoutRedisAsync(Token));
        var states = await _system.StatesAsync(Token);
        Assert.Equal(3, states.Count(static one => one.State == DeliveryState.Published));
        Assert.Equal(3, states.Count(static one => one is { State: DeliveryState.Pending, Publications: 0 }));
    }

    [Fact]
    public async Task Rule_3_an_event_published_and_not_marked_is_published_again_and_applied_once()
    {
        await _system.IssueAsync(3, false, Token);
        await _system.RelayAsync(0, Token);
        await _system.IssueAsync(2, false, Token);
        await _system.RelayDiesAsync(Token);
        await _system.RelayAsync(1, Token);
        Assert.Equal(3 + 2 + 2, await Database.StreamLengthAsync(MessagingKeys.Stream));
        await _system.ConsumeAsync(0, Token);
        Assert.Equal(5, (await _system.VerifiableAsync(Token)).Count);
    }

    [Fact]
    public async Task Rule_3_a_mark_that_waits_is_made_with_the_confirmation()
    {
        await using var patient = await DeliverySystem.CreateAsync(_connection, Token, markDelay: TimeSpan.FromHours(1));
        await patient.RelayAsync(0, Token); // writes the first epoch to the new Redis
        await patient.IssueAsync(3, false, Token);
        await patient.RelayAsync(0, Token);
        Assert.All(await patient.StatesAsync(Token), static one => Assert.Equal((DeliveryState.Pending, 0, 0), one));
        await patient.ConsumeAsync(0, Token);
        await patient.ConfirmAsync(Token);
        Assert.All(await patient.StatesAsync(Token), static one => Assert.Equal((DeliveryState.Confirmed, 0, 1), one));
    }

    [Fact]
    public async Task Rule_3_a_mark_that_waits_is_made_when_the_process_ends_whatever_went_wrong_before()
    {
        await using var patient = await DeliverySystem.CreateAsync(_connection, Token, markDelay: TimeSpan.FromHours(1));
        await patient.RelayAsync(0, Token); // writes the first epoch to the new Redis
        await patient.IssueAsync(3, false, Token);
        await patient.RelayAsync(0, Token);
        await patient.ConsumeAsync(0, Token);
        await patient.ConfirmLosesDatabaseAsync(Token);
        await patient.StopRelayAsync(0, Token);
        Assert.All(await patient.StatesAsync(Token), static one => Assert.Equal((DeliveryState.Published, 0, 1), one));
    }

    [Fact]
    public async Task Rule_3_what_is_handed_over_is_published_by_that_process_and_by_no_other()
    {
        Assert.True(await _system.IssueFreshAsync(3, false, TimeSpan.FromHours(1), Token));
        await _system.RelayAsync(1, Token);
        Assert.Equal(0, await Database.StreamLengthAsync(MessagingKeys.Stream));
        await _system.RelayAsync(0, Token);
        Assert.All(await _system.StatesAsync(Token), static one => Assert.Equal((DeliveryState.Published, 0, 1), one));
        await _system.ConsumeAsync(0, Token);
        Assert.Equal(_system.Issued.OrderBy(static one => one.Key), (await _system.VerifiableAsync(Token)).OrderBy(static one => one.Key));
    }

    [Fact]
    public async Task Rule_3_what_was_handed_over_to_a_process_that_died_is_claimed_when_its_lease_is_over()
    {
        Assert.True(await _system.IssueFreshAsync(3, false, TimeSpan.Zero, Token));
        _system.LoseFresh();
        await _system.RelayAsync(1, Token);
        Assert.Equal(3, await Database.StreamLengthAsync(MessagingKeys.Stream));
    }

    [Fact]
    public async Task Rule_3_what_was_handed_over_is_published_when_the_process_ends()
    {
        Assert.True(await _system.IssueFreshAsync(10, false, TimeSpan.FromHours(1), Token));
        await _system.StopRelayAsync(0, Token);
        Assert.All(await _system.StatesAsync(Token), static one => Assert.Equal((DeliveryState.Published, 0, 1), one));
        Assert.False(await _system.IssueFreshAsync(1, false, TimeSpan.FromHours(1), Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rule_4_an_entry_deleted_for_an_erasure_is_published_again_without_the_content(bool wasRead)
    {
        await _system.IssueAsync(3, false, Token);
        await _system.RelayAsync(0, Token);
        if (wasRead) await _system.ConsumerDiesAsync(applied: false, Token);
        Assert.True(await _system.ChangeAsync(0, LifecycleAction.Erase, fresh: false, Token));
        await _system.SweepAsync(Token);
        Assert.Equal(2, await Database.StreamLengthAsync(MessagingKeys.Stream));
        var erased = Assert.Single(await _system.IssuerSaysAsync(Token), static one => one.Value.Content is null);

        await _system.RelayAsync(0, Token);
        for (var i = 0; i < 2; i++) await _system.ConsumeAsync(0, Token);
        Assert.Equal((await _system.IssuerSaysAsync(Token)).OrderBy(static one => one.Key), (await _system.VerifierSaysAsync(Token)).OrderBy(static one => one.Key));
        await _system.ConfirmAsync(Token);
        Assert.Equal(1, (await _system.OutboxAsync(Token)).Open); // The event whose entry was deleted.

        await _system.MaintainAsync(Token);
        await _system.RelayAsync(0, Token);
        await _system.ConsumeAsync(0, Token);
        await _system.ConfirmAsync(Token);
        Assert.Equal(0, (await _system.OutboxAsync(Token)).Open);
        Assert.Equal(erased.Value, (await _system.VerifierSaysAsync(Token))[erased.Key]);
        Assert.DoesNotContain(await _system.TextsInRedisAsync(), text => text.Contains($"\"id\":\"{erased.Key}\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_heartbeat_does_not_vouch_for_what_Redis_has_lost_after_it_was_published()
    {
        await _system.IssueAsync(2, false, Token);
        await _system.RelayAsync(0, Token);
        await _system.LoseTailAsync(MessagingKeys.Stream, 1);
        await _system.BeatAsync(Token);
        await _system.ConsumeAsync(0, Token);
        Assert.Null(await _system.FindFaultAsync(isArchiveRequired: false, Token));
        Assert.True(_system.HeardAtAll);
    }

    [Fact]
    public async Task A_heartbeat_does_not_vouch_for_what_was_committed_and_not_published()
    {
        await _system.IssueAsync(1, false, Token);
        await _system.BeatAsync(Token);
        await _system.ConsumeAsync(0, Token);
        Assert.Null(await _system.FindFaultAsync(isArchiveRequired: false, Token));
        Assert.True(_system.HeardAtAll);
    }

    [Fact]
    public async Task Rule_3_behind_a_backlog_nothing_is_handed_over()
    {
        await _system.IssueAsync(10, false, Token);
        await _system.RelayAsync(0, Token);
        Assert.False(await _system.IssueFreshAsync(1, false, TimeSpan.FromHours(1), Token));
        await _system.RelayAsync(0, Token);
        Assert.True(await _system.IssueFreshAsync(1, false, TimeSpan.FromHours(1), Token));
    }

    [Fact]
    public async Task Rule_6_what_was_handed_over_is_given_back_while_an_operator_has_stopped_the_relay()
    {
        Assert.True(await _system.IssueFreshAsync(3, false, TimeSpan.FromHours(1), Token));
        await _system.IsolateAsync(true, Token);
        await _system.RelayAsync(0, Token);
        await _system.IsolateAsync(false, Token);
        await _system.RelayAsync(1, Token);
        Assert.All(await _system.StatesAsync(Token), static one => Assert.Equal((DeliveryState.Published, 0, 1), one));
    }

    [Fact]
    public async Task Rule_6_what_was_handed_over_while_Redis_is_full_is_published_later_and_uses_up_no_attempts()
    {
        Assert.True(await _system.IssueFreshAsync(3, false, TimeSpan.FromHours(1), Token));
        await WithFullRedisAsync(async () =>
        {
            await _system.RelayWithoutRedisAsync(Token);
            Assert.False(await _system.IssueFreshAsync(2, false, TimeSpan.FromHours(1), Token));
        });
        Assert.All(await _system.StatesAsync(Token), static one => Assert.Equal((DeliveryState.Pending, 0, 0), one));
        await _system.RelayAsync(1, Token);
        Assert.All(await _system.StatesAsync(Token), static one => Assert.Equal((DeliveryState.Published, 0, 1), one));
        await _system.RelayAsync(0, Token);
        Assert.True(await _system.IssueFreshAsync(1, false, TimeSpan.FromHours(1), Token));
    }

    [Fact]
    public async Task Rule_6_what_waits_to_be_handed_over_is_given_back_at_the_first_failure()
    {
        Assert.True(await _system.IssueFreshAsync(10, false, TimeSpan.FromHours(1), Token)); // More than fit in one call.
        await WithFullRedisAsync(() => _system.RelayWithoutRedisAsync(Token));
        await _system.RelayAsync(1, Token);
        await _system.RelayAsync(1, Token);
        Assert.All(await _system.StatesAsync(Token), static one => Assert.Equal((DeliveryState.Published, 0, 1), one));
    }

    [Fact]
    public async Task Rule_4_a_Redis_without_the_epoch_gets_everything_unconfirmed_again_at_the_next_step()
    {
        await _system.IssueAsync(3, false, Token);
        await _system.RelayAsync(0, Token);
        await _system.ConsumeAsync(0, Token);
        await _system.ConfirmAsync(Token);
        await _system.IssueAsync(4, false, Token);
        await _system.RelayAsync(0, Token);
        await _system.LoseAsync();
        await _system.RelayAsync(0, Token); // notices
        await _system.RelayAsync(0, Token); // publishes
        Assert.Equal(4, await Database.StreamLengthAsync(MessagingKeys.Stream)); // not the three that were confirmed
    }

    [Fact]
    public async Task Rule_4_an_event_whose_entry_is_gone_is_published_again()
    {
        await _system.IssueAsync(3, false, Token);
        await _system.RelayAsync(0, Token);
        await _system.LoseTailAsync(MessagingKeys.Stream, 2);
        await _system.MaintainAsync(Token);
        await _system.RelayAsync(0, Token);
        await _system.ConsumeAsync(0, Token);
        Assert.Equal(3, (await _system.VerifiableAsync(Token)).Count);
    }

    [Fact]
    public async Task Rule_4_a_lost_confirmation_is_given_again()
    {
        await _system.IssueAsync(2, false, Token);
        await _system.RelayAsync(0, Token);
        await _system.ConsumeAsync(0, Token);
        await _system.LoseAsync(MessagingKeys.Applied);
        await _system.MaintainAsync(Token);
        await _system.RelayAsync(0, Token);
        await _system.ConsumeAsync(0, Token);
        await _system.ConfirmAsync(Token);
        Assert.Equal(0, (await _system.OutboxAsync(Token)).Open);
    }

    [Fact]
    public async Task Rule_6_an_outage_of_Redis_uses_up_no_attempts()
    {
        await _system.IssueAsync(1, false, Token);
        await _system.RelayAsync(0, Token);
        await _system.IssueAsync(2, false, Token);
        await WithoutRedisAsync(() => TenTimesAsync(() => _system.RelayWithoutRedisAsync(Token)));
        await WithFullRedisAsync(() => TenTimesAsync(() => _system.RelayWithoutRedisAsync(Token)));
        Assert.All(await _system.StatesAsync(Token), static one => Assert.Equal(0, one.Attempts));
        Assert.DoesNotContain(await _system.StatesAsync(Token), static one => one.State is DeliveryState.Retrying or DeliveryState.Dead);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Rules_6_7_11_while_the_verifiers_database_is_away_nothing_is_acknowledged_confirmed_or_given_up(int connections)
    {
        await _system.IssueAsync(3, false, Token);
        await _system.RelayAsync(0, Token);
        for (var i = 0; i < 10; i++) await _system.ConsumerLosesDatabaseAsync(0, connections, Token);
        Assert.Equal(0, await Database.StreamLengthAsync(MessagingKeys.Applied));
        Assert.Equal(0, await Database.SortedSetLengthAsync(MessagingKeys.Retry(MessagingKeys.VerificationGroup)));
        Assert.Equal(0, await Database.SortedSetLengthAsync(MessagingKeys.DeadLetter(MessagingKeys.VerificationGroup)));
        Assert.Equal(connections == 0 ? 0 : 3, await PendingAsync()); // without any connection nothing is even read
        await _system.ConsumeAsync(0, Token);
        Assert.Equal(3, (await _system.VerifiableAsync(Token)).Count);
        Assert.Equal(0, await PendingAsync());
    }

    [Fact]
    public async Task Rules_6_7_11_a_moment_without_the_verifiers_database_counts_against_no_event()
    {
        await _system.IssueAsync(1, false, Token);
        await _system.RelayAsync(0, Token);
        await _system.ConsumerLosesDatabaseAsync(0, 1, Token, failures: 1); // lost while it applies, back when a failure would be counted
        Assert.Equal(0, await Database.SortedSetLengthAsync(MessagingKeys.Retry(MessagingKeys.VerificationGroup)));
        await _system.ConsumeAsync(0, Token);
        Assert.Single(await _system.VerifiableAsync(Token));
    }

    [Fact]
    public async Task Rule_7_a_confirmation_is_acknowledged_only_after_the_outbox_has_it()
    {
        await _system.IssueAsync(2, false, Token);
        await _system.RelayAsync(0, Token);
        await _system.ConsumeAsync(0, Token);
        await _system.ConfirmLosesDatabaseAsync(Token);
        Assert.Equal(2, (await Database.StreamPendingAsync(MessagingKeys.Applied, MessagingKeys.IssuanceGroup)).PendingMessageCount);
    }

    [Fact]
    public async Task Rule_8_a_group_made_late_or_anew_misses_nothing()
    {
        await _system.IssueAsync(3, false, Token);
        await _system.RelayAsync(0, Token);
        await _system.ConsumeAsync(0, Token); // the first read creates the group
        Assert.Equal(3, (await _system.VerifiableAsync(Token)).Count);
        await _system.IssueAsync(2, false, Token);
        await _system.RelayAsync(0, Token);
        await Database.StreamDeleteConsumerGroupAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup);
        await _system.ConsumeAsync(0, Token);
        Assert.Equal(5, (await _system.VerifiableAsync(Token)).Count);
    }

    [Fact]
    public async Task Rule_8_what_a_dead_consumer_left_is_taken_over()
    {
        await _system.IssueAsync(3, false, Token);
        await _system.RelayAsync(0, Token);
        await _system.ConsumerDiesAsync(applied: false, Token);
        await _system.ConsumeAsync(1, Token);
        Assert.Equal(3, (await _system.VerifiableAsync(Token)).Count);
    }

    [Fact]
    public async Task Rule_10_a_bad_event_is_retried_then_given_up_with_the_reason_and_comes_back_when_it_is_reprocessed()
    {
        await _system.PoisonAsync(true, Token);
        await _system.IssueAsync(2, false, Token);
        await _system.IssueAsync(1, true, Token);
        await _system.RelayAsync(0, Token);
        await _system.ConsumeAsync(0, Token);
        Assert.Equal(2, (await _system.VerifiableAsync(Token)).Count); // the rest of the batch was applied
        Assert.Equal(1, await Database.SortedSetLengthAsync(MessagingKeys.Retry(MessagingKeys.VerificationGroup)));
        Assert.Equal(0, await PendingAsync());
        await _system.ConsumeAsync(0, Token); // the retry: attempt 2 of 2
        Assert.Equal(0, await Database.SortedSetLengthAsync(MessagingKeys.Retry(MessagingKeys.VerificationGroup)));
        Assert.Equal(1, await Database.SortedSetLengthAsync(MessagingKeys.DeadLetter(MessagingKeys.VerificationGroup)));
        await _system.ConfirmAsync(Token);
        Assert.Equal(1, (await _system.StatesAsync(Token)).Count(static one => one.State == DeliveryState.Dead));

        await _system.PoisonAsync(false, Token);
        await _system.ReprocessAsync(Token);
        for (var i = 0; i < 2; i++)
        {
            await _system.RelayAsync(0, Token);
            await _system.ConsumeAsync(0, Token);
            await _system.ConfirmAsync(Token);
        }

        Assert.Equal(0, (await _system.OutboxAsync(Token)).Open);
        Assert.Equal(0, await Database.SortedSetLengthAsync(MessagingKeys.DeadLetter(MessagingKeys.VerificationGroup)));
    }

    [Fact]
    public async Task Rule_10_retries_and_dead_letters_that_Redis_has_lost_come_back()
    {
        await _system.PoisonAsync(true, Token);
        await _system.IssueAsync(2, true, Token);
        await _system.RelayAsync(0, Token);
        await _system.ConsumeAsync(0, Token);
        await _system.LoseAsync(MessagingKeys.Retry(MessagingKeys.VerificationGroup), MessagingKeys.RetryEntries(MessagingKeys.VerificationGroup));
        await _system.PoisonAsync(false, Token);
        await _system.MaintainAsync(Token);
        await _system.RelayAsync(0, Token);
        await _system.ConsumeAsync(0, Token);
        Assert.Equal(2, (await _system.VerifiableAsync(Token)).Count);
    }

    private async Task<long> PendingAsync() => await Database.KeyExistsAsync(MessagingKeys.Stream) && (await Database.StreamGroupInfoAsync(MessagingKeys.Stream)).Length > 0
        ? (await Database.StreamPendingAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup)).PendingMessageCount
        : 0;

    private static async Task TenTimesAsync(Func<Task> act)
    {
        for (var i = 0; i < 10; i++) await act();
    }

    /// <summary>Redis answers but rejects every write: an outage that shows only after events have been claimed.</summary>
    private async Task WithFullRedisAsync(Func<Task> act)
    {
        // A connection configured like those of the services sends no CONFIG.
        await using var administrator = await ConnectionMultiplexer.ConnectAsync(redis.Server.ConnectionString + ",allowAdmin=true");
        await administrator.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        try
        {
            await act();
        }
        finally
        {
            await administrator.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        }
    }

    private async Task WithoutRedisAsync(Func<Task> act)
    {
        await redis.Server.StopAsync(Token);
        try
        {
            await Eventually.TrueAsync(() => !_connection.IsConnected, TimeSpan.FromSeconds(20), "the client notices", Token);
            await act();
        }
        finally
        {
            await redis.Server.StartAsync(Token);
            await Eventually.TrueAsync(() => _connection.IsConnected, TimeSpan.FromSeconds(20), "the client is back", Token);
        }
    }
}
