using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;

namespace KubeCredential.Storage.Audit;

/// <summary>
/// The chain over the verdicts. There are so many that the oldest are removed, in whole batches of links. The last link removed stays with its
/// hash, and the audit trail, which is kept permanently, records it. A check starts there, so nobody can pass off deleted verdicts as expired.
/// </summary>
internal sealed partial class VerdictChain(SqlDialect dialect, TimeProvider time) : AuditChain(dialect, time, AuditTables.Verdicts)
{
    private const long LockKey = 0x44524F50; // "DROP"
    private const int MostBatches = 2000;
    private const long MostEntries = 100_000;
    private readonly SqlDialect _dialect = dialect;
    private readonly AuditTrail _trail = new(dialect);

    /// <summary>The last link that was removed: its number, or 0 for none, and its hash.</summary>
    public async Task<(long Number, string Hash)> DroppedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _dialect.OpenAsync(cancellationToken);
        return await DroppedAsync(connection, null, cancellationToken);
    }

    /// <summary>Checks the chain from the last removed link, or from a known link, which must not be an earlier one.</summary>
    /// <returns>The result, and how many verdicts have been removed.</returns>
    public async Task<(AuditVerdict Verdict, long Dropped)> VerifyKeptAsync((long Number, string Hash)? known, CancellationToken cancellationToken)
    {
        var dropped = await DroppedAsync(cancellationToken);
        var from = known is { } link && link.Number >= dropped.Number ? link : dropped.Number == 0 ? ((long, string)?)null : dropped;
        return (await VerifyAsync(from, cancellationToken), dropped.Number);
    }

    /// <summary>Removes a portion of the oldest verdicts: those sealed before a point in time, and those in excess of a number.</summary>
    /// <param name="before">Verdicts sealed before this are removed.</param>
    /// <param name="most">How many may be kept.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were removed, and whether there may be more.</returns>
    /// <exception cref="DbException">Nothing was removed.</exception>
    public async Task<(long Dropped, bool More)> DropAsync(DateTimeOffset before, long most, CancellationToken cancellationToken)
    {
        // Uses primary keys only.
        await using var connection = await _dialect.OpenForHotPathAsync(cancellationToken);
        await using var transaction = await _dialect.BeginAsync(connection, cancellationToken);
        if (!_dialect.IsSqlite)
        {
            await using var take = connection.Command("SELECT pg_try_advisory_xact_lock(@key)", transaction).With("@key", LockKey);
            if (!(bool)(await take.ExecuteScalarAsync(cancellationToken))!) return (0, false);
        }

        var dropped = await DroppedAsync(connection, transaction, cancellationToken);
        await using var find = connection.Command(
            $"""
            SELECT number, entry_transaction, entry_position, hash, sealed_at FROM verdict_seals
            WHERE number > @dropped AND sealed_at < {_dialect.NowPlus("-@least")}
              AND (sealed_at < @before OR number <= (SELECT MAX(number) FROM verdict_seals) - @most)
            ORDER BY number LIMIT {MostBatches}
            """,
            transaction);
        find.With("@dropped", dropped.Number).With("@least", VerdictRetention.Least.TotalSeconds).With("@before", _dialect.Time(before)).With("@most", most);
        var batches = await find.ListAsync(static reader => (Number: reader.GetInt64(0), Place: new AuditPlace(reader.GetInt64(1), reader.GetInt64(2)), Hash: reader.GetString(3)), cancellationToken);
        if (batches.Count == 0) return (0, false);
        var fitting = batches.FindLastIndex(batch => batch.Number - dropped.Number <= MostEntries);
        var last = batches[Math.Max(fitting, 0)];

        await using var entries = connection.Command(
            $"DELETE FROM verdict_entries WHERE {(_dialect.IsSqlite ? "position <= @position" : "(transaction_id, position) <= (@transaction::text::xid8, @position)")}", transaction);
        last.Place.AddTo(entries, _dialect, "");
        await entries.ExecuteNonQueryAsync(cancellationToken);
        await using var seals = connection.Command("DELETE FROM verdict_seals WHERE number < @number", transaction).With("@number", last.Number);
        await seals.ExecuteNonQueryAsync(cancellationToken);
        var note = new AuditEntry(AuditAction.VerdictsDropped, AuditOutcome.Done, AuditActor.System)
        {
            Detail = string.Create(CultureInfo.InvariantCulture, $"Verdicts up to link {last.Number} were dropped, {last.Number - dropped.Number} of them now. The link's hash is {last.Hash}."),
        };
        await _trail.AppendAsync(connection, transaction, [note], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (last.Number - dropped.Number, last.Number != batches[^1].Number || batches.Count == MostBatches);
    }

    private async Task<(long Number, string Hash)> DroppedAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            $"""
            SELECT e.detail FROM {AuditTables.Trail.Entries} e WHERE e.action = '{AuditAction.VerdictsDropped}' AND {AuditSql.RareAction}
            ORDER BY {AuditSql.Order(_dialect, "DESC")} LIMIT 1
            """,
            transaction);
        if (await command.ExecuteScalarAsync(cancellationToken) is not string detail) return (0, "");
        var found = Note().Match(detail);
        return found.Success
            ? (long.Parse(found.Groups["number"].ValueSpan, CultureInfo.InvariantCulture), found.Groups["hash"].Value)
            : throw new InvalidOperationException("The audit trail's record of the last removed verdicts cannot be read.");
    }

    [GeneratedRegex(@"^Verdicts up to link (?<number>[0-9]{1,18}) .* hash is (?<hash>[0-9a-f]{64})\.$")]
    private static partial Regex Note();
}
