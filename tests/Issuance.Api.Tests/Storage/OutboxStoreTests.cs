using Issuance.Api.Credentials;
using Issuance.Api.Outbox;
using Issuance.Api.Storage;
using KubeCredential.Events;
using KubeCredential.Messaging;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;

namespace Issuance.Api.Tests.Storage;

public abstract class OutboxStoreTests(TestDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    private static readonly TimeSpan s_long = TimeSpan.FromHours(1);

    public sealed class OnSqlite(TestDatabases databases) : OutboxStoreTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(TestDatabases databases) : OutboxStoreTests(databases, DatabaseKind.Postgres);

    [Fact]
    public async Task A_claimed_event_is_the_stored_one()
    {
        var issue = Assert.Single(await Database.AppendAsync(1));
        await Database.AppendAsync(1);
        var outbox = Database.Outbox(options => (options.BatchSize, options.MaxRetries) = (10, 7));

        var claimed = await outbox.ClaimAsync(Token);

        Assert.Equal(2, claimed.Count);
        var message = claimed[0];
        Assert.Equal((0, 0), (message.Attempts, message.Publications));
        Assert.Equal(
            new CredentialEvent(EventTypes.CredentialIssued, issue.EventId, issue.Credential.Timestamp, 1, 0, 7, issue.CorrelationId, issue.Credential.Id, issue.Json)
            {
                ContentHash = ContentHash.Of(issue.Fact.Carried.Salt!, issue.Json),
                ContentSalt = issue.Fact.Carried.Salt,
                Signature = NewCredentials.Signature,
            },
            message.Event);
    }

    [Fact]
    public async Task Claimers_at_once_get_each_event_once()
    {
        var issues = await Database.AppendAsync(300);
        var claimed = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            var outbox = Database.Outbox(options => (options.BatchSize, options.Lease) = (7, s_long));
            var mine = new List<Guid>();
            while (await outbox.ClaimAsync(Token) is { Count: > 0 } batch)
            {
                Assert.InRange(batch.Count, 1, 7);
                mine.AddRange(batch.Select(static message => message.Event.EventId));
                Assert.InRange(mine.Count, 1, issues.Length);
            }

            return mine;
        }, Token)));

        Assert.Equal(EventIds(issues), claimed.SelectMany(static mine => mine).Order());
    }

    [Fact]
    public async Task A_claim_that_is_not_followed_up_passes_to_another_relay_after_the_lease()
    {
        var issues = await Database.AppendAsync(3);
        var dying = Database.Outbox(options => options.Lease = TimeSpan.FromMilliseconds(300));
        var other = Database.Outbox(options => options.Lease = s_long);
        Assert.Equal(3, (await dying.ClaimAsync(Token)).Count);

        var taken = await Eventually.ResultAsync(other.ClaimAsync, static claimed => claimed.Count > 0, Limit, "the lease ends", Token);

        Assert.Equal(EventIds(issues), EventIds(taken));
        Assert.Empty(await dying.ClaimAsync(Token));
    }

    [Fact]
    public async Task Claims_take_what_has_been_due_for_longest_first()
    {
        var issues = await Database.AppendAsync(4);
        await MakeDueAsync(issues[2], minutesAgo: 3);
        await MakeDueAsync(issues[0], minutesAgo: 2);
        await MakeDueAsync(issues[1], minutesAgo: -60);
        var outbox = Database.Outbox(options => (options.BatchSize, options.Lease) = (1, s_long));

        Guid[] order = [.. EventIds(await outbox.ClaimAsync(Token)), .. EventIds(await outbox.ClaimAsync(Token)), .. EventIds(await outbox.ClaimAsync(Token))];

        Assert.Equal([issues[2].EventId, issues[0].EventId, issues[3].EventId], order);
        Assert.Empty(await outbox.ClaimAsync(Token));
    }

    [Fact]
    public async Task Published_events_are_marked_with_their_entries_and_counted()
    {
        var issues = await Database.AppendAsync(3);
        var outbox = Database.Outbox();
        var epoch = await outbox.GetEpochAsync(Token);

        await outbox.MarkPublishedAsync(epoch, [(issues[0].EventId, "1-1"), (issues[2].EventId, "1-2")], Token);

        Assert.Equal([DeliveryState.Published, DeliveryState.Pending, DeliveryState.Published], await StatesAsync(issues));
        Assert.Equal(("1-2", 1), await Database.ReadAsync(
            "SELECT entry_id, publications FROM outbox WHERE event_id = @id", static reader => (reader.GetString(0), reader.GetInt32(1)), ("@id", issues[2].EventId)));
        Assert.Equal(2, await TotalAsync(Counters.Published));
        var delivery = (await Database.Credentials.FindAsync(issues[0].Credential.Id, Token))!.Delivery;
        Assert.Equal(("published", 1), (delivery.State, delivery.Publications));
        Assert.NotNull(delivery.PublishedAt);
        Assert.Null(delivery.NextAttemptAt);
    }

    [Fact]
    public async Task Marking_under_another_epoch_changes_nothing()
    {
        var issue = Assert.Single(await Database.AppendAsync(1));
        var outbox = Database.Outbox(options => options.Lease = TimeSpan.Zero);
        var epoch = await outbox.GetEpochAsync(Token);
        await outbox.ClaimAsync(Token);
        await outbox.RenewEpochAsync(epoch, Token);

        await outbox.MarkPublishedAsync(epoch, [(issue.EventId, "1-1")], Token);

        Assert.Equal(DeliveryState.Pending, await StateOfAsync(issue.EventId));
        Assert.Equal(0, await TotalAsync(Counters.Published));
        Assert.Equal([issue.EventId], EventIds(await outbox.ClaimAsync(Token)));
    }

    [Fact]
    public async Task What_is_unknown_or_was_not_published_cannot_have_been_confirmed()
    {
        var issues = await Database.AppendAsync(2);
        var outbox = Database.Outbox();
        Confirmation[] said = [Confirm(issues[0], ConfirmationOutcome.Applied), Confirm(issues[1], ConfirmationOutcome.Dead)];
        Assert.Equal(issues.Select(static one => one.EventId).ToHashSet(), await outbox.FindUnpublishedAsync(said, Token));

        var epoch = await outbox.GetEpochAsync(Token);
        await outbox.ClaimAsync(Token); // From here on it may have been published; the mark follows later.
        Assert.Empty(await outbox.FindUnpublishedAsync(said, Token));
        await outbox.MarkPublishedAsync(epoch, [(issues[0].EventId, "1-1")], Token);
        await outbox.ConfirmAsync([said[0]], Token);
        Assert.Empty(await outbox.FindUnpublishedAsync(said, Token));

        Confirmation[] made = [said[0] with { EventId = Guid.CreateVersion7() }, said[0] with { CredentialId = issues[1].Credential.Id }, said[0] with { Version = 2 }, said[0] with { CredentialId = Guid.CreateVersion7() }];
        foreach (var one in made) Assert.Equal([one.EventId], await outbox.FindUnpublishedAsync([one], Token));
    }

    [Fact]
    public async Task An_event_that_is_confirmed_before_it_is_marked_stays_confirmed()
    {
        var issue = Assert.Single(await Database.AppendAsync(1));
        var outbox = Database.Outbox();
        var epoch = await outbox.GetEpochAsync(Token);
        await outbox.ClaimAsync(Token);

        await outbox.ConfirmAsync([Confirm(issue, ConfirmationOutcome.Applied)], Token);
        await outbox.MarkPublishedAsync(epoch, [(issue.EventId, "1-1")], Token);

        Assert.Equal(DeliveryState.Confirmed, await StateOfAsync(issue.EventId));
        var delivery = (await Database.Credentials.FindAsync(issue.Credential.Id, Token))!.Delivery;
        Assert.NotNull(delivery.PublishedAt);
        Assert.NotNull(delivery.ConfirmedAt);
    }

    [Fact]
    public async Task Events_that_are_confirmed_while_their_mark_waits_are_marked_and_confirmed_at_once()
    {
        var issues = await Database.AppendAsync(3);
        var outbox = Database.Outbox();
        var epoch = await outbox.GetEpochAsync(Token);
        await outbox.ClaimAsync(Token);
        await outbox.MarkPublishedAsync(epoch, [(issues[2].EventId, "1-3")], Token); // by another process
        var hourAgo = TimeProvider.System.GetTimestamp() - (3600 * TimeProvider.System.TimestampFrequency);
        var publications = issues.Select((issue, number) => new Publication(issue.EventId, issue.Credential.Id, $"2-{number}", epoch, hourAgo, issue.CorrelationId, issue.TraceParent, "key")).ToArray();

        Assert.Equivalent(new[] { issues[0].EventId, issues[1].EventId }, await outbox.MarkConfirmedAsync(publications, Token), strict: true);
        Assert.Empty(await outbox.MarkConfirmedAsync(publications, Token));

        Assert.Equal(DeliveryState.Published, await StateOfAsync(issues[2].EventId));
        Assert.Equal(3, await TotalAsync(Counters.Published));
        foreach (var issue in issues[..2])
        {
            var delivery = (await Database.Credentials.FindAsync(issue.Credential.Id, Token))!.Delivery;
            Assert.Equal(("confirmed", 1), (delivery.State, delivery.Publications));
            Assert.InRange((delivery.ConfirmedAt - delivery.PublishedAt)!.Value.TotalMinutes, 59.9, 70);
            var published = (await new AuditReader(Database.Dialect).TimelineAsync(issue.Credential.Id, 10, Token))[^1];
            Assert.Equal(
                (AuditAction.Published, issue.EventId, 1, issue.CorrelationId, issue.TraceParent?.Substring(3, 32)),
                (published.Action, published.EventId!.Value, published.Attempt, published.CorrelationId, published.TraceId));
        }
    }

    [Fact]
    public void Publications_are_taken_once_by_id_or_by_age()
    {
        var unmarked = new UnmarkedPublications(TimeProvider.System);
        var publications = Enumerable.Range(0, 3).Select(static number => new Publication(
            Guid.CreateVersion7(), Guid.CreateVersion7(), "1-1", Guid.Empty, number == 0 ? 0 : TimeProvider.System.GetTimestamp(), "correlation", null, "key")).ToArray();
        unmarked.Add(publications);

        Assert.Equal([publications[0]], unmarked.TakeOlderThan(TimeSpan.FromSeconds(30)));
        Assert.Empty(unmarked.Take([Said(publications[1].EventId, "the key of before")]));
        Assert.Equal([publications[1]], unmarked.Take([Said(publications[1].EventId), Said(publications[1].EventId), Said(publications[0].EventId), Said(Guid.NewGuid())]));
        Assert.Equal(1, unmarked.Count);
        Assert.Equal([publications[2]], unmarked.TakeOlderThan(TimeSpan.Zero));
        Assert.Equal(0, unmarked.Count);

        static Confirmation Said(Guid eventId, string keyId = "key") => new(eventId, Guid.Empty, 1, ConfirmationOutcome.Applied, "worker", DateTimeOffset.UnixEpoch) { KeyId = keyId };
    }

    [Fact]
    public async Task The_time_until_an_unconfirmed_event_is_asked_after_doubles_up_to_64_times()
    {
        var issue = Assert.Single(await Database.AppendAsync(1));
        var outbox = Database.Outbox(options => options.ConfirmTimeout = TimeSpan.FromSeconds(10));
        var epoch = await outbox.GetEpochAsync(Token);
        var waits = new List<double>();
        for (var publication = 1; publication <= 9; publication++)
        {
            await outbox.MarkPublishedAsync(epoch, [(issue.EventId, $"{publication}-1")], Token);
            waits.Add(await Database.ReadAsync(
                "SELECT published_at, due_at FROM outbox", reader => (Database.Dialect.ReadTime(reader, 1) - Database.Dialect.ReadTime(reader, 0)).TotalSeconds));
            await outbox.RepublishAsync([issue.EventId], Token);
        }

        Assert.Equal([10, 20, 40, 80, 160, 320, 640, 640, 640], waits.Select(static seconds => Math.Round(seconds)));
    }

    [Fact]
    public async Task An_outage_uses_up_no_attempt_and_the_events_are_due_at_once()
    {
        var issues = await Database.AppendAsync(2);
        var outbox = Database.Outbox(options => (options.MaxRetries, options.Lease) = (1, s_long));
        for (var outage = 1; outage <= 10; outage++)
        {
            var claimed = await outbox.ClaimAsync(Token);
            Assert.Equal(EventIds(issues), EventIds(claimed));
            Assert.All(claimed, static message => Assert.Equal(0, message.Attempts));
            await outbox.ReleaseAsync([.. claimed.Select(static message => message.Event.EventId)], Token);
        }

        Assert.Equal([DeliveryState.Pending, DeliveryState.Pending], await StatesAsync(issues));
        Assert.Equal((20, 20, 0), (await TotalAsync(Counters.Failed), await TotalAsync(Counters.Retried), await TotalAsync(Counters.DeadLettered)));
    }

    [Fact]
    public async Task A_message_at_fault_is_tried_again_as_often_as_set_and_then_given_up()
    {
        var issue = Assert.Single(await Database.AppendAsync(1));
        var outbox = Database.Outbox(options => (options.MaxRetries, options.Lease) = (2, s_long));
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            var message = Assert.Single(await outbox.ClaimAsync(Token));
            Assert.Equal(attempt - 1, message.Attempts);
            await outbox.MarkFaultAsync(message, TimeSpan.Zero, $"reason {attempt}", Token);
            Assert.Equal(DeliveryState.Retrying, await StateOfAsync(issue.EventId));
            var retrying = (await Database.Credentials.FindAsync(issue.Credential.Id, Token))!.Delivery;
            Assert.Equal(("retrying", attempt, $"reason {attempt}"), (retrying.State, retrying.Attempts, retrying.LastError));
            Assert.NotNull(retrying.NextAttemptAt);
        }

        await outbox.MarkFaultAsync(Assert.Single(await outbox.ClaimAsync(Token)), TimeSpan.Zero, "the last reason", Token);

        Assert.Empty(await outbox.ClaimAsync(Token));
        Assert.Equal((DeliveryState.Dead, DeadBy.Relay), await DeathOfAsync(issue));
        var dead = (await Database.Credentials.FindAsync(issue.Credential.Id, Token))!.Delivery;
        Assert.Equal(("dead", 3, "the last reason"), (dead.State, dead.Attempts, dead.LastError));
        Assert.NotNull(dead.DeadAt);
        Assert.Equal((3, 2, 1), (await TotalAsync(Counters.Failed), await TotalAsync(Counters.Retried), await TotalAsync(Counters.DeadLettered)));
    }

    [Fact]
    public async Task A_message_at_fault_waits_for_its_delay()
    {
        await Database.AppendAsync(1);
        var outbox = Database.Outbox(options => options.Lease = TimeSpan.Zero);
        var message = Assert.Single(await outbox.ClaimAsync(Token));

        await outbox.MarkFaultAsync(message, s_long, "reason", Token);

        Assert.Empty(await outbox.ClaimAsync(Token));
        await outbox.MarkFaultAsync(message, TimeSpan.FromMilliseconds(200), "reason", Token);
        var again = await Eventually.ResultAsync(outbox.ClaimAsync, static claimed => claimed.Count == 1, Limit, "the delay ends", Token);
        Assert.Null(message.RetryDelay);
        Assert.Equal(TimeSpan.FromMilliseconds(200), again[0].RetryDelay); // Whichever relay makes this attempt knows the delay that preceded it.
    }

    [Fact]
    public async Task The_verifier_ends_delivery_and_nothing_changes_that_any_more()
    {
        var issues = await Database.AppendAsync(2);
        var outbox = Database.Outbox(options => options.Lease = TimeSpan.Zero);
        var epoch = await outbox.GetEpochAsync(Token);
        await outbox.MarkPublishedAsync(epoch, [(issues[0].EventId, "1-1"), (issues[1].EventId, "1-2")], Token);

        await outbox.ConfirmAsync([Confirm(issues[0], ConfirmationOutcome.Applied), Confirm(issues[1], ConfirmationOutcome.Duplicate)], Token);
        var confirmed = await ConfirmedAtAsync(issues[0]);

        await outbox.ConfirmAsync([Confirm(issues[0], ConfirmationOutcome.Dead, "late"), Confirm(issues[1], ConfirmationOutcome.Discarded, "late")], Token);
        await outbox.ConfirmAsync([Confirm(issues[0], ConfirmationOutcome.Applied)], Token);
        await outbox.ConfirmAsync([Confirm(issues[0], ConfirmationOutcome.Dead, "later still")], Token);
        await outbox.RepublishAsync([issues[0].EventId], Token);
        await outbox.ReleaseAsync([issues[0].EventId], Token);
        Assert.Equal(0, (await outbox.RenewEpochAsync(epoch, Token))?.Events);
        Assert.Equal(0, await Database.Report.ReprocessAsync([issues[0].EventId, issues[1].EventId], "key:test", Token));

        Assert.Equal([DeliveryState.Confirmed, DeliveryState.Confirmed], await StatesAsync(issues));
        Assert.Equal(confirmed, await ConfirmedAtAsync(issues[0]));
        Assert.Null((await Database.Credentials.FindAsync(issues[0].Credential.Id, Token))!.Delivery.LastError);
        Assert.Empty(await outbox.ClaimAsync(Token));
        Assert.Equal(0, await TotalAsync(Counters.DeadLettered));
    }

    [Fact]
    public async Task What_the_verifier_gives_up_is_dead_until_it_says_otherwise()
    {
        var issues = await Database.AppendAsync(2);
        var outbox = Database.Outbox();
        var epoch = await outbox.GetEpochAsync(Token);
        await outbox.MarkPublishedAsync(epoch, [(issues[0].EventId, "1-1"), (issues[1].EventId, "1-2")], Token);

        await outbox.ConfirmAsync([Confirm(issues[0], ConfirmationOutcome.Dead, "cannot be applied")], Token);
        await outbox.ConfirmAsync([Confirm(issues[0], ConfirmationOutcome.Dead, "cannot be applied")], Token);

        Assert.Equal((DeliveryState.Dead, DeadBy.Verifier), await DeathOfAsync(issues[0]));
        Assert.Equal("cannot be applied", (await Database.Credentials.FindAsync(issues[0].Credential.Id, Token))!.Delivery.LastError);
        Assert.Equal(1, await TotalAsync(Counters.DeadLettered));

        await outbox.ConfirmAsync([Confirm(issues[0], ConfirmationOutcome.Applied), Confirm(issues[1], ConfirmationOutcome.Discarded, "by hand")], Token);

        Assert.Equal([DeliveryState.Confirmed, DeliveryState.Discarded], await StatesAsync(issues));
        var delivery = (await Database.Credentials.FindAsync(issues[0].Credential.Id, Token))!.Delivery;
        Assert.Equal(((DateTimeOffset?)null, (string?)null), (delivery.DeadAt, delivery.LastError));
    }

    [Fact]
    public async Task Of_several_answers_about_one_event_the_one_that_ends_delivery_counts()
    {
        var issues = await Database.AppendAsync(2);
        var outbox = Database.Outbox();

        await outbox.ConfirmAsync(
            [
                Confirm(issues[0], ConfirmationOutcome.Dead, "first"), Confirm(issues[0], ConfirmationOutcome.Applied), Confirm(issues[0], ConfirmationOutcome.Duplicate),
                Confirm(issues[1], ConfirmationOutcome.Dead, "one"), Confirm(issues[1], ConfirmationOutcome.Dead, "two"),
                new Confirmation(Guid.CreateVersion7(), Guid.CreateVersion7(), 1, ConfirmationOutcome.Applied, "worker", DateTimeOffset.UtcNow),
            ],
            Token);

        Assert.Equal([DeliveryState.Confirmed, DeliveryState.Dead], await StatesAsync(issues));
        Assert.Equal(1, await TotalAsync(Counters.DeadLettered));
    }

    [Fact]
    public async Task Of_an_event_that_was_signed_anew_the_older_publication_is_neither_marked_nor_taken_for_a_forgery()
    {
        var issue = Assert.Single(await Database.AppendAsync(1));
        var outbox = Database.Outbox();
        await Database.ExecuteAsync("UPDATE outbox SET signed_anew_with = 'new'");

        await outbox.MarkPublishedAsync(await outbox.GetEpochAsync(Token), [(issue.EventId, "1-1", "old")], Token);
        Assert.Equal([DeliveryState.Pending], await StatesAsync([issue]));
        var said = Confirm(issue, ConfirmationOutcome.Applied);
        Assert.Empty(await outbox.FindUnpublishedAsync([said with { KeyId = "old" }], Token));
        Assert.Equal([issue.EventId], await outbox.FindUnpublishedAsync([said with { KeyId = "new" }], Token));
        Assert.Equal([issue.EventId], await outbox.FindUnpublishedAsync([said with { KeyId = "old", Outcome = ConfirmationOutcome.Dead }], Token));

        await outbox.MarkPublishedAsync(await outbox.GetEpochAsync(Token), [(issue.EventId, "1-2", "new")], Token);
        Assert.Equal([DeliveryState.Published], await StatesAsync([issue]));
    }

    [Fact]
    public async Task The_epoch_is_made_once_and_kept()
    {
        var epochs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Database.Outbox().GetEpochAsync(Token), Token)));

        Assert.Single(epochs.Distinct());
        Assert.Equal(epochs[0], await Database.Outbox().GetEpochAsync(Token));
        Assert.Equal(1, await Database.CountAsync("delivery_epoch"));
    }

    [Fact]
    public async Task A_new_epoch_makes_ready_again_what_Redis_may_have_lost_and_nothing_else()
    {
        var issues = await Database.AppendAsync(7);
        var (retrying, published, confirmed, deadByRelay, deadAtVerifier, discarded) = (issues[1], issues[2], issues[3], issues[4], issues[5], issues[6]); // The first stays pending.
        var outbox = Database.Outbox(options => (options.MaxRetries, options.Lease) = (1, s_long));
        var epoch = await outbox.GetEpochAsync(Token);
        await FailAsync(retrying, times: 1);
        await FailAsync(deadByRelay, times: 2);
        await outbox.MarkPublishedAsync(epoch, [.. new[] { published, confirmed, deadAtVerifier, discarded }.Select(static (issue, number) => (issue.EventId, $"1-{number}"))], Token);
        await outbox.ConfirmAsync(
            [Confirm(confirmed, ConfirmationOutcome.Applied), Confirm(deadAtVerifier, ConfirmationOutcome.Dead), Confirm(discarded, ConfirmationOutcome.Discarded)], Token);
        await Database.ExecuteAsync($"UPDATE outbox SET due_at = {Database.Dialect.NowPlus("3600")}");

        var renewed = await outbox.RenewEpochAsync(epoch, Token);

        Assert.Equal(2, renewed?.Events);
        Assert.NotEqual(epoch, renewed?.Epoch);
        Assert.Equal(renewed?.Epoch, await outbox.GetEpochAsync(Token));
        Assert.Equal(
            [DeliveryState.Pending, DeliveryState.Retrying, DeliveryState.Pending, DeliveryState.Confirmed, DeliveryState.Dead, DeliveryState.Pending, DeliveryState.Discarded],
            await StatesAsync(issues));
        Assert.Equal((DeliveryState.Pending, null), await DeathOfAsync(deadAtVerifier));
        Assert.Equal(EventIds([published, deadAtVerifier]), EventIds(await outbox.ClaimAsync(Token)));
    }

    [Fact]
    public async Task Of_renewals_at_once_one_wins()
    {
        var issues = await Database.AppendAsync(20);
        var outbox = Database.Outbox();
        var epoch = await outbox.GetEpochAsync(Token);
        await outbox.MarkPublishedAsync(epoch, [.. issues.Select(static issue => (issue.EventId, "1-1"))], Token);

        var renewed = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Database.Outbox().RenewEpochAsync(epoch, Token), Token)));

        var winner = Assert.Single(renewed, static one => one is not null);
        Assert.Equal(20, winner?.Events);
        Assert.Equal(winner?.Epoch, await outbox.GetEpochAsync(Token));
        Assert.Equal(20, await TotalAsync(Counters.Retried));
    }

    [Fact]
    public async Task Events_that_nobody_confirms_in_time_are_asked_after_one_time_each()
    {
        var issues = await Database.AppendAsync(4);
        var hasty = Database.Outbox(options => options.ConfirmTimeout = TimeSpan.Zero);
        var patient = Database.Outbox(options => options.ConfirmTimeout = s_long);
        var epoch = await hasty.GetEpochAsync(Token);
        await hasty.MarkPublishedAsync(epoch, [(issues[0].EventId, "1-1"), (issues[1].EventId, "1-2")], Token);
        await patient.MarkPublishedAsync(epoch, [(issues[2].EventId, "1-3")], Token);
        await hasty.ConfirmAsync([Confirm(issues[1], ConfirmationOutcome.Applied)], Token);

        Assert.Equal([(issues[0].EventId, "1-1", null)], await patient.ClaimUnconfirmedAsync(Token));
        Assert.Empty(await patient.ClaimUnconfirmedAsync(Token));

        await hasty.RepublishAsync([.. issues.Select(static issue => issue.EventId)], Token);
        Assert.Equal([DeliveryState.Pending, DeliveryState.Confirmed, DeliveryState.Pending, DeliveryState.Pending], await StatesAsync(issues));
        Assert.Equal(2, await TotalAsync(Counters.Retried));
    }

    [Fact]
    public async Task Askers_at_once_get_each_unconfirmed_event_once()
    {
        var issues = await Database.AppendAsync(100);
        var outbox = Database.Outbox(options => options.ConfirmTimeout = TimeSpan.Zero);
        await outbox.MarkPublishedAsync(await outbox.GetEpochAsync(Token), [.. issues.Select(static issue => (issue.EventId, "1-1"))], Token);

        var asked = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var mine = new List<Guid>();
            var asker = Database.Outbox(options => (options.ConfirmTimeout, options.BatchSize) = (s_long, 7));
            while (await asker.ClaimUnconfirmedAsync(Token) is { Count: > 0 } batch)
            {
                mine.AddRange(batch.Select(static one => one.EventId));
                Assert.InRange(mine.Count, 1, issues.Length);
            }

            return mine;
        }, Token)));

        Assert.Equal(EventIds(issues), asked.SelectMany(static mine => mine).Order());
    }

    [Fact]
    public async Task Only_confirmed_rows_past_the_retention_are_cleaned_away_and_the_list_still_tells_their_times()
    {
        var issues = await Database.AppendAsync(6);
        var (old, oldToo, young, published, dead) = (issues[0], issues[1], issues[2], issues[3], issues[4]);
        var outbox = Database.Outbox(options => options.Retention = TimeSpan.FromDays(1));
        await outbox.MarkPublishedAsync(await outbox.GetEpochAsync(Token), [.. issues[..5].Select(static issue => (issue.EventId, "1-1"))], Token);
        await outbox.ConfirmAsync(
            [.. new[] { old, oldToo, young }.Select(static issue => Confirm(issue, ConfirmationOutcome.Applied)), Confirm(dead, ConfirmationOutcome.Dead)], Token);
        await Database.ExecuteAsync(
            $"UPDATE outbox SET confirmed_at = {Database.Dialect.NowPlus("-90000")}, dead_at = {Database.Dialect.NowPlus("-90000")}, published_at = {Database.Dialect.NowPlus("-90005")} WHERE event_id <> @young",
            ("@young", young.EventId));
        await Database.ExecuteAsync("UPDATE outbox SET confirmed_at = NULL WHERE state <> 3");
        var before = await Database.Credentials.ListAsync(null, 10, Token);

        Assert.Equal(1, await outbox.CleanUpAsync(1, Token));
        Assert.Equal(1, await outbox.CleanUpAsync(10, Token));
        Assert.Equal(0, await outbox.CleanUpAsync(10, Token));

        Assert.Equal(
            EventIds([young, published, dead, issues[5]]), (await Database.ListAsync("SELECT event_id FROM outbox", static reader => reader.GetGuid(0))).Order());
        Assert.Equal((6, 6, 4), await Database.CountsAsync());
        var after = await Database.Credentials.ListAsync(null, 10, Token);
        Assert.Equal(before.Select(Told), after.Select(Told));
        var cleaned = after.Single(entry => entry.Credential.Id == old.Credential.Id).Delivery;
        Assert.Equal("confirmed", cleaned.State);
        Assert.NotNull(cleaned.PublishedAt);
        Assert.NotNull(cleaned.ConfirmedAt);

        static string Told(CredentialEntry entry) =>
            $"{entry.Credential.Id} {entry.Delivery.State} {entry.Delivery.CreatedAt:O} {entry.Delivery.PublishedAt:O} {entry.Delivery.ConfirmedAt:O}";
    }

    [Fact]
    public async Task Cleaners_at_once_remove_each_row_once()
    {
        var issues = await Database.AppendAsync(120);
        var outbox = Database.Outbox(options => options.Retention = TimeSpan.Zero);
        await outbox.ConfirmAsync([.. issues.Select(static issue => Confirm(issue, ConfirmationOutcome.Applied))], Token);
        await Database.ExecuteAsync($"UPDATE outbox SET confirmed_at = {Database.Dialect.NowPlus("-60")}");

        var removed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var mine = 0;
            while (await outbox.CleanUpAsync(9, Token) is > 0 and var some)
                mine += some;
            return mine;
        }, Token)));

        Assert.Equal(120, removed.Sum());
        Assert.Equal((120, 120, 0), await Database.CountsAsync());
    }

    [Fact]
    public async Task Counters_add_up_when_many_count_at_once()
    {
        var issues = await Database.AppendAsync(64);
        var epoch = await Database.Outbox().GetEpochAsync(Token);

        await Task.WhenAll(issues.Select(issue => Task.Run(() => Database.Outbox().MarkPublishedAsync(epoch, [(issue.EventId, "1-1")], Token), Token)));

        Assert.Equal(64, await TotalAsync(Counters.Published));
        Assert.Equal(["published"], (await Database.Report.TotalsAsync(Token)).Keys);
    }

    private static Confirmation Confirm(NewCredential issue, string outcome, string reason = "") =>
        new(issue.EventId, issue.Credential.Id, 1, outcome, "worker", DateTimeOffset.UtcNow, reason);

    private static IEnumerable<Guid> EventIds(IEnumerable<NewCredential> issues) => issues.Select(static issue => issue.EventId).Order();

    private static IEnumerable<Guid> EventIds(IEnumerable<OutboxMessage> messages) => messages.Select(static message => message.Event.EventId).Order();

    private async Task FailAsync(NewCredential issue, int times)
    {
        var outbox = Database.Outbox(options => options.MaxRetries = 1);
        for (var attempts = 0; attempts < times; attempts++)
        {
            var stored = new CredentialEvent(EventTypes.CredentialIssued, issue.EventId, issue.Credential.Timestamp, 1, 0, 1, issue.CorrelationId, issue.Credential.Id, issue.Json);
            await outbox.MarkFaultAsync(new OutboxMessage(stored, attempts, 0, null, null), s_long, "reason", Token);
        }
    }

    private Task<int> MakeDueAsync(NewCredential issue, int minutesAgo) => Database.ExecuteAsync(
        $"UPDATE outbox SET due_at = {Database.Dialect.NowPlus($"{-60 * minutesAgo}")} WHERE event_id = @id", ("@id", issue.EventId));

    private async Task<DeliveryState[]> StatesAsync(IEnumerable<NewCredential> issues)
    {
        var states = (await Database.ListAsync("SELECT event_id, state FROM outbox", static reader => (reader.GetGuid(0), (DeliveryState)reader.GetInt16(1)))).ToDictionary();
        return [.. issues.Select(issue => states[issue.EventId])];
    }

    private Task<(DeliveryState State, string? DeadBy)> DeathOfAsync(NewCredential issue) => Database.ReadAsync(
        "SELECT state, dead_by FROM outbox WHERE event_id = @id", static reader => ((DeliveryState)reader.GetInt16(0), reader.StringOrNull(1)), ("@id", issue.EventId));

    private Task<DateTimeOffset?> ConfirmedAtAsync(NewCredential issue) => Database.ReadAsync(
        "SELECT confirmed_at FROM outbox WHERE event_id = @id", reader => Database.Dialect.ReadTimeOrNull(reader, 0), ("@id", issue.EventId));

    private async Task<long> TotalAsync(string name) => (await Database.Report.TotalsAsync(Token)).GetValueOrDefault(name);
}
