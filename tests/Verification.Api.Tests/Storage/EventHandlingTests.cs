using KubeCredential.Events;
using KubeCredential.Messaging.Consuming;
using KubeCredential.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;
using Verification.Api.Projection;

namespace Verification.Api.Tests.Storage;

/// <summary>A Redis for the tests of one class, empty at the start of each.</summary>
public sealed class EmptyRedis : RedisFixture
{
    protected override RedisServerOptions Options { get; } = new() { AppendOnly = AppendOnly.None };
}

public abstract class EventHandlingTests(StorageServer server, EmptyRedis redis) : IAsyncLifetime
{
    private const string Refused = "Refused";
    private const int MaxRetries = 3;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private TestDatabase? _database;
    private ConnectionMultiplexer? _connection;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected TestDatabase Database => _database!;

    private IDatabase Redis => _connection!.GetDatabase();

    private EventInbox Inbox => new(_connection!, MessagingKeys.VerificationGroup);

    private StreamGroup Group => new(_connection!, MessagingKeys.Stream, MessagingKeys.VerificationGroup, "one");

    public async ValueTask InitializeAsync()
    {
        await redis.Server.FlushAllAsync(Token);
        _connection = await ConnectionMultiplexer.ConnectAsync(redis.Server.ConnectionString);
        _database = await CreateAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_batch_is_applied_and_confirmed_and_a_second_time_it_is_a_duplicate()
    {
        var events = Enumerable.Range(0, 5).Select(_ => TestEvents.Issued()).ToArray();
        await AppendAsync(events);
        await AppendAsync(events);

        var first = await StepAsync(count: 5);
        var second = await StepAsync(count: 5);

        Assert.Equal((5, 5), (first.Acknowledged.Count, second.Acknowledged.Count));
        Assert.Equal(events.Select(one => (one.EventId, one.CredentialId, 1, "applied", "")), first.Confirmed.Select(one => (one.EventId, one.CredentialId, one.Version, one.Outcome, one.Reason)));
        Assert.Equal(events.Select(one => (one.EventId, "duplicate")), second.Confirmed.Select(one => (one.EventId, one.Outcome)));
        Assert.Equal(0, (await Redis.StreamPendingAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup)).PendingMessageCount);
        Assert.Equal(10, await Redis.StreamLengthAsync(MessagingKeys.Applied));
        Assert.Equal(new Dictionary<string, long> { ["applied"] = 5, ["duplicates"] = 5 }, await Database.Counters.ReadAsync(Token));
    }

    [Fact]
    public async Task An_older_version_that_comes_late_is_confirmed_as_a_duplicate()
    {
        var newer = TestEvents.Issued(version: 2);
        var older = TestEvents.Issued(newer.CredentialId, version: 1);
        await AppendAsync(newer, older);

        await StepAsync(count: 1);

        Assert.Equal((older.EventId, "duplicate"), Assert.Single((await StepAsync(count: 1)).Confirmed) is { } said ? (said.EventId, said.Outcome) : default);
        Assert.Equal(newer.Credential, (await Database.Store.FindAsync(newer.CredentialId, Token))!.Text());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task An_event_that_the_database_refuses_fails_alone_and_the_rest_of_the_batch_goes_on(int place)
    {
        await Database.RefuseAsync(Refused);
        var good = Enumerable.Range(0, 7).Select(_ => TestEvents.Issued()).ToList();
        var bad = TestEvents.Issued(holder: Refused, maxRetries: MaxRetries);
        await AppendAsync([.. good[..place], bad, .. good[place..]]);

        var settlement = await StepAsync();

        Assert.Equal(8, settlement.Acknowledged.Count);
        Assert.Equal(good.Select(one => (one.EventId, "applied")), settlement.Confirmed.Select(one => (one.EventId, one.Outcome)));
        Assert.Empty(settlement.Dead);
        var (id, delay, delivery) = Assert.Single(settlement.Retried);
        Assert.Equal((bad.EventId.ToString(), 1), (id, delivery.Attempts));
        Assert.InRange(delay, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
        Assert.Equal(bad with { RetryCount = 1 }, CredentialEvent.Parse(delivery.Event));
        Assert.StartsWith("The database refused the event", delivery.Reason, StringComparison.Ordinal);
        Assert.Equal(7, await Database.CountAsync("SELECT COUNT(*) FROM credentials"));
        Assert.Equal(new Dictionary<string, long> { ["applied"] = 7, ["failed"] = 1, ["retried"] = 1 }, await Database.Counters.ReadAsync(Token));
    }

    [Fact]
    public async Task It_is_tried_again_with_rising_attempts_until_it_is_dead_with_the_reason_and_the_issuer_is_told()
    {
        await Database.RefuseAsync(Refused);
        var bad = TestEvents.Issued(holder: Refused, maxRetries: MaxRetries);
        await AppendAsync(bad);
        var attempts = new List<int>();
        DateTimeOffset? first = null;
        Settlement settlement;
        while ((settlement = await StepAsync()).Retried is [var (_, _, retried)])
        {
            attempts.Add(retried.Attempts);
            first ??= retried.FirstFailedAt;
            Assert.Equal(first, retried.FirstFailedAt);
            await Eventually.TrueAsync(async _ => await Inbox.PromoteDueAsync(10) == 1, s_limit, "the retry is due", Token);
        }

        Assert.Equal(Enumerable.Range(1, MaxRetries), attempts);
        var (id, dead) = Assert.Single(settlement.Dead);
        Assert.Equal((bad.EventId.ToString(), MaxRetries + 1, first), (id, dead.Attempts, dead.FirstFailedAt));
        Assert.True(dead.LastFailedAt >= first);
        Assert.Contains("refused", dead.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(Refused, dead.Reason, StringComparison.Ordinal);
        Assert.Equal((bad.EventId, bad.CredentialId, 1, "dead", dead.Reason), Assert.Single(settlement.Confirmed) is { } said ? (said.EventId, said.CredentialId, said.Version, said.Outcome, said.Reason) : default);
        Assert.Equal(new Dictionary<string, long> { ["failed"] = 4, ["retried"] = 3, ["deadLettered"] = 1 }, await Database.Counters.ReadAsync(Token));

        // Reprocessed once the cause is fixed, it is applied, and no trace of the failures remains.
        await Database.AllowAsync();
        Assert.Equal(1, await Inbox.ReprocessAsync(await Inbox.DeadLettersAsync(10, null)));
        Assert.Equal("applied", Assert.Single((await StepAsync()).Confirmed).Outcome);
        Assert.Equal((0L, 0L, (long?)null), await new StreamInspector(_connection!).ReadQueuesAsync(MessagingKeys.VerificationGroup));
        Assert.NotNull(await Database.Store.FindAsync(bad.CredentialId, Token));
    }

    [Fact]
    public async Task An_event_that_does_not_say_how_often_is_tried_as_often_as_configured()
    {
        await Database.RefuseAsync(Refused);
        await AppendAsync(TestEvents.Issued(holder: Refused, maxRetries: 0));
        var steps = 1;
        while ((await StepAsync()).Dead.Count == 0)
        {
            steps++;
            await Eventually.TrueAsync(async _ => await Inbox.PromoteDueAsync(10) == 1, s_limit, "the retry is due", Token);
        }

        Assert.Equal(1 + 2, steps); // Consumption:MaxRetries below
    }

    [Fact]
    public async Task What_cannot_be_read_is_dead_at_once_with_the_reason_and_the_others_go_on()
    {
        var (good, unknown, noHolder, badDay) = (TestEvents.Issued(), TestEvents.Issued() with { EventType = "CREDENTIAL_FRAMED" }, TestEvents.Issued(), TestEvents.Issued(expiry: "2026-02-30"));
        noHolder = TestEvents.Hashed(noHolder with { Credential = noHolder.Credential!.Replace("holderName", "holder", StringComparison.Ordinal) });
        var pair = TestEvents.Issued();
        var halfPair = TestEvents.Hashed(pair with { Credential = pair.Credential!.Replace("\"Ada Lovelace\"", "\"\\ud800\"", StringComparison.Ordinal) }).ToJson();
        var oversized = TestEvents.Issued(metadata: $"{{\"a\":\"{new string('x', CredentialEvent.MaxBytes)}\"}}").ToJson();
        await AddAsync("event", "{");
        await AddAsync("other", "1");
        await AddAsync("event", "");
        await AddAsync("event", "[]");
        await AddAsync("event", TestEvents.Nested(5_000));
        await AddAsync("event", oversized);
        await AddAsync("event", halfPair);
        await AppendAsync(unknown, noHolder, badDay, good);

        var settlement = await StepAsync();

        Assert.Equal(11, settlement.Acknowledged.Count);
        Assert.Empty(settlement.Retried);
        Assert.Equal(10, settlement.Dead.Count);
        Assert.Equal(
            ["JSON", "'event' field", "JSON", "JSON object", "JSON", "bytes", "JSON", "type", "holderName", "expiryDate"],
            settlement.Dead.Select(one => ((string[])["'event' field", "bytes", "holderName", "expiryDate", "JSON object", "JSON", "type"]).First(word => one.Delivery.Reason.Contains(word, StringComparison.Ordinal))));
        Assert.All(settlement.Dead, one => Assert.Equal(1, one.Delivery.Attempts));
        Assert.All(settlement.Dead[..6], one => Assert.Equal($"entry-{one.Delivery.EntryId}", one.Id));
        Assert.Equal(oversized[..CredentialEvent.MaxBytes], settlement.Dead[5].Delivery.Event);
        Assert.Equal([unknown.EventId, noHolder.EventId, badDay.EventId], settlement.Dead[7..].Select(one => Guid.Parse(one.Id)));
        Assert.Equal(
            [(CredentialEvent.Parse(halfPair).EventId, "dead"), (unknown.EventId, "dead"), (noHolder.EventId, "dead"), (badDay.EventId, "dead"), (good.EventId, "applied")],
            settlement.Confirmed.Select(one => (one.EventId, one.Outcome)));
        Assert.NotNull(await Database.Store.FindAsync(good.CredentialId, Token));
        Assert.Equal(new Dictionary<string, long> { ["applied"] = 1, ["failed"] = 10, ["deadLettered"] = 10 }, await Database.Counters.ReadAsync(Token));
        Assert.Equal(10, (await Inbox.DeadLettersAsync(50, null)).Count);
    }

    [Fact]
    public async Task While_the_database_is_away_nothing_is_settled_and_no_attempt_is_used_up()
    {
        await Database.RefuseAsync(Refused);
        var events = Enumerable.Range(0, 6).Select(_ => TestEvents.Issued(maxRetries: 1)).Append(TestEvents.Issued(holder: Refused, maxRetries: 1)).ToArray();
        await AppendAsync(events);
        var handling = Handling();
        await using (await TakeAwayAsync())
        {
            var entries = await Group.ReadAsync(100);
            for (var i = 0; i < 8; i++) // more often than the breaker's threshold and the number of retries
                Assert.True(CredentialProjection.IsOutage(await Assert.ThrowsAnyAsync<Exception>(() => handling.HandleAsync(entries, "one", Token))));
            Assert.Equal(7, (await Redis.StreamPendingAsync(MessagingKeys.Stream, MessagingKeys.VerificationGroup)).PendingMessageCount);
        }

        await Eventually.TrueAsync(handling.CanHandleAsync, s_limit, "the database is back", Token);
        var settlement = await handling.HandleAsync(await Group.ClaimAsync(TimeSpan.Zero, 100), "one", Token);

        Assert.Equal(events[..6].Select(one => (one.EventId, "applied")), settlement.Confirmed.Select(one => (one.EventId, one.Outcome)));
        Assert.Equal(1, Assert.Single(settlement.Retried).Delivery.Attempts);
        Assert.Empty(settlement.Dead);
    }

    [Fact]
    public async Task A_database_that_is_there_but_not_fit_for_use_is_an_outage_too()
    {
        await AppendAsync(TestEvents.Issued(maxRetries: 1), TestEvents.Issued(maxRetries: 1));
        var entries = await Group.ReadAsync(100);
        foreach (var unfit in (Func<Task<IAsyncDisposable>>[])[MakeReadOnlyAsync, TakeSchemaAwayAsync])
        {
            await using (await unfit())
            {
                // Connections that were cut fail first, with other errors.
                var error = await Eventually.ResultAsync<Exception?>(
                    async _ => await Record.ExceptionAsync(() => Handling().HandleAsync(entries, "one", Token)), error => error is null or PostgresException or SqliteException, s_limit, "an answer", Token);
                Assert.NotNull(error);
                Assert.True(CredentialProjection.IsOutage(error), error.ToString());
            }
        }

        var settlement = await Eventually.ResultAsync(_ => Handling().HandleAsync(entries, "one", Token), _ => true, s_limit, "it can be used again", Token);
        Assert.Equal(["applied", "applied"], settlement.Confirmed.Select(one => one.Outcome));
    }

    /// <summary>The database of a test.</summary>
    private protected abstract Task<TestDatabase> CreateAsync();

    /// <summary>Makes the database unavailable until the result is disposed.</summary>
    private protected abstract Task<IAsyncDisposable> TakeAwayAsync();

    private protected abstract Task<IAsyncDisposable> MakeReadOnlyAsync();

    private async Task<IAsyncDisposable> TakeSchemaAwayAsync()
    {
        await Database.ExecuteAsync("ALTER TABLE credentials RENAME TO credentials_elsewhere");
        return new Undo(() => Database.ExecuteAsync("ALTER TABLE credentials_elsewhere RENAME TO credentials"));
    }

    private protected StorageServer Server => server;

    private TestHandling Handling() => new(Database);

    private Task<RedisValue[]> AppendAsync(params CredentialEvent[] events) => Task.WhenAll(events.Select(one => AddAsync("event", one.ToJson())));

    private Task<RedisValue> AddAsync(string field, string value)
    {
        var signature = TestIssuer.SignatureOf(value);
        return Redis.StreamAddAsync(MessagingKeys.Stream, [new(field, value), new("signature", signature?.Value ?? ""), new("keyId", signature?.KeyId ?? "")]);
    }

    /// <summary>One step of a consumer: read, handle, settle.</summary>
    private async Task<Settlement> StepAsync(int count = 100)
    {
        var settlement = await Handling().HandleAsync(await Group.ReadAsync(count), "one", Token);
        await Inbox.SettleAsync(settlement);
        return settlement;
    }

    private protected sealed class Undo(Func<Task> undo) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await undo();
    }

    /// <summary>A consumer's handling of events, with retries that are due soon.</summary>
    private sealed class TestHandling
    {
        private readonly ConsumptionStatus _status;
        private readonly EventHandling _handling;

        public TestHandling(TestDatabase database)
        {
            var options = Options.Create(new ConsumptionOptions { MaxRetries = 2, FirstRetry = TimeSpan.FromMilliseconds(20), LongestRetry = TimeSpan.FromMilliseconds(20) });
            var projection = database.Projection();
            _status = new ConsumptionStatus(projection, options, TimeProvider.System);
            _handling = new EventHandling(projection, new ConsumerGroup(MessagingKeys.VerificationGroup), _status, options, TimeProvider.System, NullLogger<EventHandling>.Instance);
        }

        public Task<Settlement> HandleAsync(StreamEntry[] entries, string consumer, CancellationToken cancellationToken) => _handling.HandleAsync(entries, consumer, cancellationToken);

        /// <summary>Whether the breaker lets calls through, and the database answers.</summary>
        public async Task<bool> CanHandleAsync(CancellationToken cancellationToken) =>
            _status.Database.AllowsCalls && (await _handling.HandleAsync([], "one", cancellationToken)).Acknowledged.Count == 0;
    }
}

public sealed class EventHandlingOnSqliteTests(SqliteStorage server, EmptyRedis redis) : EventHandlingTests(server, redis), IClassFixture<EmptyRedis>
{
    private protected override async Task<TestDatabase> CreateAsync()
    {
        var connectionString = await Server.CreateMigratedAsync();
        return new TestDatabase(new SqliteDialect($"{connectionString};Default Timeout=1"), connectionString);
    }

    private protected override async Task<IAsyncDisposable> TakeAwayAsync()
    {
        // Another process holds the file's write lock for longer than the service waits.
        var connection = new SqliteConnection(Database.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new SqliteCommand("BEGIN IMMEDIATE", connection);
        await command.ExecuteNonQueryAsync(Token);
        return new Undo(async () =>
        {
            await using var end = new SqliteCommand("ROLLBACK", connection);
            await end.ExecuteNonQueryAsync(Token);
            await connection.DisposeAsync();
        });
    }

    private protected override async Task<IAsyncDisposable> MakeReadOnlyAsync()
    {
        await Database.ExecuteAsync("PRAGMA query_only = 1"); // on the only pooled connection
        return new Undo(() => Database.ExecuteAsync("PRAGMA query_only = 0"));
    }
}

public sealed class EventHandlingOnPostgresTests(PostgresStorage server, EmptyRedis redis) : EventHandlingTests(server, redis), IClassFixture<EmptyRedis>
{
    private readonly TcpProxy _way = TcpProxy.Start(server.Server.Port);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _way.DisposeAsync();
    }

    private protected override async Task<TestDatabase> CreateAsync() => ((PostgresStorage)Server).Open(
        new NpgsqlConnectionStringBuilder(await Server.CreateMigratedAsync()) { Port = _way.Port }.ConnectionString);

    private protected override Task<IAsyncDisposable> TakeAwayAsync()
    {
        _way.Refuse();
        _way.ResetAll();
        return Task.FromResult<IAsyncDisposable>(new Undo(() =>
        {
            _way.Pass();
            return Task.CompletedTask;
        }));
    }

    private protected override async Task<IAsyncDisposable> MakeReadOnlyAsync()
    {
        var name = new NpgsqlConnectionStringBuilder(Database.ConnectionString).Database;
        await SetAsync("on");
        return new Undo(() => SetAsync("off"));

        async Task SetAsync(string value)
        {
            await using var connection = new NpgsqlConnection(((PostgresStorage)Server).Server.ConnectionString);
            await connection.OpenAsync(Token);
            await using var command = new NpgsqlCommand($"ALTER DATABASE {name} SET default_transaction_read_only = {value}", connection);
            await command.ExecuteNonQueryAsync(Token);
            _way.ResetAll(); // New connections pick up the setting; the first calls still use a connection that was cut.
            await Eventually.EqualAsync(
                value == "on" ? 1 : 0, async _ => await Database.CountAsync("SELECT COUNT(*) FROM pg_settings WHERE name = 'transaction_read_only' AND setting = 'on'"), TimeSpan.FromSeconds(20), $"read-only is {value}", Token);
        }
    }
}
