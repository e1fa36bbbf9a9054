using Issuance.Api.Credentials;
using Issuance.Api.EventStore;
using Issuance.Api.Outbox;
using Issuance.Api.Storage;
using KubeCredential.Events;
using KubeCredential.Messaging;
using KubeCredential.Storage.Audit;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Tests.Storage;

/// <summary>
/// PostgreSQL's statistics about a table are always out of date. Whatever they say, no statement of the delivery may read more rows than it works
/// on: each is run on tables of a hundred thousand rows with misleading statistics, and the rows and pages that it reads are counted.
/// </summary>
public sealed class HostileStatisticsTests(TestDatabases databases) : IAsyncLifetime
{
    private const int Batch = 500;
    private const int Idle = 40_000; // Recently confirmed: no statement should read them.
    private const int Each = 12_000; // In each of the other states.

    // An event is looked up in three tables and updated in one, and each updated index has three levels. A bad plan reads 12,000 rows or more.
    private const long MostRows = 12 * Batch;
    private const long MostPages = 80 * Batch;

    private static readonly string[] s_tables = ["outbox", "credentials", "credential_events", "credential_words", "credential_texts", "audit_entries", "audit_seals", "erasures"];
    private readonly List<string> _tooMuch = [];
    private TestDatabase? _database;

    public enum Believes
    {
        NothingWaits,
        EverythingWaits,
        NothingKnown,
        PlannedWhileEmpty,
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestDatabase Database => _database!;

    private OutboxStore Outbox => Database.Outbox(static options => (options.BatchSize, options.Retention) = (Batch, TimeSpan.FromHours(1)));

    public async ValueTask InitializeAsync()
    {
        _database = new TestDatabase(await databases.CreateMigratedAsync(DatabaseKind.Postgres, Token));
        foreach (var table in s_tables) await Database.ExecuteAsync($"ALTER TABLE {table} SET (autovacuum_enabled = false)");
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    [Theory]
    [InlineData(Believes.NothingWaits)]
    [InlineData(Believes.EverythingWaits)]
    [InlineData(Believes.NothingKnown)]
    [InlineData(Believes.PlannedWhileEmpty)]
    public async Task No_statement_touches_more_than_it_works_on(Believes what)
    {
        switch (what)
        {
            case Believes.NothingWaits:
                await FillAsync(3, Idle);
                await Database.ExecuteAsync("ANALYZE");
                await FillAllAsync(Each);
                break;
            case Believes.EverythingWaits:
                await FillAsync(3, Idle);
                await FillAllAsync(Each);
                await Database.ExecuteAsync("ANALYZE");
                await Database.ExecuteAsync(
                    "UPDATE outbox SET state = 3, confirmed_at = now() WHERE event_id IN (SELECT event_id FROM (SELECT event_id, row_number() OVER (PARTITION BY state) AS n FROM outbox WHERE state <> 3) AS o WHERE n > 8 * @batch)",
                    ("@batch", Batch));
                break;
            case Believes.NothingKnown:
                await FillAsync(3, Idle);
                await FillAllAsync(Each);
                break;
            default:
                await Database.ExecuteAsync("ANALYZE");
                for (var i = 0; i < 7; i++) await RunAllAsync(static (_, _, run) => run()); // The statement is prepared on the second run; PostgreSQL may switch to a generic plan on the sixth.
                await FillAsync(3, Idle);
                await FillAllAsync(Each);
                break;
        }

        await RunAllAsync(MeasureAsync);

        Assert.True(_tooMuch.Count == 0, $"{what}:\n{string.Join('\n', _tooMuch)}");
    }

    /// <summary>Runs every statement once.</summary>
    private async Task RunAllAsync(Func<string, long, Func<Task>, Task> run)
    {
        var outbox = Outbox;
        Task Run(string name, Func<Task> statement) => run(name, MostRows, statement);
        await Run("claim", async () => await outbox.ClaimAsync(Token));
        await Run("claim of unconfirmed", async () => await outbox.ClaimUnconfirmedAsync(Token));

        var pending = await IdsAsync("state = 0");
        var epoch = await outbox.GetEpochAsync(Token);
        await Run("release", () => outbox.ReleaseAsync(pending, Token));
        await Run("giving back", () => outbox.GiveBackAsync(pending, Token));
        if (pending.Length > 0)
        {
            await Run("fault", () => outbox.MarkFaultAsync(new OutboxMessage(EventOf(pending[0]), 0, 0, null, null, null), TimeSpan.FromSeconds(1), "reason", Token));
        }

        await Run("mark", () => outbox.MarkPublishedAsync(epoch, [.. pending[..(pending.Length / 2)].Select(static id => (id, "1-1"))], Token));
        await Run("mark and confirmation", async () => await outbox.MarkConfirmedAsync([.. pending[(pending.Length / 2)..].Select(id => new Publication(id, Guid.Empty, "1-1", epoch, 0, "c", null, "key"))], Token));

        var published = await IdsAsync("state = 2");
        await Run("false confirmations", () => outbox.FindUnpublishedAsync([.. published.Select(static id => ConfirmationOf(id, ConfirmationOutcome.Applied))], Token));
        await Run("confirmation", () => outbox.ConfirmAsync([.. published.Select(static id => ConfirmationOf(id, ConfirmationOutcome.Applied))], Token));
        var groups = new GroupConfirmations(Database.Dialect, outbox, new RequiredGroups(Options.Create(new OutboxOptions { RequiredGroups = "verification,archive" })));
        Confirmation[] Said(string group, string outcome) => [.. published.Select(id => ConfirmationOf(id, outcome) with { Group = group })];
        published = [.. (await IdsAsync("state = 2")).Take(100)]; // The lists below are to find some that are left.
        await Run("word of a group", async () => await groups.ConfirmAsync(Said("verification", ConfirmationOutcome.Applied), Token));
        await Run("outstanding groups", async () => await groups.OutstandingAsync(published, Token));
        await Run("giving up by a group", async () => await groups.ConfirmAsync(Said("archive", ConfirmationOutcome.Dead), Token));
        await Run("word of the last group", async () => await groups.ConfirmAsync(Said("archive", ConfirmationOutcome.Applied), Token));
        await Run("tidying of groups", async () => await groups.TidyAsync(Token));
        var options = Options.Create(new OutboxOptions());
        await Run("heartbeat", async () => await new HeartbeatStore(Database.Dialect, new RequiredGroups(options), options).LookAsync(Token));
        var erasures = new ErasureStore(Database.Dialect, options);
        await Run("erasures to search for", async () => await erasures.SweptAsync(await erasures.DueAsync(Token), Token));
        published = await IdsAsync("state = 2");
        await Run("republishing", () => outbox.RepublishAsync(published, Token));
        published = await IdsAsync("state = 2");
        await Run("giving up", () => outbox.ConfirmAsync([.. published.Select(static id => ConfirmationOf(id, ConfirmationOutcome.Dead))], Token));
        await Run("clean-up", async () => await outbox.CleanUpAsync(Batch, Token));

        var dead = await IdsAsync("state = 4");
        await Run("reprocessing", async () => await Database.Report.ReprocessAsync(dead, "key:test", Token));
        dead = await IdsAsync("state = 4");
        if (dead.Length > 0) await Run("discarding", async () => await Database.Report.DiscardAsync(dead[0], "reason", "key:test", Token));
        await Run("page of dead letters", async () => await Database.Report.DeadLettersAsync(50, null, Token));
        await Run("page of retries", async () => await Database.Report.RetryQueueAsync(50, null, Token));

        await Run("event feed", async () => await Database.Events.ReadAsync(default, Batch, Token));
        var credentials = await Database.ListAsync("SELECT id FROM credentials LIMIT 200", static reader => reader.GetGuid(0));
        await Run("list", async () => await Database.Credentials.ListAsync(null, 50, Token));
        await Run("many by id", async () => await Database.Credentials.FindManyAsync([.. credentials], Token));
        if (credentials.Count > 0) await Run("one by id", async () => await Database.Credentials.FindAsync(credentials[0], Token));
        var search = new CredentialSearch(Database.Dialect, Database.Credentials);
        var everything = new CredentialFilter();
        foreach (var state in Enum.GetValues<DeliveryState>()) await Run($"list of {state}", async () => await search.ListAsync(everything with { State = state }, null, 50, Token));
        foreach (var status in CredentialStatuses.All)
            await Run($"list of {status}", async () => await search.ListAsync(everything with { Status = status, Today = DateOnly.FromDateTime(DateTime.UtcNow) }, null, 50, Token));
        await Run("list of what expires", async () => await search.ListAsync(everything with { ExpiresBefore = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(30), Today = DateOnly.FromDateTime(DateTime.UtcNow) }, null, 50, Token));
        await Run("count of what expires", async () => await search.CountExpiringAsync(null, DateOnly.FromDateTime(DateTime.UtcNow), [DateOnly.FromDateTime(DateTime.UtcNow).AddDays(90)], Token));
        // Every way to find a page: nothing, everything and something in between, in each order; the ways that look far read no more than they may.
        var limits = new SearchLimits { VeryFew = 200, Few = 1000, Denser = 4, Many = 1500, ShortWalk = 500, FirstChunk = 64, LargestChunk = 1000, LookedAt = 1000, MostCounted = 1000, Probe = 100 };
        var careful = new CredentialSearch(Database.Dialect, Database.Credentials, limits);
        foreach (var asked in (string[])["nobody", "holder", "holder 1", "uol", "holder bsc uol"]) // One name in sixteen begins with the digit, wherever it is in the list by ID; by name, all of them are together.
        {
            var found = everything with { Words = SearchText.WordsIn(asked), HolderId = asked };
            await Run($"count of {asked}", async () => await careful.CountAsync(found, Token));
            foreach (var order in Enum.GetValues<CredentialOrder>().Where(order => order != CredentialOrder.ValidFrom && (asked != "holder 1" || order.Column() != "holder_search")))
                await Run($"search for {asked} by {order}", async () => await careful.ListAsync(found with { Sort = order }, null, 50, Token));
        }

        foreach (var order in Enum.GetValues<CredentialOrder>())
            await Run($"list by {order}", async () => await careful.ListAsync(everything with { Sort = order }, null, 50, Token));
        await Run("search by exact texts", async () => await careful.ListAsync(everything with { Types = ["BSc"], Issuers = ["UoL"] }, null, 50, Token));
        await Run("search by the start of a type", async () => await careful.ListAsync(everything with { Type = "b", Issuer = "u", Sort = CredentialOrder.Name }, null, 50, Token));
        await Run("search by day of issue", async () => await careful.ListAsync(everything with { IssuedFrom = DateOnly.FromDateTime(DateTime.UtcNow), IssuedTo = DateOnly.FromDateTime(DateTime.UtcNow) }, null, 50, Token));
        await Run("suggestions", async () => await search.SuggestAsync("credential_type", "b", 10, Token));
        var batch = Enumerable.Range(0, 100).Select(static _ => NewCredentials.Make()).ToArray();
        await Run("issuing", async () => await Database.Credentials.AppendAsync(batch, TimeSpan.FromHours(1), Token));
        await Run("issuing again", async () => await Database.Credentials.AppendAsync([.. batch.Select(static one => one.Again())], TimeSpan.FromHours(1), Token));
        var changes = batch.Select(static one => one.Fact with { ExpectedVersion = 1, EventId = Guid.CreateVersion7(), EventType = "TEST_CHANGED", Content = null }).ToArray();
        await Run("changing", async () => await new EventAppender(Database.Dialect).AppendAsync([changes], TimeSpan.FromHours(1), Token));
        await Run("reading to change", async () => await Database.Credentials.ReadCurrentAsync([.. changes.Select(static one => one.CredentialId)], Token));
        await Run("lapsing", async () => await Database.Credentials.LapseAsync([.. changes.Select(static one => one.CredentialId)], DateOnly.FromDateTime(DateTime.UtcNow), Token));
        await Run("changing and issuing", async () => await new EventAppender(Database.Dialect).AppendEachAsync(
            [.. changes.Select(static one => one with { ExpectedVersion = 2, EventId = Guid.CreateVersion7() }), NewCredentials.Make().Fact], TimeSpan.FromHours(1), Token));
        var chain = new AuditChain(Database.Dialect, TimeProvider.System);
        await Run("sealing", async () => await chain.SealAsync(Batch, Token));
    }

    private async Task MeasureAsync(string name, long mostRows, Func<Task> statement)
    {
        var before = await TouchedAsync();
        await statement();
        var after = await TouchedAsync();
        var (rows, pages) = (after.Rows - before.Rows, after.Pages - before.Pages);
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {rows} rows, {pages} pages");
        if (rows > mostRows || pages > MostPages) _tooMuch.Add($"{name}: {rows} rows, {pages} pages");
    }

    private Task<(long Rows, long Pages)> TouchedAsync() =>
        PostgresReads.SoFarAsync([Database.OpenAsOwnerAsync, Database.Dialect.OpenAsync, Database.Dialect.OpenForHotPathAsync], Token);

    private async Task FillAllAsync(int each)
    {
        foreach (var state in (short[])[0, 1, 2, 4]) await FillAsync(state, each);
        await FillAsync(3, each, "now() - interval '2 hours'");
        // Nearly all have been searched for; some are due.
        await Database.ExecuteAsync(
            "INSERT INTO erasures (credential_id, erased_at, sweeps, swept_at) SELECT id, now() - interval '1 hour', 2, CASE WHEN n > 300 THEN now() END FROM (SELECT id, row_number() OVER () AS n FROM credentials LIMIT @each) AS c",
            ("@each", each));
    }

    private async Task FillAsync(short state, int count, string at = "now()")
    {
        const int Portion = 10_000; // Each well within the time limit of a command.
        for (var left = count; left > 0; left -= Portion) await FillPortionAsync(state, Math.Min(left, Portion), at);
    }

    private Task<int> FillPortionAsync(short state, int count, string at) => Database.ExecuteAsync(
        $"""
        WITH made AS MATERIALIZED (SELECT gen_random_uuid() AS id, gen_random_uuid() AS event_id, n FROM generate_series(1, @count) AS n),
        c AS (
          INSERT INTO credentials (id, holder_key, standing, content_hash, holder_name, credential_type, issuer_name, holder_search, type_search, issuer_search, content, state, issued_at, version, event_id)
          SELECT id, 'name:Holder ' || id, 1, '', 'Holder ' || id, 'BSc', 'UoL', 'holder ' || md5(id::text), 'bsc', 'uol', '{"{}"}', '{CredentialState.Active}', {at}, 1, event_id FROM made),
        w AS (INSERT INTO credential_words (word, credential_id) SELECT 'holder', id FROM made UNION ALL SELECT md5(id::text), id FROM made),
        x AS (INSERT INTO credential_texts (kind, word, text, search) VALUES (1, '', 'bsc', 'bsc'), (1, 'bsc', 'bsc', NULL), (2, '', 'uol', 'uol'), (2, 'uol', 'uol', NULL), (3, 'bsc', 'BSc', NULL), (4, 'uol', 'UoL', NULL) ON CONFLICT DO NOTHING),
        e AS (
          INSERT INTO credential_events (event_id, credential_id, version, event_type, occurred_at, correlation_id, status, key_id, signature)
          SELECT event_id, id, 1, '{EventTypes.CredentialIssued}', {at}, 'c', '{CredentialStatus.ActiveSince(DateTimeOffset.UnixEpoch).ToJson()}', 'k', 's' FROM made)
        INSERT INTO outbox (event_id, credential_id, version, state, created_at, due_at, confirmed_at, dead_at, dead_by, published_at, entry_id)
        SELECT event_id, id, 1, {state}, {at}, {at} - interval '1 minute', CASE WHEN {state} = 3 THEN {at} END, CASE WHEN {state} = 4 THEN {at} END, 'relay', {at}, '1-1' FROM made
        """,
        ("@count", count));

    private async Task<Guid[]> IdsAsync(string condition) =>
        [.. await Database.ListAsync($"SELECT event_id FROM outbox WHERE {condition} LIMIT {Batch}", static reader => reader.GetGuid(0))];

    private static CredentialEvent EventOf(Guid eventId) => new(EventTypes.CredentialIssued, eventId, DateTimeOffset.UtcNow, 1, 0, 5, "c", Guid.NewGuid(), "{}");

    private static Confirmation ConfirmationOf(Guid eventId, string outcome) => new(eventId, Guid.NewGuid(), 1, outcome, "w", DateTimeOffset.UtcNow, "reason");
}
