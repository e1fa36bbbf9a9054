using Issuance.Api.Outbox;
using KubeCredential.Hosting.Background;
using KubeCredential.Messaging;
using KubeCredential.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Issuance.Api.Tests.Storage;

/// <summary>What is kept for the charts, over more time than a test has.</summary>
public abstract class DeliveryTimelineTests(TestDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 31, 8, 7, 30, TimeSpan.Zero));

    public sealed class OnSqlite(TestDatabases databases) : DeliveryTimelineTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(TestDatabases databases) : DeliveryTimelineTests(databases, DatabaseKind.Postgres);

    [Fact]
    public async Task Two_replicas_count_into_the_same_steps_of_every_range()
    {
        using var one = Timeline();
        using var other = Timeline();
        one.CountIssued();
        one.CountDelivered([Applied(lag: 100), Applied(lag: 100), Applied(lag: 100) with { Outcome = ConfirmationOutcome.Duplicate }]);
        await one.StepOnceAsync(Token);
        other.CountIssued();
        other.CountDelivered([Applied(lag: 60_000), Applied(lag: 100) with { Version = 2 }]);
        await other.StepOnceAsync(Token);

        foreach (var (range, start) in new[] { (TimelineRange.All[0], "08:07"), (TimelineRange.All[1], "08:00"), (TimelineRange.All[2], "08:00") })
        {
            var (at, counts) = Assert.Single(await one.ReadAsync(range, range.FirstStep(_time.GetUtcNow()), Token));
            Assert.Equal(new DateTimeOffset(2030, 1, 31, 0, 0, 0, TimeSpan.Zero) + TimeSpan.Parse(start, null), at);
            Assert.Equal((2, 3, 60_000), (counts.Issued, counts.Delivered, counts.Longest));
            Assert.InRange(counts.Within(0.5)!.Value, 100, 120);
            Assert.Equal(60_000, counts.Within(0.95));
        }
    }

    [Fact]
    public async Task Steps_that_have_left_their_range_are_removed_and_no_others()
    {
        using var timeline = Timeline();
        for (var day = 0; day < 9; day++)
        {
            timeline.CountIssued();
            await timeline.StepOnceAsync(Token);
            _time.Advance(TimeSpan.FromDays(1));
        }

        timeline.CountIssued();
        await timeline.StepOnceAsync(Token);

        var now = _time.GetUtcNow();
        var steps = await Task.WhenAll(TimelineRange.All.Select(async range => (await timeline.ReadAsync(range, range.FirstStep(now), Token)).Count));
        Assert.Equal([1, 1, 7], steps);
        Assert.Equal(9, await Database.CountAsync("delivery_counts"));
    }

    private Confirmation Applied(long lag)
    {
        var id = Guid.CreateVersion7(_time.GetUtcNow().AddMilliseconds(-lag));
        return new Confirmation(id, Guid.NewGuid(), 1, ConfirmationOutcome.Applied, "worker", _time.GetUtcNow());
    }

    private DeliveryTimeline Timeline() => new(
        Database.Dialect, new DeliveryStatus(Options.Create(new OutboxOptions()), _time), new DatabaseReadiness(), _time, new LoopRegistry(_time), NullLogger<DeliveryTimeline>.Instance);
}
