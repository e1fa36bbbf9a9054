using System.Data.Common;
using KubeCredential.Storage.Audit;

namespace KubeCredential.Storage.Tests;

/// <summary>The trail on its own: what a reader finds, and what a check of the chain finds when somebody with the owner's rights has changed it.</summary>
public abstract class AuditChainTests(SampleDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    private const string Trace = "4baaf9aaff339e66e4d30c5942e80f09";

    public sealed class OnSqlite(SampleDatabases databases) : AuditChainTests(databases, DatabaseKind.Sqlite)
    {
        protected override string[] AllowTampering =>
            [.. from table in (string[])["audit_entries", "audit_seals"] from change in (string[])["update", "delete"] select $"DROP TRIGGER IF EXISTS {table}_no_{change}"];

        [Theory]
        [InlineData("INSERT OR REPLACE INTO audit_entries SELECT * FROM audit_entries", "audit_entries")]
        [InlineData("INSERT OR REPLACE INTO audit_seals SELECT * FROM audit_seals", "audit_seals")]
        public Task The_database_refuses_to_replace_rows(string sql, string table) => AssertRefusedAsync(sql, table);
    }

    public sealed class OnPostgres(SampleDatabases databases) : AuditChainTests(databases, DatabaseKind.Postgres)
    {
        protected override string[] AllowTampering => ["DROP TRIGGER IF EXISTS audit_entries_append_only ON audit_entries", "DROP TRIGGER IF EXISTS audit_seals_append_only ON audit_seals"];

        [Theory]
        [InlineData("TRUNCATE audit_entries", "audit_entries")]
        [InlineData("TRUNCATE audit_seals", "audit_seals")]
        public Task The_database_refuses_to_empty_tables(string sql, string table) => AssertRefusedAsync(sql, table);

        /// <summary>A slow transaction's entry has a low number and appears late; a seal that passed it by would leave it out for ever.</summary>
        [Fact]
        public async Task An_entry_of_a_slow_transaction_is_waited_for()
        {
            await using var slow = await Database.Dialect.OpenAsync(Token);
            await using var transaction = await Database.Dialect.BeginAsync(slow, Token);
            await new AuditTrail(Database.Dialect).AppendAsync(slow, transaction, [Entry("slow")], Token);
            await AppendAsync("quick");

            Assert.Equal(0, (await Chain.SealAsync(100, Token))!.Value.Sealed);

            await transaction.CommitAsync(Token);
            await SealAsync(2, limit: 1);
            Assert.Equal(["slow", "quick"], await Database.ListAsync("SELECT e.detail FROM audit_seals s JOIN audit_entries e ON e.position = s.entry_position ORDER BY s.number", static reader => reader.GetString(0)));
            Assert.Null((await VerifyAsync()).FirstBroken);
        }

        [Fact]
        public async Task Replicas_take_turns_at_the_chain()
        {
            await AppendAsync("one");
            await using var other = await Database.Dialect.OpenAsync(Token);
            await using var transaction = await Database.Dialect.BeginAsync(other, Token);
            await using var command = other.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "SELECT pg_advisory_xact_lock(x'4155444954'::bigint)";
            await command.ExecuteNonQueryAsync(Token);

            await Eventually.TrueAsync(async _ => await Chain.SealAsync(100, Token) is null, Limit, "the chain is left to the other replica", Token);

            await transaction.RollbackAsync(Token);
            await SealAsync(1);
        }
    }

    protected abstract string[] AllowTampering { get; }

    private AuditChain Chain => new(Database.Dialect, TimeProvider.System);

    [Fact]
    public async Task Pages_lead_through_all_entries_once()
    {
        for (var number = 0; number < 7; number++) await AppendAsync($"entry {number}");
        var reader = new AuditReader(Database.Dialect);
        var found = new List<string?>();
        AuditPlace? before = null;
        while (await reader.ReadAsync(new(null, null, null, null, null), before, 3, Token) is { Count: > 0 } page)
        {
            found.AddRange(page.Select(static one => one.Entry.Detail));
            before = page[^1].Place;
        }

        Assert.Equal(Enumerable.Range(0, 7).Reverse().Select(static number => $"entry {number}"), found);
    }

    [Fact]
    public async Task Filters_leave_out_what_was_not_asked_for()
    {
        var credential = Guid.NewGuid();
        var early = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await new AuditTrail(Database.Dialect).AppendAsync(
            [
                Entry("a") with { At = early, CredentialId = credential },
                Entry("b") with { At = early.AddHours(1), Action = AuditAction.Published },
                Entry("c") with { At = early.AddHours(2), Action = AuditAction.Verified, Outcome = AuditOutcome.Expired, CredentialId = credential },
            ],
            Token);

        Assert.Equal(["c", "a"], await DetailsAsync(new(credential, null, null, null, null)));
        Assert.Equal(["b"], await DetailsAsync(new(null, AuditAction.Published, null, null, null)));
        Assert.Equal(["a"], await DetailsAsync(new(null, AuditAction.CircuitIsolated, null, null, null)));
        Assert.Equal(["c"], await DetailsAsync(new(null, null, AuditOutcome.Expired, null, null)));
        Assert.Equal(["b", "a"], await DetailsAsync(new(null, null, AuditOutcome.Done, null, null)));
        Assert.Equal(["c", "b"], await DetailsAsync(new(null, null, null, early.AddHours(1), null)));
        Assert.Equal(["a"], await DetailsAsync(new(null, null, null, null, early.AddHours(1))));
        Assert.Empty(await DetailsAsync(new(credential, AuditAction.Published, null, null, null)));
    }

    [Fact]
    public async Task An_untouched_chain_is_intact_however_it_was_sealed()
    {
        for (var number = 0; number < 5; number++) await AppendAsync($"entry {number}");
        await SealAsync(3, limit: 3);
        Assert.Equal((3, 2), ((await VerifyAsync()) is var part ? (part.Checked, part.Unsealed!.Value) : default));
        await SealAsync(2, limit: 3);
        Assert.Equal(0, (await Chain.SealAsync(3, Token))!.Value.Sealed);

        var verdict = await VerifyAsync();

        Assert.Null(verdict.FirstBroken);
        Assert.Equal((5, 0, 5), (verdict.Checked, verdict.Unsealed, verdict.Head!.Number));
        Assert.All(await ReadAsync(new(null, null, null, null, null)), static entry => Assert.True(entry.Sealed));
    }

    [Fact]
    public async Task An_empty_trail_is_intact()
    {
        var verdict = await VerifyAsync();

        Assert.Equal((0, 0, null, null), (verdict.Checked, verdict.Unsealed, verdict.Head, verdict.FirstBroken));
    }

    [Theory]
    [InlineData("action", "'event.discarded'")]
    [InlineData("outcome", "'failed'")]
    [InlineData("actor", "'somebody'")]
    [InlineData("worker_id", "'other'")]
    [InlineData("detail", "'reason 4'")]
    [InlineData("detail", "NULL")]
    [InlineData("correlation_id", "'other'")]
    [InlineData("trace_id", "NULL")]
    [InlineData("attempt", "7")]
    [InlineData("credential_id", "NULL")]
    [InlineData("event_id", "NULL")]
    [InlineData("occurred_at", "EARLIER")]
    public async Task A_changed_entry_is_named(string column, string value)
    {
        var position = await ChainOfFiveAsync();

        await TamperAsync($"UPDATE audit_entries SET {column} = {(value == "EARLIER" ? Database.Dialect.NowPlus("-60") : value)} WHERE position = {position}");

        var verdict = await VerifyAsync();
        Assert.Equal((position, 3), (verdict.FirstBroken!.Number, verdict.FirstBroken.Link));
        Assert.Equal(2, verdict.Checked);
        Assert.Null(verdict.Head);
    }

    [Fact]
    public async Task A_removed_entry_is_named()
    {
        var position = await ChainOfFiveAsync();

        await TamperAsync($"DELETE FROM audit_entries WHERE position = {position}");

        Assert.Equal((position, 3), (await VerifyAsync()).FirstBroken is { } broken ? (broken.Number, broken.Link) : default);
    }

    [Fact]
    public async Task A_removed_link_is_named()
    {
        await ChainOfFiveAsync(batch: 1);

        await TamperAsync("DELETE FROM audit_seals WHERE number = 3");

        Assert.Equal((null, 3), (await VerifyAsync()).FirstBroken is { } broken ? (broken.Number, broken.Link) : default);
    }

    [Fact]
    public async Task A_removed_entry_with_its_link_is_noticed()
    {
        var position = await ChainOfFiveAsync(batch: 1);

        await TamperAsync($"DELETE FROM audit_entries WHERE position = {position}", "DELETE FROM audit_seals WHERE number = 3", "UPDATE audit_seals SET number = number - 1 WHERE number = 4", "UPDATE audit_seals SET number = number - 1 WHERE number = 5");

        Assert.Equal(3, (await VerifyAsync()).FirstBroken!.Link);
    }

    [Fact]
    public async Task An_entry_among_sealed_ones_without_a_link_is_named()
    {
        await ChainOfFiveAsync();
        await TamperAsync(Database.Dialect.IsSqlite
            ? "INSERT INTO audit_entries (position, occurred_at, action, outcome, actor, worker_id) VALUES (0, 0, 'a', 'b', 'c', 'd')"
            : "INSERT INTO audit_entries (position, transaction_id, occurred_at, action, outcome, actor, worker_id) OVERRIDING SYSTEM VALUE SELECT 999, MIN(transaction_id::text::bigint)::text::xid8, now(), 'a', 'b', 'c', 'd' FROM audit_entries");

        var broken = (await VerifyAsync()).FirstBroken;

        // On SQLite positions begin at 1; one at 0 stands before all others.
        Assert.Equal(Database.Dialect.IsSqlite ? 0 : 999, broken!.Number);
    }

    [Fact]
    public async Task A_chain_written_anew_is_found_out_by_a_head_that_is_known()
    {
        var position = await ChainOfFiveAsync();
        var known = (await VerifyAsync()).Head!;
        await TamperAsync($"UPDATE audit_entries SET detail = 'other' WHERE position = {position}", "DELETE FROM audit_seals");
        await SealAsync(5);

        Assert.Null((await VerifyAsync()).FirstBroken);
        Assert.Equal(known.Number, (await VerifyAsync((known.Number, known.Hash))).FirstBroken!.Link);
    }

    [Fact]
    public async Task A_chain_that_was_cut_off_is_found_out_by_a_head_that_is_known()
    {
        await ChainOfFiveAsync(batch: 2);
        var known = (await VerifyAsync()).Head!;
        await TamperAsync("DELETE FROM audit_seals WHERE number = 5", "DELETE FROM audit_entries WHERE position = (SELECT MAX(position) FROM audit_entries)");

        Assert.Null((await VerifyAsync()).FirstBroken);
        Assert.Contains("longer", (await VerifyAsync((known.Number, known.Hash))).FirstBroken!.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_known_link_shortens_the_check_wherever_it_stands(int batch)
    {
        await ChainOfFiveAsync(batch);
        for (var number = 1; number <= 5; number++)
        {
            var known = await LinkAsync(number);
            var verdict = await VerifyAsync((number, known));
            Assert.Equal((null, 5 - number, 5), (verdict.FirstBroken, verdict.Checked, verdict.Head!.Number));
            Assert.Equal(number, (await VerifyAsync((number, new string('0', 64)))).FirstBroken!.Link);
        }

        Assert.Contains("longer", (await VerifyAsync((6, new string('0', 64)))).FirstBroken!.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x'00'", 1)] // cut
    [InlineData("NULL", 1)]
    public async Task Links_of_a_batch_that_were_changed_are_noticed(string links, int link)
    {
        await ChainOfFiveAsync();

        await TamperAsync($"UPDATE audit_seals SET earlier_links = {(Database.Dialect.IsSqlite ? links : links.Replace("x'00'", "'\\x00'", StringComparison.Ordinal))}");

        Assert.Equal((0, link), (await VerifyAsync()) is var verdict ? (verdict.Checked, verdict.FirstBroken!.Link) : default);
    }

    [Fact]
    public async Task A_changed_link_in_a_batch_is_named()
    {
        var position = await ChainOfFiveAsync();
        var links = await Database.ReadAsync("SELECT earlier_links FROM audit_seals", static reader => reader.GetFieldValue<byte[]>(0));
        links[(3 * 48) - 1] ^= 1; // the last byte of the third link's hash
        var text = Convert.ToHexString(links);

        await TamperAsync($"UPDATE audit_seals SET earlier_links = {(Database.Dialect.IsSqlite ? $"x'{text}'" : $"'\\x{text}'")}");

        Assert.Equal((position, 3), (await VerifyAsync()).FirstBroken is { } broken ? (broken.Number, broken.Link) : default);
    }

    [Fact]
    public async Task A_known_head_shortens_the_check()
    {
        await ChainOfFiveAsync();
        var known = (await VerifyAsync()).Head!;
        await AppendAsync("later");
        await SealAsync(1);

        var verdict = await VerifyAsync((known.Number, known.Hash.ToUpperInvariant()));

        Assert.Equal((1, 6), (verdict.Checked, verdict.Head!.Number));
        Assert.Null(verdict.FirstBroken);
    }

    [Theory]
    [InlineData("UPDATE audit_entries SET detail = ''", "audit_entries")]
    [InlineData("DELETE FROM audit_entries", "audit_entries")]
    [InlineData("UPDATE audit_seals SET hash = ''", "audit_seals")]
    [InlineData("DELETE FROM audit_seals", "audit_seals")]
    public Task The_database_refuses_to_change_or_delete_rows(string sql, string table) => AssertRefusedAsync(sql, table);

    [Fact]
    public async Task A_text_that_the_database_cannot_hold_does_not_hold_up_the_entry()
    {
        await new AuditTrail(Database.Dialect).AppendAsync([Entry("a\0b") with { CorrelationId = "\0" }], Token);

        Assert.Equal(("a b", " "), Assert.Single(await ReadAsync(new(null, null, null, null, null))) is var entry ? (entry.Detail, entry.CorrelationId) : default);
    }

    [Theory]
    [InlineData($"00-{Trace}-00f067aa0ba902b7-01", Trace)]
    [InlineData("00-4baaf9aaff339e66e4d30c5942e80f0G-00f067aa0ba902b7-01", null)]
    [InlineData("4baaf9aaff339e66e4d30c5942e80f09", null)]
    [InlineData(null, null)]
    public void A_trace_id_is_read_only_from_a_traceparent(string? traceParent, string? traceId) => Assert.Equal(traceId, AuditEntry.TraceIdOf(traceParent));

    private async Task AssertRefusedAsync(string sql, string table)
    {
        await ChainOfFiveAsync();

        var refusal = await Assert.ThrowsAnyAsync<DbException>(() => Database.ExecuteAsync(sql));

        Assert.Contains($"Rows of {table} are never changed or deleted", refusal.Message, StringComparison.Ordinal);
        Assert.Null((await VerifyAsync()).FirstBroken);
    }

    /// <summary>Five sealed entries.</summary>
    /// <returns>The position of the third.</returns>
    private async Task<long> ChainOfFiveAsync(int batch = 5)
    {
        for (var number = 1; number <= 5; number++)
        {
            await new AuditTrail(Database.Dialect).AppendAsync(
                [Entry($"reason {number}") with { CredentialId = Guid.NewGuid(), EventId = Guid.NewGuid(), Attempt = 1, CorrelationId = "request", TraceId = Trace }], Token);
        }

        await SettledAsync(5);
        await SealAsync(5, batch);
        return await Database.ReadAsync("SELECT position FROM audit_entries ORDER BY position LIMIT 1 OFFSET 2", static reader => reader.GetInt64(0));
    }

    /// <summary>The hash of a link, wherever it stands.</summary>
    private async Task<string> LinkAsync(int number)
    {
        var (last, hash, earlier) = await Database.ReadAsync(
            $"SELECT number, hash, earlier_links FROM audit_seals WHERE number >= {number} ORDER BY number LIMIT 1",
            static reader => (reader.GetInt64(0), reader.GetString(1), reader.IsDBNull(2) ? [] : reader.GetFieldValue<byte[]>(2)));
        return last == number ? hash : Convert.ToHexStringLower(earlier.AsSpan()[^((int)(last - number) * 48)..][16..48]);
    }

    /// <summary>Changes rows as somebody could who has the owner's rights.</summary>
    private async Task TamperAsync(params string[] statements)
    {
        foreach (var sql in (string[])[.. AllowTampering, .. statements]) await Database.ExecuteAsync(sql);
    }

    private static AuditEntry Entry(string detail) => new(AuditAction.CircuitIsolated, AuditOutcome.Done, AuditActor.System) { Detail = detail };

    private Task AppendAsync(string detail) => new AuditTrail(Database.Dialect).AppendAsync([Entry(detail)], Token);

    /// <summary>Seals so many entries, and no more. PostgreSQL's transactions in other databases of the server hold it up for as long as they last.</summary>
    private async Task SealAsync(int count, int limit = 100)
    {
        var done = 0;
        await Eventually.TrueAsync(
            async _ =>
            {
                done += (await Chain.SealAsync(Math.Min(limit, count - done), Token))?.Sealed ?? 0;
                return done == count;
            },
            Limit, $"{count} entries are sealed", Token);
    }

    /// <summary>Waits until so many entries can be sealed together: until no transaction is open that began before them, in any database of the server, such as another test's.</summary>
    private async Task SettledAsync(int count)
    {
        if (Database.Dialect.IsSqlite) return;
        await Eventually.TrueAsync(
            async _ => await Database.ReadAsync("SELECT COUNT(*) FROM audit_entries WHERE transaction_id < pg_snapshot_xmin(pg_current_snapshot())", static reader => reader.GetInt64(0)) == count,
            Limit, $"{count} entries can be sealed", Token);
    }

    private Task<AuditVerdict> VerifyAsync((long, string)? known = null) => Chain.VerifyAsync(known, Token);

    private async Task<List<AuditDocument>> ReadAsync(AuditReader.Filter filter) =>
        (await new AuditReader(Database.Dialect).ReadAsync(filter, null, 100, Token)).ConvertAll(static one => one.Entry);

    private async Task<List<string?>> DetailsAsync(AuditReader.Filter filter) => (await ReadAsync(filter)).ConvertAll(static entry => entry.Detail);
}
