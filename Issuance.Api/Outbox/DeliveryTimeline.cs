using Issuance.Api.Storage;
using KubeCredential.Hosting.Background;
using KubeCredential.Messaging;
using KubeCredential.Storage;

namespace Issuance.Api.Outbox;

/// <summary>
/// Counts issued and delivered credentials per minute. Counts are collected in memory and added to the database every few seconds; if the
/// process is killed, at most those few seconds are lost.
/// </summary>
internal sealed class DeliveryTimeline(
    SqlDialect dialect, DeliveryStatus status, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<DeliveryTimeline> logger)
    : BackgroundLoop("delivery-timeline", loops, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Kept = TimeSpan.FromHours(2);
    private readonly Lock _gate = new();
    private Dictionary<DateTimeOffset, Minute> _minutes = [];

    /// <summary>The counts of one minute. Lags are in milliseconds, from issue to confirmation.</summary>
    internal readonly record struct Minute(long Issued, long Delivered, long LagSum, long LagMax)
    {
        public Minute Plus(Minute other) => new(Issued + other.Issued, Delivered + other.Delivered, LagSum + other.LagSum, Math.Max(LagMax, other.LagMax));
    }

    public void CountIssued() => Add(new Minute(1, 0, 0, 0));

    /// <summary>Counts what the verifier has applied. The time of an event is in its ID, a UUIDv7.</summary>
    public void CountDelivered(IEnumerable<Confirmation> confirmations)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var one in confirmations.Where(static one => one is { Outcome: ConfirmationOutcome.Applied, Version: 1 }))
        {
            var lag = Math.Max(0, now - Convert.ToInt64(one.EventId.ToString("N")[..12], 16));
            Add(new Minute(0, 1, lag, lag));
        }
    }

    /// <summary>The minutes since <paramref name="from"/> in which something happened.</summary>
    public async Task<Dictionary<DateTimeOffset, Minute>> ReadAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT at, issued, delivered, lag_sum, lag_max FROM delivery_minutes WHERE at >= @from").With("@from", dialect.Time(from));
        var rows = await command.ListAsync(
            reader => (At: dialect.ReadTime(reader, 0), Minute: new Minute(reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4))), cancellationToken);
        return rows.GroupBy(static row => row.At).ToDictionary(static group => group.Key, static group => group.Aggregate(default(Minute), static (sum, row) => sum.Plus(row.Minute)));
    }

    /// <summary>The same for one organisation, calculated from the credentials it issued in that time.</summary>
    public async Task<Dictionary<DateTimeOffset, Minute>> ReadOfAsync(string organisation, DateTimeOffset from, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = OrganisationCondition.Bind(connection.Command(ReadOfSql()), organisation)
            .With("@first", FirstIdOf(from)).With("@from", dialect.Time(from));
        var minutes = new Dictionary<DateTimeOffset, Minute>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (issuedAt, confirmedAt) = (dialect.ReadTime(reader, 0), dialect.ReadTimeOrNull(reader, 1));
            Count(issuedAt, new Minute(1, 0, 0, 0));
            if (confirmedAt is not { } at) continue;
            var lag = Math.Max(0, (long)(at - issuedAt).TotalMilliseconds);
            Count(at, new Minute(0, 1, lag, lag));
        }

        return minutes;

        void Count(DateTimeOffset at, Minute what) => minutes[MinuteOf(at)] = minutes.GetValueOrDefault(MinuteOf(at)).Plus(what);
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
        Dictionary<DateTimeOffset, Minute> gathered;
        lock (_gate) (gathered, _minutes) = (_minutes, []);
        if (gathered.Count == 0) return false;
        try
        {
            await WriteAsync(gathered, cancellationToken);
        }
        catch
        {
            foreach (var (at, minute) in gathered) Add(minute, at);
            throw;
        }

        return false;
    }

    /// <summary>The minute that contains a moment.</summary>
    internal static DateTimeOffset MinuteOf(DateTimeOffset moment) => new(moment.UtcTicks - (moment.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    private void Add(Minute minute, DateTimeOffset? at = null)
    {
        var key = at ?? MinuteOf(time.GetUtcNow());
        lock (_gate) _minutes[key] = _minutes.GetValueOrDefault(key).Plus(minute);
    }

    private async Task WriteAsync(Dictionary<DateTimeOffset, Minute> gathered, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        foreach (var (at, minute) in gathered.OrderBy(static one => one.Key)) // Always in this order, so that two replicas that write the same minutes wait for each other instead of deadlocking.
        {
            await using var command = connection.Command(
                """
                INSERT INTO delivery_minutes (at, shard, issued, delivered, lag_sum, lag_max) VALUES (@at, @shard, @issued, @delivered, @sum, @max)
                ON CONFLICT (at, shard) DO UPDATE SET
                  issued = delivery_minutes.issued + excluded.issued, delivered = delivery_minutes.delivered + excluded.delivered,
                  lag_sum = delivery_minutes.lag_sum + excluded.lag_sum,
                  lag_max = CASE WHEN delivery_minutes.lag_max > excluded.lag_max THEN delivery_minutes.lag_max ELSE excluded.lag_max END
                """,
                transaction);
            command.With("@at", dialect.Time(at)).With("@shard", Counters.Shard).With("@issued", minute.Issued).With("@delivered", minute.Delivered)
                .With("@sum", minute.LagSum).With("@max", minute.LagMax);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var old = connection.Command("DELETE FROM delivery_minutes WHERE at < @before", transaction).With("@before", dialect.Time(time.GetUtcNow() - Kept));
        await old.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
