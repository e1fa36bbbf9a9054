using Issuance.Api.Storage;
using KubeCredential.Hosting.Background;
using KubeCredential.Messaging;
using KubeCredential.Storage;

namespace Issuance.Api.Outbox;

/// <summary>
/// Counts issued and delivered credentials for every <see cref="TimelineRange"/>. Counts are collected in memory and added to the database every few seconds; if the
/// process is killed, at most those few seconds are lost.
/// </summary>
internal sealed class DeliveryTimeline(
    SqlDialect dialect, DeliveryStatus status, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<DeliveryTimeline> logger)
    : BackgroundLoop("delivery-timeline", loops, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly Lock _gate = new();
    private Dictionary<(DateTimeOffset Minute, int Bucket), (long Count, long Longest)> _gathered = [];

    public void CountIssued() => Gather(TimelineRange.All[0].StepOf(time.GetUtcNow()), DeliveryCounts.IssuedBucket, 1, 0);

    /// <summary>Counts what the verifier has applied. The time of an event is in its ID, a UUIDv7.</summary>
    public void CountDelivered(IEnumerable<Confirmation> confirmations)
    {
        var now = time.GetUtcNow();
        foreach (var one in confirmations.Where(static one => one is { Outcome: ConfirmationOutcome.Applied, Version: 1 }))
        {
            var lag = Math.Max(0, now.ToUnixTimeMilliseconds() - Convert.ToInt64(one.EventId.ToString("N")[..12], 16));
            Gather(TimelineRange.All[0].StepOf(now), DeliveryCounts.BucketOf(lag), 1, lag);
        }
    }

    /// <summary>The steps since <paramref name="from"/> in which something happened.</summary>
    public async Task<Dictionary<DateTimeOffset, DeliveryCounts>> ReadAsync(TimelineRange range, DateTimeOffset from, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT at, bucket, count, longest FROM delivery_counts WHERE step = @step AND at >= @from")
            .With("@step", range.StepSeconds).With("@from", dialect.Time(from));
        var steps = new Dictionary<DateTimeOffset, DeliveryCounts>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) At(steps, dialect.ReadTime(reader, 0)).Add(reader.GetInt32(1), reader.GetInt64(2), reader.GetInt64(3));
        return steps;
    }

    /// <summary>The same for one organisation, calculated from the credentials it issued in that time.</summary>
    public async Task<Dictionary<DateTimeOffset, DeliveryCounts>> ReadOfAsync(string organisation, TimelineRange range, DateTimeOffset from, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = OrganisationCondition.Bind(connection.Command(ReadOfSql()), organisation)
            .With("@first", FirstIdOf(from)).With("@from", dialect.Time(from));
        var steps = new Dictionary<DateTimeOffset, DeliveryCounts>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (issuedAt, confirmedAt) = (dialect.ReadTime(reader, 0), dialect.ReadTimeOrNull(reader, 1));
            At(steps, range.StepOf(issuedAt)).Add(DeliveryCounts.IssuedBucket, 1, 0);
            if (confirmedAt is not { } at) continue;
            var lag = Math.Max(0, (long)(at - issuedAt).TotalMilliseconds);
            At(steps, range.StepOf(at)).Add(DeliveryCounts.BucketOf(lag), 1, lag);
        }

        return steps;
    }

    /// <summary>The statement of <see cref="ReadOfAsync"/>; tests check its query plan.</summary>
    internal static string ReadOfSql() =>
        $"""
        SELECT c.issued_at, CASE WHEN c.version = 1 THEN COALESCE(o.confirmed_at, c.confirmed_at) END FROM credentials c LEFT JOIN outbox o ON o.event_id = c.event_id
        WHERE c.id >= @first AND {OrganisationCondition.Sql("c.")} AND c.issued_at >= @from
        """;

    /// <summary>The lowest ID that a credential issued at this moment can have: a UUIDv7 begins with the milliseconds (RFC 9562, section 5.7).</summary>
    private static Guid FirstIdOf(DateTimeOffset moment) => Guid.ParseExact($"{moment.ToUnixTimeMilliseconds():x12}7000{0x8000000000000000:x16}", "N");

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        status.Confirmed += CountDelivered;
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (database.IsReady) await StepAsync(cancellationToken);
    }

    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Interval, time, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        Dictionary<(DateTimeOffset Minute, int Bucket), (long Count, long Longest)> gathered;
        lock (_gate) (gathered, _gathered) = (_gathered, []);
        if (gathered.Count == 0) return false;
        try
        {
            await WriteAsync(gathered, cancellationToken);
        }
        catch
        {
            foreach (var ((minute, bucket), (count, longest)) in gathered) Gather(minute, bucket, count, longest);
            throw;
        }

        return false;
    }

    private static DeliveryCounts At(Dictionary<DateTimeOffset, DeliveryCounts> steps, DateTimeOffset at)
    {
        if (!steps.TryGetValue(at, out var counts)) steps[at] = counts = new DeliveryCounts();
        return counts;
    }

    private void Gather(DateTimeOffset minute, int bucket, long count, long longest)
    {
        lock (_gate)
        {
            var before = _gathered.GetValueOrDefault((minute, bucket));
            _gathered[(minute, bucket)] = (before.Count + count, Math.Max(before.Longest, longest));
        }
    }

    /// <summary>Adds the counts to the steps of every range, and removes steps that have left theirs.</summary>
    private async Task WriteAsync(Dictionary<(DateTimeOffset Minute, int Bucket), (long Count, long Longest)> gathered, CancellationToken cancellationToken)
    {
        var rows = TimelineRange.All
            .SelectMany(range => gathered.Select(one => (range.StepSeconds, At: range.StepOf(one.Key.Minute), one.Key.Bucket, one.Value.Count, one.Value.Longest)))
            .GroupBy(static row => (row.StepSeconds, row.At, row.Bucket), static row => (row.Count, row.Longest))
            .OrderBy(static row => row.Key) // Always in this order, so that two replicas that write the same rows wait for each other instead of deadlocking.
            .ToArray();
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var add = connection.Command(
            $"""
            INSERT INTO delivery_counts (step, at, bucket, count, longest)
            SELECT t.step, t.at, t.bucket, t.count, t.longest FROM {dialect.Rows("step", "at", "bucket", "count", "longest")} WHERE true
            ON CONFLICT (step, at, bucket) DO UPDATE SET
              count = delivery_counts.count + excluded.count,
              longest = CASE WHEN delivery_counts.longest > excluded.longest THEN delivery_counts.longest ELSE excluded.longest END
            """,
            transaction);
        dialect.AddRows(
            add, new("step", Array.ConvertAll(rows, static row => row.Key.StepSeconds)), new("at", Array.ConvertAll(rows, static row => row.Key.At)),
            new("bucket", Array.ConvertAll(rows, static row => row.Key.Bucket)), new("count", Array.ConvertAll(rows, static row => row.Sum(static one => one.Count))),
            new("longest", Array.ConvertAll(rows, static row => row.Max(static one => one.Longest))));
        await add.ExecuteNonQueryAsync(cancellationToken);
        foreach (var range in TimelineRange.All)
        {
            await using var old = connection.Command("DELETE FROM delivery_counts WHERE step = @step AND at < @before", transaction)
                .With("@step", range.StepSeconds).With("@before", dialect.Time(range.FirstStep(time.GetUtcNow())));
            await old.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
