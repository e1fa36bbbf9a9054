using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace KubeCredential.Storage.Audit;

/// <summary>
/// The hash chain over the audit entries: each link is a hash over the previous link and an entry, so changing, removing or inserting an
/// entry breaks the chain. Links are added after the entries have been committed, in an order in which no entry appears late; writers of
/// entries therefore never wait for the chain. A batch of links is one row. Entries not yet sealed, about the last second's, are not protected.
/// </summary>
/// <remarks>
/// Anyone who can write to the database can also rewrite the chain from any entry onwards. Comparing it with a head kept elsewhere reveals
/// that: every check returns the head, the service logs it regularly, and a check accepts a known one.
/// </remarks>
/// <param name="dialect">The database.</param>
/// <param name="time">The clock.</param>
/// <param name="tables">The tables of the entries and of the chain; null for the audit trail's.</param>
internal class AuditChain(SqlDialect dialect, TimeProvider time, AuditTables? tables = null)
{
    private const long LockKey = 0x4155444954; // "AUDIT"; plus one for the verdicts' tables.
    private const int Portion = 2000;
    private const string LinkColumns = "number, entry_transaction, entry_position, hash, sealed_at";
    private readonly AuditTables _tables = tables ?? AuditTables.Trail;
    private static readonly AuditHead Root = new(0, new AuditPlace(0, long.MinValue), Convert.ToHexStringLower(new byte[SHA256.HashSizeInBytes]), default);

    /// <summary>Adds links for unsealed entries.</summary>
    /// <returns>How many links were added, and the head of the chain; null while another replica is adding links.</returns>
    public async Task<(int Sealed, AuditHead Head)?> SealAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        if (dialect.IsSqlite)
        {
            // Check first: a transaction would needlessly take the write lock every second.
            var before = await HeadAsync(connection, null, cancellationToken) ?? Root;
            if ((await EntriesAfterAsync(connection, null, before.Place, 1, cancellationToken)).Count == 0) return (0, before);
        }

        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        if (!dialect.IsSqlite)
        {
            await using var take = connection.Command("SELECT pg_try_advisory_xact_lock(@key)", transaction).With("@key", _tables == AuditTables.Trail ? LockKey : LockKey + 1);
            if (!(bool)(await take.ExecuteScalarAsync(cancellationToken))!) return null;
        }

        var head = await HeadAsync(connection, transaction, cancellationToken) ?? Root;
        var entries = await EntriesAfterAsync(connection, transaction, head.Place, limit, cancellationToken);
        if (entries.Count == 0) return (0, head);
        var sha = new AuditHash();
        var links = new List<AuditHead>(entries.Count);
        var now = time.GetUtcNow();
        foreach (var (place, entry) in entries)
        {
            head = new AuditHead(head.Number + 1, place, sha.Link(head.Hash, head.Number + 1, entry), now);
            links.Add(head);
        }

        await using var insert = connection.Command(
            $"""
            INSERT INTO {_tables.Seals} (number, entry_position, entry_transaction, hash, earlier_links, sealed_at)
            VALUES (@number, @position, @transaction, @hash, @earlier, {dialect.Now})
            """,
            transaction);
        insert.With("@number", head.Number).With("@position", head.Place.Position).With("@transaction", head.Place.Transaction).With("@hash", head.Hash)
            .With("@earlier", AuditLinks.Write(CollectionsMarshal.AsSpan(links)[..^1]));
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (links.Count, head);
    }

    /// <summary>How many entries have been sealed since the beginning of the chain.</summary>
    public async Task<long> LengthAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        return (await HeadAsync(connection, null, cancellationToken))?.Number ?? 0;
    }

    /// <summary>Checks the chain link by link, from the beginning or from a known link onwards.</summary>
    /// <param name="known">The number and hash of a link from an earlier check.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public async Task<AuditVerdict> VerifyAsync((long Number, string Hash)? known, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        var head = Root;
        if (known is { } anchor)
        {
            var batch = await BatchesAsync(connection, anchor.Number, most: 1, cancellationToken);
            if (batch is null) return Broken(0, new AuditBreak(null, anchor.Number, $"Link {anchor.Number} cannot be read."));
            var found = batch.Find(link => link.Number == anchor.Number);
            if (found is null) return Broken(0, new AuditBreak(null, anchor.Number, $"Link {anchor.Number} is missing: the chain was longer when that link was noted."));
            if (!string.Equals(found.Hash, anchor.Hash, StringComparison.OrdinalIgnoreCase))
                return Broken(0, new AuditBreak(found.Place.Position, anchor.Number, $"The hash of link {anchor.Number} differs from the known one: the chain has been rewritten."));
            head = found;
        }

        var sha = new AuditHash();
        var count = 0L;
        while (true)
        {
            var links = await BatchesAsync(connection, head.Number + 1, Portion, cancellationToken);
            if (links is null) return Broken(count, new AuditBreak(null, head.Number + 1, $"Link {head.Number + 1} or a later one cannot be read."));
            links.RemoveAll(link => link.Number <= head.Number); // The known link may be in the middle of a batch.
            if (links.Count == 0) break;
            var entries = new Queue<(AuditPlace Place, AuditDocument Entry)>(await EntriesBetweenAsync(connection, head.Place, links[^1].Place, links.Count + 1, cancellationToken));
            foreach (var link in links)
            {
                if (link.Number != head.Number + 1) return Broken(count, new AuditBreak(null, head.Number + 1, $"Link {head.Number + 1} is missing."));
                if (entries.TryDequeue(out var next) && next.Place.CompareTo(link.Place) < 0)
                    return Broken(count, new AuditBreak(next.Entry.Number, null, $"Entry {next.Entry.Number} was inserted between sealed entries."));
                if (next.Place != link.Place) return Broken(count, new AuditBreak(link.Place.Position, link.Number, $"Entry {link.Place.Position} is missing."));
                if (!string.Equals(link.Hash, sha.Link(head.Hash, link.Number, next.Entry), StringComparison.Ordinal))
                    return Broken(count, new AuditBreak(next.Entry.Number, link.Number, $"Entry {next.Entry.Number} or its link has been altered since it was sealed."));
                head = link;
                count++;
            }
        }

        var unsealed = await CountAfterAsync(connection, head.Place, cancellationToken);
        return new AuditVerdict(count, unsealed, head.Number == 0 ? null : head, null);
    }

    private static AuditVerdict Broken(long count, AuditBreak broken) => new(count, null, null, broken);

    private async Task<AuditHead?> HeadAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"SELECT {LinkColumns} FROM {_tables.Seals} ORDER BY number DESC LIMIT 1", transaction);
        return (await command.ListAsync(ReadLink, cancellationToken)).SingleOrDefault();
    }

    /// <summary>
    /// The entries after a place. On PostgreSQL they end before the oldest running transaction, whose entries may precede those of
    /// transactions that have already ended. On SQLite only one transaction writes at a time.
    /// </summary>
    private async Task<List<(AuditPlace Place, AuditDocument Entry)>> EntriesAfterAsync(
        DbConnection connection, DbTransaction? transaction, AuditPlace place, int limit, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            $"""
            {(transaction is null ? "" : dialect.FollowingTheIndex)}
            SELECT {AuditSql.EntryColumns}, {AuditSql.Transaction(dialect)} FROM {_tables.Entries} e
            WHERE {AuditSql.Compare(dialect, ">", "")} {(dialect.IsSqlite ? "" : "AND e.transaction_id < " + TransactionNumbers.SettledBefore)}
            ORDER BY {AuditSql.Order(dialect)} LIMIT @limit
            """,
            transaction);
        place.AddTo(command, dialect, "");
        return await command.With("@limit", limit).ListAsync(
            reader => (new AuditPlace(reader.GetInt64(12), reader.GetInt64(0)), AuditReader.Read(dialect, reader, isSealed: false)), cancellationToken);
    }

    /// <summary>The entries after one place, up to and including another.</summary>
    private async Task<List<(AuditPlace Place, AuditDocument Entry)>> EntriesBetweenAsync(DbConnection connection, AuditPlace after, AuditPlace upTo, int limit, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            $"""
            SELECT {AuditSql.EntryColumns}, {AuditSql.Transaction(dialect)} FROM {_tables.Entries} e
            WHERE {AuditSql.Compare(dialect, ">", "after_")} AND {AuditSql.Compare(dialect, "<=", "to_")}
            ORDER BY {AuditSql.Order(dialect)} LIMIT @limit
            """);
        after.AddTo(command, dialect, "after_");
        upTo.AddTo(command, dialect, "to_");
        return await command.With("@limit", limit).ListAsync(
            reader => (new AuditPlace(reader.GetInt64(12), reader.GetInt64(0)), AuditReader.Read(dialect, reader, isSealed: true)), cancellationToken);
    }

    /// <summary>The links of the batch that contains a link, or would contain it, and of the following batches, up to about the given number.</summary>
    /// <returns>The links in order; null if those of a batch cannot be read.</returns>
    private async Task<List<AuditHead>?> BatchesAsync(DbConnection connection, long number, int most, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            $"""
            SELECT {LinkColumns}, earlier_links FROM {_tables.Seals}
            WHERE number >= @number AND number < (SELECT MIN(number) FROM {_tables.Seals} WHERE number >= @number) + @most
            ORDER BY number
            """);
        var batches = await command.With("@number", number).With("@most", most).ListAsync(
            reader => AuditLinks.Read(reader.IsDBNull(5) ? [] : reader.GetFieldValue<byte[]>(5), ReadLink(reader)), cancellationToken);
        return batches.Contains(null) ? null : [.. batches.SelectMany(static batch => batch!)];
    }

    private async Task<long> CountAfterAsync(DbConnection connection, AuditPlace place, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"SELECT COUNT(*) FROM {_tables.Entries} e WHERE {AuditSql.Compare(dialect, ">", "")}");
        place.AddTo(command, dialect, "");
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    private AuditHead ReadLink(DbDataReader reader) => new(
        reader.GetInt64(0), new AuditPlace(reader.GetInt64(1), reader.GetInt64(2)), reader.GetString(3), dialect.ReadTime(reader, 4));
}
