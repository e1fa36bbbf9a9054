using System.Data.Common;
using KubeCredential.Storage.Audit;

namespace KubeCredential.Storage.Tests;

/// <summary>Verdicts are kept for a time, and what is kept can be checked although the oldest have gone.</summary>
public abstract class VerdictChainTests(SampleDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    public sealed class OnSqlite(SampleDatabases databases) : VerdictChainTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(SampleDatabases databases) : VerdictChainTests(databases, DatabaseKind.Postgres);

    private VerdictChain Chain => new(Database.Dialect, TimeProvider.System);

    [Fact]
    public async Task Old_verdicts_go_and_the_rest_is_checked_from_the_hash_that_stays()
    {
        await SealAsync(5, hoursAgo: 50);
        await SealAsync(3, hoursAgo: 30);
        await SealAsync(4, hoursAgo: 2);

        Assert.Equal((8, false), await Chain.DropAsync(DateTimeOffset.UtcNow.AddHours(-24), 1000, Token));

        Assert.Equal(4, await Database.CountAsync("verdict_entries"));
        var (verdict, dropped) = await Chain.VerifyKeptAsync(null, Token);
        Assert.Equal((null, 4, 8, 12), (verdict.FirstBroken, verdict.Checked, dropped, verdict.Head!.Number));
        Assert.Equal((0, false), await Chain.DropAsync(DateTimeOffset.UtcNow.AddHours(-24), 1000, Token));
        Assert.Equal(1, await Database.CountAsync($"audit_entries WHERE action = '{AuditAction.VerdictsDropped}'"));

        // A head that is known is compared, also where it is the last that has gone.
        Assert.NotNull((await Chain.VerifyKeptAsync((8, new string('0', 64)), Token)).Verdict.FirstBroken);

        // The chain goes on behind what has gone.
        await SealAsync(2, hoursAgo: 0);
        Assert.Equal((null, 6), await FindingAsync());
        Assert.Equal((4, false), await Chain.DropAsync(DateTimeOffset.UtcNow.AddHours(-1.5), 1000, Token));
        Assert.Equal((null, 2), await FindingAsync());
    }

    [Fact]
    public async Task Of_too_many_the_oldest_go_but_none_within_its_first_hour()
    {
        await SealAsync(5, hoursAgo: 4);
        await SealAsync(5, hoursAgo: 3);
        await SealAsync(5, hoursAgo: 0);

        Assert.Equal((10, false), await Chain.DropAsync(DateTimeOffset.UtcNow.AddDays(-90), 1, Token));

        Assert.Equal(5, await Database.CountAsync("verdict_entries"));
        Assert.Equal((null, 5), await FindingAsync());
    }

    [Fact]
    public async Task What_is_taken_away_changed_or_passed_off_as_dropped_is_found()
    {
        await SealAsync(5, hoursAgo: 50);
        await SealAsync(5, hoursAgo: 30);
        await SealAsync(5, hoursAgo: 2);
        await Chain.DropAsync(DateTimeOffset.UtcNow.AddHours(-40), 1000, Token);
        Assert.Equal((null, 10), await FindingAsync());

        await OpenToChangesAsync("verdict_entries");
        await Database.ExecuteAsync("DELETE FROM verdict_entries WHERE position = 8");
        Assert.Contains("missing", (await FindingAsync()).Reason, StringComparison.Ordinal);

        // The whole beginning, as though it had been dropped, but without a note.
        await Database.ExecuteAsync("DELETE FROM verdict_entries WHERE position <= 10");
        await OpenToChangesAsync("verdict_seals");
        await Database.ExecuteAsync("DELETE FROM verdict_seals WHERE number < 10");
        Assert.Contains("Link 5 is missing", (await FindingAsync()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_service_can_change_no_verdict_and_delete_none_within_its_first_hour()
    {
        await SealAsync(2, hoursAgo: 0);

        foreach (var sql in (string[])
            ["UPDATE verdict_entries SET outcome = 'expired'", "UPDATE verdict_seals SET hash = 'x'", "DELETE FROM verdict_entries", "DELETE FROM verdict_seals"])
        {
            await using var connection = await Database.Dialect.OpenAsync(Token);
            await using var command = connection.Command(sql);
            await Assert.ThrowsAnyAsync<DbException>(() => command.ExecuteNonQueryAsync(Token));
        }

        Assert.Equal(2, await Database.CountAsync("verdict_entries"));
    }

    [Fact]
    public async Task Verdicts_on_a_credential_are_counted_up_to_a_limit_and_listed_apart()
    {
        var credential = Guid.NewGuid();
        AuditEntry Verdict(string outcome) => new(AuditAction.Verified, outcome, AuditActor.Anonymous) { CredentialId = credential };
        await new AuditTrail(Database.Dialect, AuditTables.Verdicts).AppendAsync([Verdict(AuditOutcome.Valid), Verdict(AuditOutcome.Valid), Verdict(AuditOutcome.Expired)], Token);
        await new AuditTrail(Database.Dialect).AppendAsync([new AuditEntry(AuditAction.Applied, AuditOutcome.Done, AuditActor.System) { CredentialId = credential }], Token);
        var reader = new AuditReader(Database.Dialect, hasVerdicts: true);

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

    private async Task<(string? Reason, long Checked)> FindingAsync()
    {
        var (verdict, _) = await Chain.VerifyKeptAsync(null, Token);
        return (verdict.FirstBroken?.Reason, verdict.Checked);
    }

    private async Task SealAsync(int count, int hoursAgo)
    {
        var entries = Enumerable.Range(0, count).Select(_ => new AuditEntry(AuditAction.Verified, AuditOutcome.Valid, AuditActor.Anonymous)
        {
            At = DateTimeOffset.UtcNow.AddHours(-hoursAgo),
            CredentialId = Guid.CreateVersion7(),
        }).ToArray();
        await new AuditTrail(Database.Dialect, AuditTables.Verdicts).AppendAsync(entries, Token);
        // An entry can be sealed once every transaction on the server that began before it has ended.
        AuditHead? head = null;
        await Eventually.TrueAsync(async _ => await Chain.SealAsync(1000, Token) is { Sealed: > 0 } step && (head = step.Head) is not null, TimeSpan.FromSeconds(20), "the verdicts are sealed", Token);
        if (hoursAgo == 0) return;
        await OpenToChangesAsync("verdict_seals");
        await Database.ExecuteAsync($"UPDATE verdict_seals SET sealed_at = {Database.Dialect.NowPlus($"-{hoursAgo * 3600}")} WHERE number = {head!.Number}");
    }

    /// <summary>Does away with what keeps the owner from changing a table.</summary>
    private Task<int> OpenToChangesAsync(string table) => Database.ExecuteAsync(Database.Dialect.IsSqlite
        ? $"DROP TRIGGER IF EXISTS {table}_no_update; DROP TRIGGER IF EXISTS {table}_no_delete"
        : $"ALTER TABLE {table} DISABLE TRIGGER ALL");
}
