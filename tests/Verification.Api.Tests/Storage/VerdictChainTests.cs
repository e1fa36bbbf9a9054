using System.Data.Common;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;

namespace Verification.Api.Tests.Storage;

/// <summary>Verdicts are kept for a limited time; those that remain can be checked although the oldest have been deleted.</summary>
public abstract class VerdictChainTests(StorageServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public sealed class OnSqlite(SqliteStorage server) : VerdictChainTests(server);

    public sealed class OnPostgres(PostgresStorage server) : VerdictChainTests(server);

    [Fact]
    public async Task Old_verdicts_go_and_the_rest_is_checked_from_the_hash_that_stays()
    {
        var (database, chain) = await CreateAsync();
        await SealAsync(database, chain, 5, hoursAgo: 50);
        await SealAsync(database, chain, 3, hoursAgo: 30);
        await SealAsync(database, chain, 4, hoursAgo: 2);

        Assert.Equal((8, false), await chain.DropAsync(DateTimeOffset.UtcNow.AddHours(-24), 1000, Token));

        Assert.Equal(4, await database.CountAsync("SELECT COUNT(*) FROM verdict_entries"));
        var (verdict, dropped) = await chain.VerifyKeptAsync(null, Token);
        Assert.Equal((null, 4, 8, 12), (verdict.FirstBroken, verdict.Checked, dropped, verdict.Head!.Number));
        Assert.Equal((0, false), await chain.DropAsync(DateTimeOffset.UtcNow.AddHours(-24), 1000, Token));
        Assert.Equal(1, await database.CountAsync($"SELECT COUNT(*) FROM audit_entries WHERE action = '{AuditAction.VerdictsDropped}'"));

        // A known head is compared, even if it is the last of the deleted entries.
        Assert.NotNull((await chain.VerifyKeptAsync((8, new string('0', 64)), Token)).Verdict.FirstBroken);

        // The chain continues after the deleted entries.
        await SealAsync(database, chain, 2, hoursAgo: 0);
        Assert.Equal((null, 6), await FindingAsync(chain));
        Assert.Equal((4, false), await chain.DropAsync(DateTimeOffset.UtcNow.AddHours(-1.5), 1000, Token));
        Assert.Equal((null, 2), await FindingAsync(chain));
    }

    [Fact]
    public async Task Of_too_many_the_oldest_go_but_none_within_its_first_hour()
    {
        var (database, chain) = await CreateAsync();
        await SealAsync(database, chain, 5, hoursAgo: 4);
        await SealAsync(database, chain, 5, hoursAgo: 3);
        await SealAsync(database, chain, 5, hoursAgo: 0);

        Assert.Equal((10, false), await chain.DropAsync(DateTimeOffset.UtcNow.AddDays(-90), 1, Token));

        Assert.Equal(5, await database.CountAsync("SELECT COUNT(*) FROM verdict_entries"));
        Assert.Equal((null, 5), await FindingAsync(chain));
    }

    [Fact]
    public async Task What_is_taken_away_changed_or_passed_off_as_dropped_is_found()
    {
        var (database, chain) = await CreateAsync();
        await SealAsync(database, chain, 5, hoursAgo: 50);
        await SealAsync(database, chain, 5, hoursAgo: 30);
        await SealAsync(database, chain, 5, hoursAgo: 2);
        await chain.DropAsync(DateTimeOffset.UtcNow.AddHours(-40), 1000, Token);
        Assert.Equal((null, 10), await FindingAsync(chain));

        await OpenAsync(database, "verdict_entries");
        await database.ExecuteAsync("DELETE FROM verdict_entries WHERE position = 8");
        Assert.Contains("missing", (await FindingAsync(chain)).Reason, StringComparison.Ordinal);

        // The whole beginning is deleted, as though it had expired, but without the record of the deletion.
        await database.ExecuteAsync("DELETE FROM verdict_entries WHERE position <= 10");
        await OpenAsync(database, "verdict_seals");
        await database.ExecuteAsync("DELETE FROM verdict_seals WHERE number < 10");
        Assert.Contains("Link 5 is missing", (await FindingAsync(chain)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_service_can_change_no_verdict_and_delete_none_within_its_first_hour()
    {
        var (database, chain) = await CreateAsync();
        await SealAsync(database, chain, 2, hoursAgo: 0);

        foreach (var sql in (string[])
            ["UPDATE verdict_entries SET outcome = 'expired'", "UPDATE verdict_seals SET hash = 'x'", "DELETE FROM verdict_entries", "DELETE FROM verdict_seals"])
        {
            await using var connection = await database.Dialect.OpenAsync(Token);
            await using var command = connection.Command(sql);
            await Assert.ThrowsAnyAsync<DbException>(() => command.ExecuteNonQueryAsync(Token));
        }

        Assert.Equal(2, await database.CountAsync("SELECT COUNT(*) FROM verdict_entries"));
    }

    [Fact]
    public async Task Verdicts_on_a_credential_are_counted_up_to_a_limit_and_listed_apart()
    {
        var database = await server.CreateAsync();
        var credential = Guid.NewGuid();
        AuditEntry Verdict(string outcome) => new(AuditAction.Verified, outcome, AuditActor.Anonymous) { CredentialId = credential };
        await new AuditTrail(database.Dialect, AuditTables.Verdicts).AppendAsync([Verdict(AuditOutcome.Valid), Verdict(AuditOutcome.Valid), Verdict(AuditOutcome.Expired)], Token);
        await new AuditTrail(database.Dialect).AppendAsync([new AuditEntry(AuditAction.Applied, AuditOutcome.Done, AuditActor.System) { CredentialId = credential }], Token);
        var reader = new AuditReader(database.Dialect, hasVerdicts: true);

        var (counts, last) = await reader.CountVerificationsAsync(credential, 10, Token);

        Assert.Equal(new Dictionary<string, long> { [AuditOutcome.Valid] = 2, [AuditOutcome.Expired] = 1 }, counts);
        Assert.NotNull(last);
        Assert.Equal(2, (await reader.CountVerificationsAsync(credential, 2, Token)).ByOutcome.Values.Sum());
        Assert.Equal((0, null), (await reader.CountVerificationsAsync(Guid.NewGuid(), 2, Token)) is var (none, never) ? (none.Count, never) : default);
        Assert.Equal(1, await CountAsync(null, null));
        Assert.Equal(3, await CountAsync(AuditAction.Verified, null));
        Assert.Equal(1, await CountAsync(null, AuditOutcome.Expired));

        async Task<int> CountAsync(string? action, string? outcome) => (await reader.ReadAsync(new AuditReader.Filter(credential, action, outcome, null, null), null, 10, Token)).Count;
    }

    private async Task<(TestDatabase Database, VerdictChain Chain)> CreateAsync()
    {
        var database = await server.CreateAsync();
        return (database, new VerdictChain(database.Dialect, TimeProvider.System));
    }

    private static async Task<(string? Reason, long Checked)> FindingAsync(VerdictChain chain)
    {
        var (verdict, _) = await chain.VerifyKeptAsync(null, Token);
        return (verdict.FirstBroken?.Reason, verdict.Checked);
    }

    private static async Task SealAsync(TestDatabase database, VerdictChain chain, int count, int hoursAgo)
    {
        var entries = Enumerable.Range(0, count).Select(_ => new AuditEntry(AuditAction.Verified, AuditOutcome.Valid, AuditActor.Anonymous)
        {
            At = DateTimeOffset.UtcNow.AddHours(-hoursAgo),
            CredentialId = Guid.CreateVersion7(),
        }).ToArray();
        await new AuditTrail(database.Dialect, AuditTables.Verdicts).AppendAsync(entries, Token);
        // An entry can be sealed once every transaction on the server that began before it has ended.
        AuditHead? head = null;
        await Eventually.TrueAsync(async _ => await chain.SealAsync(1000, Token) is { Sealed: > 0 } step && (head = step.Head) is not null, TimeSpan.FromSeconds(20), "the verdicts are sealed", Token);
        if (hoursAgo == 0) return;
        await OpenAsync(database, "verdict_seals");
        await database.ExecuteAsync($"UPDATE verdict_seals SET sealed_at = {database.Dialect.NowPlus($"-{hoursAgo * 3600}")} WHERE number = {head!.Number}");
    }

    /// <summary>Removes the triggers that keep the owner from changing a table.</summary>
    private static Task OpenAsync(TestDatabase database, string table) => database.ExecuteAsync(database.Dialect.IsSqlite
        ? $"DROP TRIGGER IF EXISTS {table}_no_update; DROP TRIGGER IF EXISTS {table}_no_delete"
        : $"ALTER TABLE {table} DISABLE TRIGGER ALL");
}
