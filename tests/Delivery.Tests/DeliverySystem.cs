using System.Diagnostics;
using System.Globalization;
using Issuance.Api.Credentials;
using Issuance.Api.EventStore;
using Issuance.Api.Lifecycle;
using Issuance.Api.Outbox;
using Issuance.Api.SigningKeys;
using Issuance.Api.Storage;
using KubeCredential.Events;
using KubeCredential.Hosting.Background;
using KubeCredential.Hosting.Resilience;
using KubeCredential.Messaging;
using KubeCredential.Messaging.Consuming;
using KubeCredential.Messaging.Tests;
using KubeCredential.Security;
using KubeCredential.Storage;
using KubeCredential.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Verification.Api.Credentials;
using Verification.Api.CredentialTypes;
using Verification.Api.Freshness;
using Verification.Api.Projection;
using Verification.Api.Signatures;
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
    private readonly Heartbeat _heartbeat;
    private readonly ErasureSweeper _sweeper;
    private readonly EventConsumer[] _consumers;
    private readonly EventConsumer _archive;
    private readonly TinySubscriber _archived = new();
    private readonly EventArrivals _arrivals;
    private readonly DeliveryControl _control;
    private readonly FreshEvents _fresh;
    private readonly DeadLetters _deadLetters;
    private readonly List<IDisposable> _owned = [];
    private readonly Dictionary<Guid, int> _seen = [];
    private readonly HashSet<Guid> _everDead = [];
    private readonly Dictionary<(Guid Id, int Version), DateTimeOffset> _committedBy = [];
    private readonly EventSigner _signer;
    private readonly SigningKeyRing _signingKeys;
    private readonly IssuerKeys _issuerKeys;
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
            HeartbeatInterval = TimeSpan.Zero,
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
        var master = new KeyEncryption("a-master-key-for-tests-and-nothing-else"u8.ToArray());
        var keys = _signingKeys = Own(new SigningKeyRing(new SigningKeyStore(_issuance, master), master, readiness, new NoApplication(), time, loops, NullLogger<SigningKeyRing>.Instance));
        _signer = new EventSigner(keys, keys);
        _heartbeat = Own(new Heartbeat(new HeartbeatStore(_issuance, required, outbox), _signer, _publisher, status, readiness, outbox, time, loops, NullLogger<Heartbeat>.Instance));
        _sweeper = Own(new ErasureSweeper(new ErasureStore(_issuance, outbox), new EventEraser(redis), _fresh, status, readiness, outbox, time, loops, NullLogger<ErasureSweeper>.Instance));

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
        var signing = Options.Create(new SignatureOptions { KeySecret = "a-secret-for-tests-and-nothing-else-at-all" });
        // The issuer is asked for its keys over its own store, since neither service listens here.
        var issuer = new ServiceCollection().AddSingleton(new IssuerKeyFeed(new HttpClient(new KeyEndpoint(keys)) { BaseAddress = new Uri("http://issuance-api") })).BuildServiceProvider();
        _owned.Add(issuer);
        _issuerKeys = Own(new IssuerKeys(new IssuerKeyStore(_verification, signing), issuer.GetRequiredService<IServiceScopeFactory>(), readiness, signing, time, loops, NullLogger<IssuerKeys>.Instance));
        var signatures = new SignatureChecks(_issuerKeys, signing);
        var projection = new CredentialProjection(
            new ReadModel(_verification, signing), signatures, new ForgedEntries(time), Own(new CredentialCache(new CredentialLookups(new VerificationStore(_verification, signing)), Options.Create(new VerificationOptions()))),
            Own(new ErasedPages(_verification, readiness, loops, NullLogger<ErasedPages>.Instance)),
            Own(new Knowledge(new IssuerKnowledgeStore(_verification), signatures, readiness, time, loops, NullLogger<Knowledge>.Instance)),
            Own(new KnownTypes(new TypeStore(_verification), issuer.GetRequiredService<IServiceScopeFactory>(), readiness, time, loops, NullLogger<KnownTypes>.Instance)),
            new ConsumptionCounters(_verification), new ConsumptionControl(_verification), readiness, _verification, time);
        var consumed = new ConsumptionStatus(projection, consumption, time);
        _handling = new EventHandling(projection, group, consumed, consumption, time, NullLogger<EventHandling>.Instance);
        var heard = new HeardHeartbeats(redis, group, projection, NullLogger<HeardHeartbeats>.Instance);
        _consumers =
        [
            .. Enumerable.Range(1, 2).Select(number => Own(new EventConsumer(
                number, group, projection, _handling, inbox, heard, _arrivals, consumed, redis, consumption, time, loops, NullLogger<EventConsumer>.Instance))),
        ];
        var archive = new ConsumerGroup(Archive);
        var archiving = new ConsumptionStatus(_archived, consumption, time);
        _archive = Own(new EventConsumer(
            3, archive, _archived, new EventHandling(_archived, archive, archiving, consumption, time, NullLogger<EventHandling>.Instance), new EventInbox(redis, Archive),
            new HeardHeartbeats(redis, archive, _archived, NullLogger<HeardHeartbeats>.Instance), _arrivals, archiving, redis, consumption, time, loops,
            NullLogger<EventConsumer>.Instance));
        _deadLetters = new DeadLetters(inbox, _arrivals, _verification, time);
    }

    /// <summary>Breakers that never open, because tests do not wait for them. They have tests of their own.</summary>
    private static CircuitBreakerOptions Closed => new() { Failures = 1_000_000 };

    /// <summary>The content of every acknowledged credential, by ID, as JSON text.</summary>
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
        var system = new DeliverySystem(redis, directory, markDelay, requiredGroups);
        await system._signingKeys.ReadAsync(cancellationToken);
        await system._issuerKeys.RefreshAsync(cancellationToken);
        return system;
    }

    /// <summary>Issues credentials; the verifier's database rejects those of poisoned holders while it is poisoned.</summary>
    public Task IssueAsync(int count, bool poisoned, CancellationToken cancellationToken) => IssueAsync(count, poisoned, TimeSpan.Zero, cancellationToken);

    /// <summary>Issues credentials in the process of the first relay, and hands their events over to it if it accepts them.</summary>
    /// <returns>Whether it accepts them.</returns>
    public async Task<bool> IssueFreshAsync(int count, bool poisoned, TimeSpan lease, CancellationToken cancellationToken)
    {
        var (writtenAt, isExpected) = (Stopwatch.GetTimestamp(), _fresh.TryExpect(count));
        var batch = await IssueAsync(count, poisoned, isExpected ? lease : TimeSpan.Zero, cancellationToken);
        if (isExpected) _fresh.Add(count, writtenAt, batch.Select(static one => OutboxMessage.Of(one.Fact, MaxRetries)));
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
                Guid.CreateVersion7(now), $"{(poisoned ? "Poison" : "Holder")} {number}", "Model test", DateOnly.FromDateTime(now.UtcDateTime), DateOnly.FromDateTime(now.UtcDateTime), null, "Issuer", null, "worker", now);
            return NewCredential.Create(credential, $"model-{number}", null, "key:test");
        }).ToArray();
        CredentialFact[][] facts = [.. batch.Select(static one => (CredentialFact[])[one.Fact])];
        await _signer.SignAsync(facts, cancellationToken);
        await AppendAsync(facts, lease, cancellationToken);
        return [.. batch.Zip(facts, static (one, fact) => one with { Fact = fact[0] })];
    }

    /// <summary>Changes the status of a credential, as the issuance service would decide it, and hands its events over to the first relay if that accepts them.</summary>
    /// <param name="pick">Which of the credentials: any number.</param>
    /// <param name="action">One of <see cref="LifecycleAction"/>.</param>
    /// <param name="fresh">Whether to hand the events over.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether that was possible.</returns>
    public async Task<bool> ChangeAsync(int pick, string action, bool fresh, CancellationToken cancellationToken)
    {
        if (Issued.Count == 0) return false;
        var id = Issued.Keys.Order().ElementAt(pick % Issued.Count);
        var now = Rfc3339.ToMilliseconds(DateTimeOffset.UtcNow);
        var order = new LifecycleOrder(action, action is LifecycleAction.Reinstate or LifecycleAction.Renew ? null : StatusReason.Other, null)
        {
            ExpiryDate = action == LifecycleAction.Renew ? new(true, DateOnly.FromDateTime(now.UtcDateTime).AddYears(1)) : default,
        };
        var command = new LifecycleCommand(id, order, null, null, "key:test", $"model-{++_number}", null, now);
        var current = await _credentials.ReadCurrentAsync([id], cancellationToken);
        var facts = command.Decide(current.GetValueOrDefault(id)).Facts;
        await _signer.SignAsync([facts], cancellationToken);
        if (facts.Length == 0) return false;
        var (writtenAt, isExpected) = (Stopwatch.GetTimestamp(), fresh && _fresh.TryExpect(facts.Length));
        await AppendAsync([facts], TimeSpan.Zero, cancellationToken);
        if (isExpected) _fresh.Add(facts.Length, writtenAt, facts.Select(static one => OutboxMessage.Of(one, MaxRetries)));
        return true;
    }

    private async Task AppendAsync(CredentialFact[][] groups, TimeSpan lease, CancellationToken cancellationToken)
    {
        var results = await _credentials.AppendAsync(groups, lease, cancellationToken);
        if (Array.Exists(results, static result => result.Outcome != AppendOutcome.Appended)) throw new InvalidOperationException("The model issues and changes nothing that is refused.");
        var committed = DateTimeOffset.UtcNow;
        foreach (var fact in groups.SelectMany(static group => group))
        {
            _committedBy[(fact.CredentialId, fact.Version)] = committed;
            if (fact.Content is not null) Issued.Add(fact.CredentialId, fact.Carried.Json!);
        }
    }

    /// <summary>The issuer puts a heartbeat on the stream.</summary>
    public Task BeatAsync(CancellationToken cancellationToken) => OutageAsync(() => _heartbeat.StepOnceAsync(cancellationToken));

    /// <summary>The issuer searches the stream for the content of erased credentials.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) => OutageAsync(() => _sweeper.StepOnceAsync(cancellationToken));

    /// <summary>The searches for erased content that are still to come, each long enough after the erasure; then nothing of it is left in Redis.</summary>
    public async Task SweepAllAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _issuance.OpenAsync(cancellationToken);
        for (var sweeps = 0; sweeps < 2; sweeps++)
        {
            await using var age = connection.Command("UPDATE erasures SET erased_at = erased_at - 100000000000");
            await age.ExecuteNonQueryAsync(cancellationToken);
            while (await _sweeper.StepOnceAsync(cancellationToken)) cancellationToken.ThrowIfCancellationRequested();
        }

        await using var open = connection.Command("SELECT credential_id FROM erasures WHERE swept_at IS NULL");
        if (await open.ListAsync(static reader => reader.GetGuid(0), cancellationToken) is { Count: > 0 } left) throw new InvalidOperationException($"{left.Count} erasures are not over.");
    }

    /// <summary>What the issuer says of each credential: its version, status and content.</summary>
    public async Task<Dictionary<Guid, Said>> IssuerSaysAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _issuance.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT c.id, c.version, e.status, c.content FROM credentials c JOIN credential_events e ON e.credential_id = c.id AND e.version = c.version");
        return await SaidAsync(command, cancellationToken);
    }

    /// <summary>What the verifier says of each credential.</summary>
    public async Task<Dictionary<Guid, Said>> VerifierSaysAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _verification.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT id, version, status, credential FROM credentials WHERE generation = (SELECT live FROM read_model)");
        return await SaidAsync(command, cancellationToken);
    }

    /// <summary>
    /// What must hold at any moment, whatever has failed. The verifier says nothing that the issuer has not said, and never goes back to an earlier version. What is confirmed, or was
    /// committed before the moment up to which the verifier believes to know everything, it has got.
    /// </summary>
    /// <param name="isArchiveRequired">Whether the other group must confirm as well.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What is wrong, or null.</returns>
    public async Task<string?> FindFaultAsync(bool isArchiveRequired, CancellationToken cancellationToken)
    {
        var (issuer, verifier) = (await IssuerSaysAsync(cancellationToken), await VerifierSaysAsync(cancellationToken));
        await using var issuance = await _issuance.OpenAsync(cancellationToken);
        await using var events = issuance.Command("SELECT credential_id, version, status, event_id FROM credential_events");
        var happened = (await events.ListAsync(static reader => (Key: (reader.GetGuid(0), reader.GetInt32(1)), Status: reader.GetString(2), EventId: reader.GetGuid(3)), cancellationToken)).ToDictionary(static one => one.Key);
        foreach (var (id, said) in verifier)
        {
            if (!happened.TryGetValue((id, said.Version), out var one) || one.Status != said.Status) return $"The verifier says {said.Status} of version {said.Version}, which the issuer never said.";
            if (said.Content != Issued[id] && (said.Content is not null || issuer[id].Content is not null)) return "The verifier has another content than was issued.";
            if (said.Content is not null && said.Status.Contains($"\"{CredentialState.Erased}\"", StringComparison.Ordinal)) return "The verifier has the content of an erased credential.";
            if (said.Version < _seen.GetValueOrDefault(id)) return $"The verifier went back from version {_seen[id]} to {said.Version}.";
            _seen[id] = said.Version;
        }

        int Held(Guid id) => verifier.GetValueOrDefault(id)?.Version ?? 0;
        await using var outbox = issuance.Command("SELECT event_id, credential_id, version, state FROM outbox");
        foreach (var (eventId, id, version, state) in await outbox.ListAsync(static reader => (reader.GetGuid(0), reader.GetGuid(1), reader.GetInt32(2), (DeliveryState)reader.GetInt16(3)), cancellationToken))
        {
            if (state is DeliveryState.Dead or DeliveryState.Discarded) _everDead.Add(eventId);
            if (state != DeliveryState.Confirmed) continue;
            if (Held(id) < version) return "An event is confirmed that the verifier has not got.";
            if (isArchiveRequired && _archived.Held.GetValueOrDefault(id) < version) return "An event is confirmed that the archive has not got.";
        }

        if (isArchiveRequired) return null; // Then what Redis has lost after it was published is not taken into account.
        await using var verification = await _verification.OpenAsync(cancellationToken);
        await using var knowledge = verification.Command("SELECT as_of FROM issuer_knowledge");
        if (await knowledge.ListAsync(reader => _verification.ReadTime(reader, 0), cancellationToken) is not [var asOf]) return null;
        HeardAtAll = true;
        var missing = _committedBy.Where(one => one.Value < asOf && Held(one.Key.Id) < one.Key.Version && !_everDead.Contains(happened[one.Key].EventId)).ToArray();
        return missing.Length == 0 ? null : $"The verifier believes to know everything up to {asOf:O}, but {missing.Length} events are missing, the oldest of {missing.Min(static one => one.Value):O}.";
    }

    /// <summary>Whether the verifier has heard a heartbeat.</summary>
    public bool HeardAtAll { get; private set; }

    /// <summary>Every text in Redis that may hold content: entries of the stream, retries and dead letters of both groups.</summary>
    public async Task<List<string>> TextsInRedisAsync()
    {
        var database = _redis.GetDatabase();
        List<string> texts = [.. (await database.StreamRangeAsync(MessagingKeys.Stream)).SelectMany(static entry => entry.Values).Select(static field => field.Value.ToString())];
        foreach (var group in (string[])[MessagingKeys.VerificationGroup, Archive])
        {
            foreach (var key in (string[])[MessagingKeys.RetryEntries(group), MessagingKeys.DeadLetterEntries(group)]) texts.AddRange((await database.HashGetAllAsync(key)).Select(static field => field.Value.ToString()));
        }

        return texts;
    }

    private static async Task<Dictionary<Guid, Said>> SaidAsync(System.Data.Common.DbCommand command, CancellationToken cancellationToken) =>
        (await command.ListAsync(static reader => (reader.GetGuid(0), new Said(reader.GetInt32(1), reader.GetString(2), reader.StringOrNull(3))), cancellationToken)).ToDictionary();

    /// <summary>What is said of a credential.</summary>
    /// <param name="Version">Its version.</param>
    /// <param name="Status">Its status: JSON text.</param>
    /// <param name="Content">Its content, or null if it was erased.</param>
    internal sealed record Said(int Version, string Status, string? Content);

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
            await _outbox.GetEpochAsync(cancellationToken), claimed.ConvertAll(static message => new OutgoingEvent(message.Event.EventId, message.Event.ToJson(), null, null, message.Event.Signature)));
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
    public async Task<Dictionary<Guid, string>> VerifiableAsync(CancellationToken cancellationToken) =>
        (await VerifierSaysAsync(cancellationToken)).Where(static one => one.Value.Content is not null).ToDictionary(static one => one.Key, static one => one.Value.Content!);

    /// <summary>The credentials whose delivery has ended according to the issuer, and how many others there are.</summary>
    public async Task<(HashSet<Guid> Confirmed, int Open)> OutboxAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _issuance.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT credential_id, state FROM outbox");
        var rows = await command.ListAsync(static reader => (Id: reader.GetGuid(0), State: (DeliveryState)reader.GetInt16(1)), cancellationToken);
        return ([.. rows.Where(static row => row.State == DeliveryState.Confirmed).Select(static row => row.Id)], rows.Count(static row => row.State != DeliveryState.Confirmed));
    }

    /// <summary>The types, states and reasons of the events that are not confirmed, for the message of a failed test.</summary>
    public async Task<string> DescribeOpenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _issuance.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            "SELECT e.event_type, o.version, o.state, o.reason FROM outbox o JOIN credential_events e ON e.credential_id = o.credential_id AND e.version = o.version WHERE o.state <> 3 LIMIT 10");
        var open = await command.ListAsync(static reader => $"{reader.GetString(0)}.{reader.GetInt32(1)} {(DeliveryState)reader.GetInt16(2)} ({reader.StringOrNull(3)})", cancellationToken);
        return string.Join("; ", open);
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
