using System.Globalization;
using Issuance.Api.Credentials;
using Issuance.Api.Outbox;
using Issuance.Api.Storage;
using KubeCredential.Events;
using KubeCredential.Storage;

namespace Issuance.Api.Tests.Storage;

public abstract class OutboxReportTests(TestDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    public sealed class OnSqlite(TestDatabases databases) : OutboxReportTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(TestDatabases databases) : OutboxReportTests(databases, DatabaseKind.Postgres);

    private OutboxReport Report => Database.Report;

    [Fact]
    public async Task Depths_are_true_counts_and_the_oldest_and_the_next_are_told()
    {
        Assert.Equal(new OutboxReport.Depths(0, 0, 0, 0, null, null, null, null), await Report.DepthsAsync(Token));
        var issues = await Database.AppendAsync(15);
        await SetAsync(issues[3..5], DeliveryState.Retrying);
        await SetAsync(issues[5..8], DeliveryState.Published);
        await SetAsync(issues[8..12], DeliveryState.Dead);
        await SetAsync(issues[12..14], DeliveryState.Confirmed);
        await SetAsync(issues[14..], DeliveryState.Discarded);
        await Database.ExecuteAsync(
            $"UPDATE outbox SET created_at = {Database.Dialect.NowPlus("-600")}, due_at = {Database.Dialect.NowPlus("600")} WHERE event_id = @id", ("@id", issues[3].EventId));
        await Database.ExecuteAsync($"UPDATE outbox SET due_at = {Database.Dialect.NowPlus("300")} WHERE event_id = @id", ("@id", issues[4].EventId));
        var (created, _) = await TimesAsync(issues[3]);
        var (_, due) = await TimesAsync(issues[4]);

        // A retry waits for its delay, so it does not count as waiting to be published.
        await Database.ExecuteAsync($"UPDATE outbox SET created_at = {Database.Dialect.NowPlus("-60")} WHERE event_id = @id", ("@id", issues[1].EventId));
        await Database.ExecuteAsync($"UPDATE outbox SET created_at = {Database.Dialect.NowPlus("-90")} WHERE event_id = @id", ("@id", issues[6].EventId));
        var ((waiting, _), (unconfirmed, _)) = (await TimesAsync(issues[1]), await TimesAsync(issues[6]));

        Assert.Equal(new OutboxReport.Depths(3, 2, 3, 4, created, due, waiting, unconfirmed), await Report.DepthsAsync(Token));
    }

    [Fact]
    public async Task Pages_of_dead_letters_hold_each_once_the_newest_first_also_where_many_died_at_once()
    {
        var issues = await Database.AppendAsync(20);
        await SetAsync(issues[..12], DeliveryState.Dead, secondsAgo: 60);
        await SetAsync(issues[12..18], DeliveryState.Dead, secondsAgo: 30);

        var seen = new List<OutboxReport.FailedRow>();
        (DateTimeOffset, Guid)? after = null;
        while (await Report.DeadLettersAsync(5, after, Token) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 5);
            seen.AddRange(page);
            after = (page[^1].DeadAt!.Value, page[^1].EventId);
        }

        Assert.Equal(18, seen.Count);
        Assert.Equal(EventIds(issues[12..18]), seen[..6].Select(static row => row.EventId).Order());
        Assert.Equal(EventIds(issues[..12]), seen[6..].Select(static row => row.EventId).Order());
        Assert.Equal(seen.OrderByDescending(static row => row.DeadAt).Select(static row => row.DeadAt), seen.Select(static row => row.DeadAt));
        var row = seen.Single(row => row.EventId == issues[0].EventId);
        Assert.Equal(
            (issues[0].Credential.Id, EventTypes.CredentialIssued, 2, "set by a test", DeadBy.Verifier, issues[0].Json),
            (row.CredentialId, row.EventType, row.Attempts, row.Reason, row.DeadBy, row.Credential));
    }

    [Fact]
    public async Task Pages_of_the_retry_queue_hold_each_once_the_soonest_first()
    {
        var issues = await Database.AppendAsync(12);
        await SetAsync(issues[..7], DeliveryState.Retrying, secondsAgo: -600);
        await SetAsync(issues[7..10], DeliveryState.Retrying, secondsAgo: -300);

        var seen = new List<OutboxReport.FailedRow>();
        (DateTimeOffset, Guid)? after = null;
        while (await Report.RetryQueueAsync(2, after, Token) is { Count: > 0 } page)
        {
            seen.AddRange(page);
            after = (page[^1].DueAt, page[^1].EventId);
        }

        Assert.Equal(10, seen.Count);
        Assert.Equal(EventIds(issues[7..10]), seen[..3].Select(static row => row.EventId).Order());
        Assert.Equal(EventIds(issues[..7]), seen[3..].Select(static row => row.EventId).Order());
    }

    [Fact]
    public async Task Reprocessing_makes_dead_letters_ready_with_their_attempts_forgotten()
    {
        var issues = await Database.AppendAsync(6);
        await SetAsync(issues[..4], DeliveryState.Dead);
        await SetAsync(issues[4..5], DeliveryState.Retrying, secondsAgo: -600);

        Assert.Equal(4, await Report.ReprocessAsync(null, "key:test", Token));
        Assert.Equal(0, await Report.ReprocessAsync(null, "key:test", Token));

        var claimed = await Database.Outbox().ClaimAsync(Token);
        Assert.Equal(EventIds([.. issues[..4], issues[5]]), claimed.Select(static message => message.Event.EventId).Order());
        Assert.All(claimed, static message => Assert.Equal(0, message.Attempts));
        Assert.Equal(0, (await Report.DepthsAsync(Token)).Dead);
        Assert.Null((await Database.Credentials.FindAsync(issues[0].Credential.Id, Token))!.Delivery.DeadAt);
    }

    [Fact]
    public async Task Reprocessing_the_given_ones_leaves_the_others_and_passes_over_what_is_not_dead()
    {
        var issues = await Database.AppendAsync(5);
        await SetAsync(issues[..4], DeliveryState.Dead);

        Assert.Equal(2, await Report.ReprocessAsync([issues[0].EventId, issues[2].EventId, issues[4].EventId, Guid.CreateVersion7()], "key:test", Token));

        Assert.Equal(EventIds([issues[1], issues[3]]), (await Report.DeadLettersAsync(10, null, Token)).Select(static row => row.EventId).Order());
        Assert.Equal(0, await Report.ReprocessAsync([], "key:test", Token));
    }

    [Fact]
    public async Task Ids_given_twice_count_once_and_hold_back_none()
    {
        var issues = await Database.AppendAsync(400);
        await SetAsync(issues, DeliveryState.Dead);
        Guid[] ids = [.. issues.SelectMany(static issue => (Guid[])[issue.EventId, issue.EventId])];

        Assert.Equal(400, await Report.ReprocessAsync(ids, "key:test", Token));
    }

    [Fact]
    public async Task Reprocessing_twice_at_once_moves_each_event_once()
    {
        var issues = await Database.AppendAsync(1_700);
        await SetAsync(issues, DeliveryState.Dead);

        var moved = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Database.Report.ReprocessAsync(null, "key:test", Token), Token)));

        Assert.Equal(1_700, moved.Sum());
        Assert.Equal((1_700, 0), ((await Report.DepthsAsync(Token)).Pending, (await Report.DepthsAsync(Token)).Dead));
    }

    [Fact]
    public async Task What_dies_after_the_call_has_begun_is_left_for_the_next_call()
    {
        var issues = await Database.AppendAsync(3);
        await SetAsync(issues[..1], DeliveryState.Dead, secondsAgo: 1);
        await SetAsync(issues[1..], DeliveryState.Dead, secondsAgo: -60);

        Assert.Equal(1, await Report.ReprocessAsync(null, "key:test", Token));
        Assert.Equal(0, await Report.ReprocessAsync([issues[1].EventId], "key:test", Token));
        Assert.Equal(2, (await Report.DepthsAsync(Token)).Dead);
    }

    [Fact]
    public async Task A_discarded_dead_letter_is_gone_for_good_and_its_reason_is_kept()
    {
        var issues = await Database.AppendAsync(2);
        await SetAsync(issues, DeliveryState.Dead);
        var id = issues[0].EventId;

        Assert.True(await Report.DiscardAsync(id, "issued by mistake", "key:test", Token));

        Assert.Equal(DeliveryState.Discarded, await StateOfAsync(id));
        Assert.Equal("issued by mistake", (await Database.Credentials.FindAsync(issues[0].Credential.Id, Token))!.Delivery.LastError);
        Assert.Equal([issues[1].EventId], (await Report.DeadLettersAsync(10, null, Token)).Select(static row => row.EventId));
        Assert.False(await Report.DiscardAsync(id, "again", "key:test", Token));
        Assert.False(await Report.DiscardAsync(Guid.CreateVersion7(), "unknown", "key:test", Token));
        Assert.Equal(1, await Report.ReprocessAsync(null, "key:test", Token));
        Assert.False(await Report.DiscardAsync(issues[1].EventId, "no longer dead", "key:test", Token));
        Assert.Equal((2, 2, 2), await Database.CountsAsync());
    }

    private static IEnumerable<Guid> EventIds(IEnumerable<NewCredential> issues) => issues.Select(static issue => issue.EventId).Order();

    private async Task SetAsync(NewCredential[] issues, DeliveryState state, int secondsAgo = 1)
    {
        var at = Database.Dialect.NowPlus((-secondsAgo).ToString(CultureInfo.InvariantCulture));
        var dead = state is DeliveryState.Dead or DeliveryState.Discarded;
        await using var connection = await Database.Dialect.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            UPDATE outbox SET state = {(int)state}, attempts = 2, reason = 'set by a test', due_at = {at},
              dead_at = {(dead ? at : "NULL")}, dead_by = {(dead ? $"'{DeadBy.Verifier}'" : "NULL")}
            WHERE event_id IN (SELECT event_id FROM {Database.Dialect.Rows("event_id")})
            """;
        Database.Dialect.AddRows(command, new RowColumn("event_id", issues.Select(static issue => issue.EventId).ToArray()));
        Assert.Equal(issues.Length, await command.ExecuteNonQueryAsync(Token));
    }

    private Task<(DateTimeOffset Created, DateTimeOffset Due)> TimesAsync(NewCredential issue) => Database.ReadAsync(
        "SELECT created_at, due_at FROM outbox WHERE event_id = @id",
        reader => (Database.Dialect.ReadTime(reader, 0), Database.Dialect.ReadTime(reader, 1)),
        ("@id", issue.EventId));
}
