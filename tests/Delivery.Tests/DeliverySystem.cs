using System.Diagnostics;
using System.Globalization;
using Issuance.Api.Credentials;
using Issuance.Api.Outbox;
using Issuance.Api.Storage;
using KubeCredential.Hosting.Background;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Messaging;
using KubeCredential.Messaging.Consuming;
using KubeCredential.Messaging.Tests;
using KubeCredential.Storage;
using KubeCredential.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Verification.Api.Credentials;
using Verification.Api.Freshness;
using Verification.Api.Projection;
using Verification.Api.Storage;

namespace Delivery.Tests;

/// <summary>
/// Everything between the two databases, without its loops: two relays, the confirmation reader and the maintenance of the issuer; two consumers of
/// the verifier, and one of another group, with an in-memory store; a real Redis and two real databases. A test decides what happens in which order.
/// All waiting times are zero, so whatever becomes due is due immediately.
/// </summary>
internal sealed class DeliverySystem : IAsyncDisposable
{
    /// <summary>The other group.</summary>
    public const string Archive = "archive";

    private const int MaxRetries = 1;
    private readonly IConnectionMultiplexer _redis;
    private readonly string _directory;
    private readonly FailingDialect _issuance;
    private readonly FailingDialect _verification;
    private readonly CredentialStore _credentials;
    private readonly OutboxStore _outbox;
    private readonly OutboxReport _report;
    private readonly EventPublisher _publisher;
    private readonly EventHandling _handling;
    private readonly OutboxRelay[] _relays;
    private readonly ConfirmationLoop _confirmations;
    private readonly OutboxMaintenance _maintenance;
    private readonly EventConsumer[] _consumers;
    private readonly EventConsumer _archive;
    private readonly TinySubscriber _archived = new();
    private readonly EventArrivals _arrivals;
    private readonly DeliveryControl _control;
    private readonly FreshEvents _fresh;
    private readonly DeadLetters _deadLetters;
    private readonly List<IDisposable> _owned = [];
    private int _number;

    private DeliverySystem(IConnectionMultiplexer redis, string directory, TimeSpan markDelay, string requiredGroups)
    {
        (_redis, _directory) = (redis, directory);
        _issuance = Database("issuance.db");
        _verification = Database("verification.db");
        var time = TimeProvider.System;
        var loops = new LoopRegistry(time);
        var readiness = new DatabaseReadiness();
        readiness.Set();

        var outbox = Options.Create(new OutboxOptions
        {
            BatchSize = 7,
            PollInterval = TimeSpan.Zero,
            Lease = TimeSpan.Zero,
            MarkDelay = markDelay,
            MaxRetries = MaxRetries,
            FirstRetry = TimeSpan.Zero,
            LongestRetry = TimeSpan.Zero,
            ConfirmTimeout = TimeSpan.Zero,
            Retention = TimeSpan.FromDays(1),
            MaintenanceInterval = TimeSpan.Zero,
            RequiredGroups = requiredGroups,
            Breaker = Closed,
        });
        _publisher = new EventPublisher(redis);
        _credentials = new CredentialStore(_issuance);
        _outbox = new OutboxStore(_issuance, outbox, time);
        _report = new OutboxReport(_issuance);
        var status = new DeliveryStatus(outbox, time);
        var signal = Own(new OutboxSignal());
        var unmarked = new UnmarkedPublications(time);
        // The lease is zero, so that any relay can claim at any moment what was handed over to the first one.
        var handover = Options.Create(new OutboxOptions { BatchSize = 7 });
        _fresh = new FreshEvents(status, signal, handover, time);
        var none = new FreshEvents(status, signal, handover, time);
        _control = new DeliveryControl(_issuance);
        _relays =
        [
            .. new[] { _fresh, none }.Select(fresh => Own(new OutboxRelay(
                _outbox, fresh, unmarked, _control, _publisher, status, signal, readiness, outbox, time, loops, NullLogger<OutboxRelay>.Instance))),
        ];
        var required = new RequiredGroups(outbox);
        var byGroup = new GroupConfirmations(_issuance, _outbox, required);
        _confirmations = Own(new ConfirmationLoop(_outbox, byGroup, required, unmarked, signal, status, readiness, redis, outbox, time, loops, NullLogger<ConfirmationLoop>.Instance));
        _maintenance = Own(new OutboxMaintenance(
            _outbox, byGroup, required, _publisher, _confirmations, status, signal, readiness, outbox, time, loops, NullLogger<OutboxMaintenance>.Instance));

        var consumption = Options.Create(new ConsumptionOptions
        {
            BatchSize = 7,
            PollInterval = TimeSpan.Zero,
            AbandonedAfter = TimeSpan.Zero,
            MaxRetries = MaxRetries,
            FirstRetry = TimeSpan.Zero,
            LongestRetry = TimeSpan.Zero,
            Breaker = Closed,
        });
        var inbox = new EventInbox(redis, MessagingKeys.VerificationGroup);
        _arrivals = new EventArrivals(redis);
        var group = new ConsumerGroup(MessagingKeys.VerificationGroup);
        var projection = new CredentialProjection(
            new ReadModel(_verification), Own(new CredentialCache(new VerificationStore(_verification), Options.Create(new VerificationOptions()))),
            Own(new ErasedPages(_verification, readiness, loops, NullLogger<ErasedPages>.Instance)),
            Own(new Knowledge(new IssuerKnowledgeStore(_verification), readiness, time, loops, NullLogger<Knowledge>.Instance)),
            new ConsumptionCounters(_verification), new ConsumptionControl(_verification), readiness, _verification, time);
        var consumed = new ConsumptionStatus(projection, consumption, time);
        _handling = new EventHandling(projection, group, consumed, consumption, time, NullLogger<EventHandling>.Instance);
        _consumers =
        [
            .. Enumerable.Range(1, 2).Select(number => Own(new EventConsumer(
                number, group, projection, _handling, inbox, _arrivals, consumed, redis, consumption, time, loops, NullLogger<EventConsumer>.Instance))),
        ];
        var archive = new ConsumerGroup(Archive);
        var archiving = new ConsumptionStatus(_archived, consumption, time);
        _archive = Own(new EventConsumer(
            3, archive, _archived, new EventHandling(_archived, archive, archiving, consumption, time, NullLogger<EventHandling>.Instance), new EventInbox(redis, Archive), _arrivals, archiving, redis, consumption, time, loops,
            NullLogger<EventConsumer>.Instance));
        _deadLetters = new DeadLetters(inbox, _arrivals, _verification, time);
    }

    /// <summary>Breakers that never open, because tests do not wait for them. They have tests of their own.</summary>
    private static CircuitBreakerOptions Closed => new() { Failures = 1_000_000 };

    /// <summary>Every acknowledged credential, by ID, as JSON text.</summary>
    public Dictionary<Guid, string> Issued { get; } = [];

    /// <summary>Creates a system with empty databases and an emptied Redis.</summary>
    /// <param name="redis">The Redis.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="markDelay">How long published events wait for their confirmation before they are marked; zero by default.</param>
    /// <param name="requiredGroups">The groups that must confirm an event.</param>
    public static async Task<DeliverySystem> CreateAsync(IConnectionMultiplexer redis, CancellationToken cancellationToken, TimeSpan markDelay = default, string requiredGroups = MessagingKeys.VerificationGroup)
    {
        var directory = Directory.CreateTempSubdirectory("delivery-").FullName;
        await redis.GetDatabase().ExecuteAsync("FLUSHALL");
        foreach (var (file, template) in new[] { ("issuance.db", await Templates.Issuance), ("verification.db", await Templates.Verification) })
        {
            File.Copy(template, Path.Combine(directory, file));
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new DeliverySystem(redis, directory, markDelay, requiredGroups);
    }

    /// <summary>Issues credentials; the verifier's database rejects those of poisoned holders while it is poisoned.</summary>
    public Task IssueAsync(int count, bool poisoned, CancellationToken cancellationToken) => IssueAsync(count, poisoned, TimeSpan.Zero, cancellationToken);

    /// <summary>Issues credentials in the process of the first relay, and hands their events over to it if it accepts them.</summary>
    /// <returns>Whether it accepts them.</returns>
    public async Task<bool> IssueFreshAsync(int count, bool poisoned, TimeSpan lease, CancellationToken cancellationToken)
    {
        var (writtenAt, isExpected) = (Stopwatch.GetTimestamp(), _fresh.TryExpect(count));
        var batch = await IssueAsync(count, poisoned, isExpected ? lease : TimeSpan.Zero, cancellationToken);
        if (isExpected) _fresh.Add(count, writtenAt, batch.Select(static one => one.ToMessage(MaxRetries)));
        return isExpected;
    }

    /// <summary>The process of the first relay dies, and handed-over events are lost with it.</summary>
    public void LoseFresh() => _fresh.Take(int.MaxValue);

    private async Task<NewCredential[]> IssueAsync(int count, bool poisoned, TimeSpan lease, CancellationToken cancellationToken)
    {
        var batch = Enumerable.Range(0, count).Select(_ =>
        {
            var now = Rfc3339.ToMilliseconds(DateTimeOffset.UtcNow);
            var number = (++_number).ToString(CultureInfo.InvariantCulture);
            var credential = new IssuedContent(
                Guid.CreateVersion7(now), $"{(poisoned ? "Poison" : "Holder")} {number}", "Model test", DateOnly.FromDateTime(now.UtcDateTime), null, "Issuer", null, "worker", now);
            return NewCredential.Create(credential, $"model-{number}", null, "key:test");
        }).ToArray();
        await _credentials.AppendAsync(batch, lease, cancellationToken);
        foreach (var one in batch) Issued.Add(one.Credential.Id, one.Json);
        return batch;
    }

    /// <summary>An operator stops or resumes publishing.</summary>
    public Task IsolateAsync(bool on, CancellationToken cancellationToken) => _control.SetIsolatedAsync(on, "test", "key:test", cancellationToken);

    public Task RelayAsync(int relay, CancellationToken cancellationToken) => _relays[relay].StepOnceAsync(cancellationToken);

    public Task StopRelayAsync(int relay, CancellationToken cancellationToken) => _relays[relay].StopAsync(cancellationToken);

    public Task ConsumeAsync(int consumer, CancellationToken cancellationToken) => _consumers[consumer].StepOnceAsync(cancellationToken);

    /// <summary>A step of the other group's consumer.</summary>
    public Task ArchiveAsync(CancellationToken cancellationToken) => _archive.StepOnceAsync(cancellationToken);

    /// <summary>The credentials that the other group holds.</summary>
    public IEnumerable<Guid> Archived => _archived.Held.Keys;

    /// <summary>Makes the other group's store reject some of the existing credentials, or none.</summary>
    public void RefuseInArchive(bool on)
    {
        _archived.Refused.Clear();
        if (!on) return;
        foreach (var id in Issued.Keys.Where(static id => id.ToByteArray()[15] % 3 == 0)) _archived.Refused[id] = true;
    }

    public Task ConfirmAsync(CancellationToken cancellationToken) => _confirmations.StepOnceAsync(cancellationToken);

    public Task MaintainAsync(CancellationToken cancellationToken) => _maintenance.StepOnceAsync(cancellationToken);

    /// <summary>A relay's step in which the issuer's database becomes unavailable after a number of connections.</summary>
    public async Task RelayLosesDatabaseAsync(int relay, int afterConnections, CancellationToken cancellationToken)
    {
        _issuance.GoAfter(afterConnections);
        await OutageAsync(() => RelayAsync(relay, cancellationToken));
        _issuance.Return();
    }

    /// <summary>A consumer's step in which the verifier's database becomes unavailable after a number of connections.</summary>
    public async Task ConsumerLosesDatabaseAsync(int consumer, int afterConnections, CancellationToken cancellationToken, int failures = int.MaxValue)
    {
        _verification.GoAfter(afterConnections, failures);
        await OutageAsync(() => ConsumeAsync(consumer, cancellationToken));
        _verification.Return();
    }

    /// <summary>The confirmation reader's step in which the issuer's database becomes unavailable.</summary>
    public async Task ConfirmLosesDatabaseAsync(CancellationToken cancellationToken)
    {
        _issuance.GoAfter(0);
        await OutageAsync(() => ConfirmAsync(cancellationToken));
        _issuance.Return();
    }

    /// <summary>A relay's step while Redis is unavailable.</summary>
    public Task RelayWithoutRedisAsync(CancellationToken cancellationToken) => OutageAsync(() => RelayAsync(0, cancellationToken));

    /// <summary>A consumer's step while Redis is unavailable.</summary>
    public Task ConsumeWithoutRedisAsync(CancellationToken cancellationToken) => OutageAsync(() => ConsumeAsync(0, cancellationToken));

    /// <summary>The states of the outbox, with the attempts and publications of each event.</summary>
    public async Task<List<(DeliveryState State, int Attempts, int Publications)>> StatesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _issuance.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT state, attempts, publications FROM outbox ORDER BY event_id");
        return await command.ListAsync(static reader => ((DeliveryState)reader.GetInt16(0), reader.GetInt32(1), reader.GetInt32(2)), cancellationToken);
    }

    /// <summary>A relay publishes and dies before it marks.</summary>
    public async Task RelayDiesAsync(CancellationToken cancellationToken)
    {
        var claimed = await _outbox.ClaimAsync(cancellationToken);
        await _publisher.PublishAsync(
            await _outbox.GetEpochAsync(cancellationToken), claimed.ConvertAll(static message => new OutgoingEvent(message.Event.EventId, message.Event.ToJson(), null, null)));
    }

    /// <summary>A consumer reads, applies if it gets that far, and dies before it settles.</summary>
    public async Task ConsumerDiesAsync(bool applied, CancellationToken cancellationToken)
    {
        var group = new StreamGroup(_redis, MessagingKeys.Stream, MessagingKeys.VerificationGroup, ConsumerName.Create());
        var entries = await group.ReadAsync(5);
        if (applied && entries.Length > 0) await _handling.HandleAsync(entries, group.Consumer, cancellationToken);
    }

    /// <summary>Redis loses keys, or everything.</summary>
    public Task LoseAsync(params string[] keys) =>
        keys.Length == 0 ? _redis.GetDatabase().ExecuteAsync("FLUSHALL") : _redis.GetDatabase().KeyDeleteAsync(Array.ConvertAll(keys, static key => (RedisKey)key));

    /// <summary>Redis loses its newest entries, as after a crash with the end of its append-only file missing.</summary>
    public async Task LoseTailAsync(string stream, int count)
    {
        var tail = await _redis.GetDatabase().StreamRangeAsync(stream, count: count, messageOrder: Order.Descending);
        if (tail.Length > 0) await _redis.GetDatabase().StreamDeleteAsync(stream, Array.ConvertAll(tail, static entry => entry.Id));
    }

    /// <summary>Reprocesses all dead letters, as operators of both services would.</summary>
    public async Task ReprocessAsync(CancellationToken cancellationToken)
    {
        await _deadLetters.ReprocessAsync(null, "key:test", cancellationToken);
        await _report.ReprocessAsync(null, "key:test", cancellationToken);
        var inbox = new EventInbox(_redis, Archive);
        await inbox.ReprocessAsync(await inbox.DeadLettersAsync(1000, null));
    }

    /// <summary>Makes the verifier's database reject poisoned holders, or stop rejecting them.</summary>
    public async Task PoisonAsync(bool on, CancellationToken cancellationToken)
    {
        await using var connection = await _verification.OpenAsync(cancellationToken);
        await using var command = connection.Command(on
            ? """
              CREATE TRIGGER IF NOT EXISTS refuse BEFORE INSERT ON credentials WHEN NEW.holder_name LIKE 'Poison%'
              BEGIN
                SELECT RAISE(ABORT, 'refused');
              END
              """
            : "DROP TRIGGER IF EXISTS refuse");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What the verifier can verify: ID and JSON text.</summary>
    public async Task<Dictionary<Guid, string>> VerifiableAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _verification.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT id, credential FROM credentials WHERE generation = (SELECT live FROM read_model)");
        return (await command.ListAsync(static reader => (reader.GetGuid(0), reader.GetString(1)), cancellationToken)).ToDictionary();
    }

    /// <summary>The credentials whose delivery has ended according to the issuer, and how many others there are.</summary>
    public async Task<(HashSet<Guid> Confirmed, int Open)> OutboxAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _issuance.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT credential_id, state FROM outbox");
        var rows = await command.ListAsync(static reader => (Id: reader.GetGuid(0), State: (DeliveryState)reader.GetInt16(1)), cancellationToken);
        return ([.. rows.Where(static row => row.State == DeliveryState.Confirmed).Select(static row => row.Id)], rows.Count(static row => row.State != DeliveryState.Confirmed));
    }

    public async ValueTask DisposeAsync()
    {
        await _confirmations.DisposeAsync();
        await _arrivals.DisposeAsync();
        foreach (var owned in _owned) owned.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    private FailingDialect Database(string file) =>
        new(new SqliteDialect(DatabaseExtensions.SqliteConnectionString($"Data Source={Path.Combine(_directory, file)}")));

    /// <summary>Runs a step that encounters an outage, as the loops do.</summary>
    private static async Task OutageAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception error) when (error is Npgsql.NpgsqlException or TimeoutException or RedisException or Polly.CircuitBreaker.BrokenCircuitException)
        {
            // The loop would log the error, pause, and repeat the step.
        }
    }

    private T Own<T>(T disposable)
        where T : IDisposable
    {
        _owned.Add(disposable);
        return disposable;
    }

    /// <summary>Migrated, empty databases, created once.</summary>
    private static class Templates
    {
        public static Task<string> Issuance { get; } = MakeAsync(static file => new SqliteIssuanceDbContext(Options<SqliteIssuanceDbContext>(file)));

        public static Task<string> Verification { get; } = MakeAsync(static file => new SqliteVerificationDbContext(Options<SqliteVerificationDbContext>(file)));

        private static DbContextOptions<T> Options<T>(string file)
            where T : DbContext =>
            new DbContextOptionsBuilder<T>().UseSqlite($"Data Source={file};Pooling=False").Options;

        private static async Task<string> MakeAsync(Func<string, DbContext> open)
        {
            var file = Path.Combine(Directory.CreateTempSubdirectory("delivery-template-").FullName, "template.db");
            await using var context = open(file);
            await context.Database.MigrateAsync();
            return file;
        }
    }
}
