using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace KubeCredential.Storage.Audit;

/// <summary>
/// The chain over the audit entries: each link is a hash over the one before and an entry, so that an entry that is changed, removed or
/// slipped in breaks it. Links are added after the entries are committed, in an order in which nothing appears late, so writers of entries
/// never wait for the chain, and a batch of them is one row. What is not sealed yet, the entries of about the last second, is not protected yet.
/// </summary>
/// <remarks>
/// Who can write to the database can also write the chain anew from any entry on. That is found out by comparing with a head that was
/// kept elsewhere: every check tells the head, the service logs it regularly, and a check takes one that is known.
/// </remarks>
/// <param name="dialect">The database.</param>
/// <param name="time">The clock.</param>
/// <param name="tables">The entries and the chain over them; null: the trail's.</param>
internal class AuditChain(SqlDialect dialect, TimeProvider time, AuditTables? tables = null)
{
    private const long LockKey = 0x4155444954; // "AUDIT"; plus one for another pair of tables.
    private const int Portion = 2000;
    private const string LinkColumns = "number, entry_transaction, entry_position, hash, sealed_at";
    private readonly AuditTables _tables = tables ?? AuditTables.Trail;
    private static readonly AuditHead Root = new(0, new AuditPlace(0, long.MinValue), Convert.ToHexStringLower(new byte[SHA256.HashSizeInBytes]), default);

    /// <summary>Adds links for entries that have none.</summary>
    /// <returns>How many were added, and the head of the chain; null where another replica is at it.</returns>
    public async Task<(int Sealed, AuditHead Head)?> SealAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        // A look first: on SQLite a transaction would take the write lock every second for nothing.
        var before = await HeadAsync(connection, null, cancellationToken) ?? Root;
        if ((await EntriesAfterAsync(connection, null, before.Place, 1, cancellationToken)).Count == 0) return (0, before);

        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        if (!dialect.IsSqlite)
        {
            await using var take = connection.Command("SELECT pg_try_advisory_xact_lock(@key)", transaction).With("@key", _tables == AuditTables.Trail ? LockKey : LockKey + 1);
            if (!(bool)(await take.ExecuteScalarAsync(cancellationToken))!) return null;
        }

        var head = await HeadAsync(connection, transaction, cancellationToken) ?? Root;
        var entries = await EntriesAfterAsync(connection, transaction, head.Place, limit, cancellationToken);
        if (entries.Count == 0) return (0, head);
        using var sha = new AuditHash();
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

    /// <summary>How many entries the chain has come past since its beginning.</summary>
    public async Task<long> LengthAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        return (await HeadAsync(connection, null, cancellationToken))?.Number ?? 0;
    }

    /// <summary>Checks the chain link by link, from the beginning or from a known link on.</summary>
    /// <param name="known">A link that is known from an earlier check: its number and hash.</param>
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
            if (found is null) return Broken(0, new AuditBreak(null, anchor.Number, $"Link {anchor.Number} is missing: the chain was longer when it was known."));
            if (!string.Equals(found.Hash, anchor.Hash, StringComparison.OrdinalIgnoreCase))
                return Broken(0, new AuditBreak(found.Place.Position, anchor.Number, $"Link {anchor.Number} has another hash than the one that is known: the chain was written anew."));
            head = found;
        }

        using var sha = new AuditHash();
        var count = 0L;
        while (true)
        {
            var links = await BatchesAsync(connection, head.Number + 1, Portion, cancellationToken);
            if (links is null) return Broken(count, new AuditBreak(null, head.Number + 1, $"Link {head.Number + 1}, or one after it, cannot be read."));
            links.RemoveAll(link => link.Number <= head.Number); // Those up to a known link in the middle of a batch.
            if (links.Count == 0) break;
            var entries = new Queue<(AuditPlace Place, AuditDocument Entry)>(await EntriesBetweenAsync(connection, head.Place, links[^1].Place, links.Count + 1, cancellationToken));
            foreach (var link in links)
            {
                if (link.Number != head.Number + 1) return Broken(count, new AuditBreak(null, head.Number + 1, $"Link {head.Number + 1} is missing."));
                if (entries.TryDequeue(out var next) && next.Place.CompareTo(link.Place) < 0)
                    return Broken(count, new AuditBreak(next.Entry.Number, null, $"Entry {next.Entry.Number} was added among entries that were sealed before it."));
                if (next.Place != link.Place) return Broken(count, new AuditBreak(link.Place.Position, link.Number, $"Entry {link.Place.Position} is missing."));
                if (!string.Equals(link.Hash, sha.Link(head.Hash, link.Number, next.Entry), StringComparison.Ordinal))
                    return Broken(count, new AuditBreak(next.Entry.Number, link.Number, $"Entry {next.Entry.Number} is not as it was sealed, or its link was changed."));
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
    /// The entries after a place, up to the oldest transaction that is still running on PostgreSQL: its entries may come to stand before
    /// those of others that have ended. On SQLite only one transaction writes at a time.
    /// </summary>
    private async Task<List<(AuditPlace Place, AuditDocument Entry)>> EntriesAfterAsync(
        DbConnection connection, DbTransaction? transaction, AuditPlace place, int limit, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            $"""
            SELECT {AuditSql.EntryColumns}, {AuditSql.Transaction(dialect)} FROM {_tables.Entries} e
            WHERE {AuditSql.Compare(dialect, ">", "")} {(dialect.IsSqlite ? "" : "AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())")}
            ORDER BY {AuditSql.Order(dialect)} LIMIT @limit
            """,
            transaction);
        place.AddTo(command, dialect, "");
        return await command.With("@limit", limit).ListAsync(
            reader => (new AuditPlace(reader.GetInt64(12), reader.GetInt64(0)), AuditReader.Read(dialect, reader, isSealed: false)), cancellationToken);
    }

    /// <summary>The entries after a place up to another.</summary>
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

    /// <summary>The links of the batch that a link stands in, or would, and of those after it, about so many.</summary>
    /// <returns>The links in order; null where those of a batch cannot be read.</returns>
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
