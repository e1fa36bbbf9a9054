using KubeCredential.Events;
using KubeCredential.Storage.Audit;

namespace Verification.Api.Tests.Storage;

/// <summary>
/// Whatever PostgreSQL's statistics say about the read model, no statement may read more rows than it works on: each is run on a quarter of a million
/// rows with misleading statistics, and the rows and pages that it reads are counted.
/// </summary>
public sealed class HostileStatisticsTests(PostgresStorage server)
{
    private const int Batch = 500;
    private const int Known = 150_000;
    private const int Discarded = 20_000;
    private const long MostRows = 8 * Batch;
    private const long MostPages = 80 * Batch;
    private readonly List<string> _tooMuch = [];

    public enum Believes
    {
        Empty,
        Full,
        NothingKnown,
        PlannedWhileEmpty,
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Believes.Empty)]
    [InlineData(Believes.Full)]
    [InlineData(Believes.NothingKnown)]
    [InlineData(Believes.PlannedWhileEmpty)]
    public async Task No_statement_touches_more_than_it_works_on(Believes what)
    {
        var database = await server.CreateAsync();
        foreach (var table in (string[])["credentials", "audit_entries", "audit_seals", "counters", "read_model", "discarded_dead_letters"])
            await database.ExecuteAsync($"ALTER TABLE {table} SET (autovacuum_enabled = false)");
        switch (what)
        {
            case Believes.Empty:
                await database.ExecuteAsync("ANALYZE");
                await FillAsync(database);
                break;
            case Believes.Full:
                await FillAsync(database);
                await database.ExecuteAsync("ANALYZE");
                await database.ExecuteAsync("DELETE FROM credentials WHERE substr(id::text, 1, 1) IN ('1', '2', '3', '4', '5', '6', '7')");
                break;
            case Believes.NothingKnown:
                await FillAsync(database);
                break;
            default:
                for (var i = 0; i < 7; i++) await RunAllAsync(database, static (_, run) => run());
                await database.ExecuteAsync("TRUNCATE credentials");
                await FillAsync(database);
                break;
        }

        await RunAllAsync(database, (name, statement) => MeasureAsync(database, name, statement));

        Assert.True(_tooMuch.Count == 0, $"{what}:\n{string.Join('\n', _tooMuch)}");
    }

    /// <summary>The live generation and part of an old one; a third can be built alongside them.</summary>
    private static Task FillAsync(TestDatabase database) => database.ExecuteAsync(
        $$"""
        UPDATE read_model SET live = 2, building = NULL;
        INSERT INTO credentials (generation, id, version, event_id, event_type, correlation_id, occurred_at, applied_at, holder_name, credential_type, state, status, credential, key_id, signature)
        SELECT g, gen_random_uuid(), 1, gen_random_uuid(), 'CREDENTIAL_ISSUED', 'c', now(), now(), 'Holder', 'BSc', 'active', '{}', '{}', 'k', 's'
        FROM generate_series(1, 2) AS g, generate_series(1, CASE g WHEN 1 THEN 100 ELSE {{Known}} END) AS n;
        INSERT INTO discarded_dead_letters (key, dead_letter_id, reason, discarded_by, discarded_at, credential_id, delivery)
        SELECT gen_random_uuid(), 'id', 'reason', 'key:test', now(), gen_random_uuid(), '{}' FROM generate_series(1, {{Discarded}}) AS n
        """);

    private static async Task RunAllAsync(TestDatabase database, Func<string, Func<Task>, Task> run)
    {
        var changes = Enumerable.Range(0, Batch).Select(static _ => TestDatabase.ChangeOf(TestEvents.Issued())).ToArray();
        await run("applying", () => database.Model.ApplyAsync(changes, Token));
        await run("applying again", () => database.Model.ApplyAsync(changes, Token));
        var erased = Array.ConvertAll(changes, static change => TestDatabase.ChangeOf(change.Event.Then(EventTypes.CredentialErased)));
        await run("erasing", () => database.Model.ApplyAsync(erased, Token));
        await run("erasing again", () => database.Model.ApplyAsync(erased, Token));
        await run("hearing from the issuer", () => database.Knowledge.WriteAsync(new IssuerHeartbeat(DateTimeOffset.UtcNow, "1-1", DateTimeOffset.UtcNow).Signed(), anyway: false, Token));
        await run("knowledge", () => database.Knowledge.ReadAsync(Token));
        await run("a verdict", () => database.Store.FindAsync(changes[0].Event.CredentialId, Token));
        await run("arrivals", () => database.Store.ArrivalsAsync([.. changes.Select(static one => one.Event.CredentialId)], Token));
        await run("the newest", () => database.Store.NewestAsync(50, Token));
        await run("counting", () => database.Counters.AddAsync([("a", 1), ("b", 2)], [], Token));
        var chain = new AuditChain(database.Dialect, TimeProvider.System);
        await run("sealing", () => chain.SealAsync(Batch, Token));

        await database.Rebuilds.RequestAsync("key:test", Token);
        var (id, generation) = (await database.Rebuilds.ClaimAsync(Token))!.Value;
        await run("rebuilding a page", () => database.Rebuilds.AddAsync(id, generation, changes, Token));
        await run("a sign of life", () => database.Rebuilds.BeatAsync(id, generation, Token));
        await database.Rebuilds.FailAsync(id, generation, "a test", Token);
        await run("taking old generations away", () => database.Rebuilds.RemoveOldGenerationsAsync(Token));
    }

    private async Task MeasureAsync(TestDatabase database, string name, Func<Task> statement)
    {
        var before = await TouchedAsync(database);
        await statement();
        var after = await TouchedAsync(database);
        var (rows, pages) = (after.Rows - before.Rows, after.Pages - before.Pages);
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {rows} rows, {pages} pages");
        if (rows > MostRows || pages > MostPages) _tooMuch.Add($"{name}: {rows} rows, {pages} pages");
    }

    private static Task<(long Rows, long Pages)> TouchedAsync(TestDatabase database) =>
        PostgresReads.SoFarAsync([database.OpenAsOwnerAsync, database.Dialect.OpenAsync, database.Dialect.OpenForHotPathAsync], Token);
}
