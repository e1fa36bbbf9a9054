using System.Globalization;
using Issuance.Api.Credentials;
using Issuance.Api.Outbox;
using Issuance.Api.Storage;
using KubeCredential.Messaging;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Tests.Storage;

/// <summary>Confirmations by several groups, all of which are required.</summary>
public abstract class GroupConfirmationsTests(TestDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    private const string Archive = "archive";
    private const string Verification = "verification";

    public sealed class OnSqlite(TestDatabases databases) : GroupConfirmationsTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(TestDatabases databases) : GroupConfirmationsTests(databases, DatabaseKind.Postgres);

    private GroupConfirmations Groups => Requiring($"{Verification},{Archive}");

    [Fact]
    public async Task An_event_is_confirmed_when_the_last_required_group_has_confirmed_it()
    {
        var issues = await PublishedAsync(3);

        Assert.Empty(await Groups.ConfirmAsync([Said(issues[0], Verification), Said(issues[1], Verification), Said(issues[2], Archive)], Token));

        Assert.Equal([DeliveryState.Published, DeliveryState.Published, DeliveryState.Published], await StatesAsync(issues));
        Assert.Equal(3, await Database.CountAsync("outbox_groups"));
        Assert.Equal(
            new Dictionary<Guid, string> { [issues[0].EventId] = Archive, [issues[1].EventId] = Archive, [issues[2].EventId] = Verification },
            (await Groups.OutstandingAsync([.. issues.Select(static one => one.EventId)], Token)).ToDictionary(static one => one.Key, static one => Assert.Single(one.Value)));

        var ended = await Groups.ConfirmAsync([Said(issues[0], Archive), Said(issues[2], Verification, ConfirmationOutcome.Duplicate)], Token);

        Assert.Equal([issues[0].EventId, issues[2].EventId], ended.Select(static one => one.EventId));
        Assert.Equal([DeliveryState.Confirmed, DeliveryState.Published, DeliveryState.Confirmed], await StatesAsync(issues));
        Assert.Equal(1, await Database.CountAsync("outbox_groups")); // No rows are kept for confirmed events.
        var totals = await Database.Report.TotalsAsync(Token);
        Assert.Equal((2, 3, 2), (totals[Counters.Confirmed], totals[GroupConfirmations.ConfirmedBy(Verification)], totals[GroupConfirmations.ConfirmedBy(Archive)]));
    }

    [Fact]
    public async Task What_is_said_twice_or_too_late_or_of_an_unknown_event_changes_nothing()
    {
        var issue = Assert.Single(await PublishedAsync(1));
        for (var i = 0; i < 2; i++) Assert.Empty(await Groups.ConfirmAsync([Said(issue, Archive), Said(issue, Archive, ConfirmationOutcome.Duplicate)], Token));
        Assert.Empty(await Groups.ConfirmAsync([Said(issue, Archive, ConfirmationOutcome.Dead)], Token)); // It has confirmed.
        Assert.Equal([DeliveryState.Published], await StatesAsync([issue]));

        Assert.Single(await Groups.ConfirmAsync([Said(issue, Verification), Said(issue, Verification, ConfirmationOutcome.Dead)], Token));
        Assert.Empty(await Groups.ConfirmAsync([Said(issue, Archive, ConfirmationOutcome.Dead), Said(issue, Verification), Said(NewCredentials.Make(), Archive)], Token));

        Assert.Equal([DeliveryState.Confirmed], await StatesAsync([issue]));
        Assert.Equal(0, await Database.CountAsync("outbox_groups"));
        Assert.Equal(1, (await Database.Report.TotalsAsync(Token))[GroupConfirmations.ConfirmedBy(Archive)]);
    }

    [Fact]
    public async Task A_group_that_gives_an_event_up_makes_it_dead_until_that_group_confirms_it_after_all()
    {
        var issue = Assert.Single(await PublishedAsync(1));
        await Groups.ConfirmAsync([Said(issue, Archive, ConfirmationOutcome.Dead)], Token);
        Assert.Equal([DeliveryState.Dead], await StatesAsync([issue]));

        await Groups.ConfirmAsync([Said(issue, Verification)], Token);
        Assert.Equal([DeliveryState.Dead], await StatesAsync([issue]));
        Assert.Equal(1, (await Database.Report.TotalsAsync(Token))[GroupConfirmations.DeadAt(Archive)]);

        Assert.Single(await Groups.ConfirmAsync([Said(issue, Archive)], Token));
        Assert.Equal([DeliveryState.Confirmed], await StatesAsync([issue]));
    }

    [Fact]
    public async Task One_that_no_group_holds_among_its_dead_letters_any_more_is_on_its_way_again()
    {
        var issue = Assert.Single(await PublishedAsync(1));
        await Groups.ConfirmAsync([Said(issue, Archive, ConfirmationOutcome.Dead)], Token);
        await Groups.ConfirmAsync([Said(issue, Archive)], Token);

        Assert.Equal([DeliveryState.Published], await StatesAsync([issue]));
        Assert.Contains(issue.EventId, (await Database.Outbox().ClaimUnconfirmedAsync(Token)).Select(static one => one.EventId)); // It is checked immediately.
    }

    [Fact]
    public async Task A_dead_letter_that_a_required_group_takes_away_for_good_ends_delivery_without_confirmation()
    {
        var issue = Assert.Single(await PublishedAsync(1));
        await Groups.ConfirmAsync([Said(issue, Archive, ConfirmationOutcome.Dead)], Token);
        await Groups.ConfirmAsync([Said(issue, Archive, ConfirmationOutcome.Discarded)], Token);
        await Groups.ConfirmAsync([Said(issue, Verification)], Token);

        Assert.Equal([DeliveryState.Discarded], await StatesAsync([issue]));
    }

    /// <summary>The last two confirmations of each event arrive concurrently: the second must see both.</summary>
    [Fact]
    public async Task Two_replicas_that_hear_of_two_groups_at_once_leave_no_event_unconfirmed()
    {
        var issues = await PublishedAsync(40);
        foreach (var portion in issues.Chunk(4))
        {
            var ended = await Task.WhenAll(((string[])[Verification, Archive]).Select(group => Task.Run(() => Groups.ConfirmAsync([.. portion.Select(one => Said(one, group))], Token), Token)));
            Assert.Equal(portion.Select(static one => one.EventId).Order(), ended.SelectMany(static of => of).Select(static one => one.EventId).Order());
        }

        Assert.All(await StatesAsync(issues), static state => Assert.Equal(DeliveryState.Confirmed, state));
        Assert.Equal(40, (await Database.Report.TotalsAsync(Token))[Counters.Confirmed]);
        Assert.Equal(0, await Database.CountAsync("outbox_groups"));
    }

    [Fact]
    public async Task A_confirmation_that_comes_before_the_mark_counts_and_the_mark_does_not_undo_it()
    {
        var issue = Assert.Single(await Database.AppendAsync(1));
        var outbox = Database.Outbox();
        var epoch = await outbox.GetEpochAsync(Token);
        await outbox.ClaimAsync(Token);
        await Groups.ConfirmAsync([Said(issue, Archive)], Token);
        await outbox.MarkPublishedAsync(epoch, [(issue.EventId, "1-1")], Token);
        Assert.Equal([DeliveryState.Published], await StatesAsync([issue]));

        Assert.Single(await Groups.ConfirmAsync([Said(issue, Verification)], Token));
        Assert.Equal([DeliveryState.Confirmed], await StatesAsync([issue]));
    }

    [Fact]
    public async Task What_is_left_of_other_settings_is_removed_and_what_counts_is_kept()
    {
        var issues = await PublishedAsync(2);
        await Groups.ConfirmAsync([.. issues.Select(static one => Said(one, Archive))], Token);
        await Database.Outbox().ConfirmAsync([Said(issues[0], Verification)], Token); // As a service that requires only the verifier would.

        await Groups.TidyAsync(Token);
        Assert.Equal(1, await Database.CountAsync("outbox_groups"));
        await Requiring(Verification).TidyAsync(Token);
        Assert.Equal(0, await Database.CountAsync("outbox_groups"));
    }

    [Fact]
    public async Task Groups_that_are_not_required_are_counted_and_change_nothing()
    {
        var issue = Assert.Single(await PublishedAsync(1));
        await Requiring(Verification).CountAsync([Said(issue, Archive), Said(issue, Archive, ConfirmationOutcome.Duplicate), Said(issue, "notices", ConfirmationOutcome.Dead)], Token);

        Assert.Equal([DeliveryState.Published], await StatesAsync([issue]));
        var totals = await Database.Report.TotalsAsync(Token);
        Assert.Equal((2, 1), (totals[GroupConfirmations.ConfirmedBy(Archive)], totals[GroupConfirmations.DeadAt("notices")]));
        Assert.False(totals.ContainsKey(Counters.Confirmed));
    }

    [Fact]
    public async Task Of_an_event_that_was_signed_anew_only_the_new_signature_counts_for_every_group()
    {
        var issue = Assert.Single(await PublishedAsync(1));
        await Database.ExecuteAsync("UPDATE outbox SET signed_anew_with = 'new'");
        await Groups.ConfirmAsync([Said(issue, Verification) with { KeyId = "new" }, Said(issue, Archive) with { KeyId = "old" }], Token);
        Assert.Equal([DeliveryState.Published], await StatesAsync([issue]));
        Assert.Equal(1, await Database.CountAsync("outbox_groups"));

        await Groups.CompleteAsync([(issue.EventId, null)], Token); // What was complete before it was signed anew.
        Assert.Equal([DeliveryState.Published], await StatesAsync([issue]));

        await Groups.ConfirmAsync([Said(issue, Verification) with { KeyId = "new" }], Token);
        Assert.Single(await Groups.ConfirmAsync([Said(issue, Archive) with { KeyId = "old" }, Said(issue, Archive) with { KeyId = "new" }], Token));
        Assert.Equal([DeliveryState.Confirmed], await StatesAsync([issue]));
    }

    private GroupConfirmations Requiring(string groups) => new(Database.Dialect, Database.Outbox(), new RequiredGroups(Options.Create(new OutboxOptions { RequiredGroups = groups })));

    private async Task<NewCredential[]> PublishedAsync(int count)
    {
        var issues = await Database.AppendAsync(count);
        var outbox = Database.Outbox(static options => options.ConfirmTimeout = TimeSpan.FromHours(1));
        await outbox.MarkPublishedAsync(await outbox.GetEpochAsync(Token), [.. issues.Select(static (one, i) => (one.EventId, string.Create(CultureInfo.InvariantCulture, $"{i + 1}-1")))], Token);
        return issues;
    }

    private async Task<List<DeliveryState>> StatesAsync(IEnumerable<NewCredential> issues)
    {
        var states = new List<DeliveryState>();
        foreach (var issue in issues)
            states.Add(await Database.ReadAsync("SELECT state FROM outbox WHERE event_id = @id", static reader => (DeliveryState)reader.GetInt16(0), ("@id", issue.EventId)));
        return states;
    }

    private static Confirmation Said(NewCredential issue, string group, string outcome = ConfirmationOutcome.Applied) =>
        new(issue.EventId, issue.Credential.Id, 1, outcome, "worker", DateTimeOffset.UtcNow, outcome == ConfirmationOutcome.Dead ? "cannot be applied" : "") { Group = group };
}
