using System.Globalization;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace KubeCredential.Storage;

/// <summary>
/// The numbers of transactions by which PostgreSQL tables are read in an order in which nothing appears late. PostgreSQL's own numbers belong to one server: in a database that was dumped
/// and restored into another, old rows would come from the future, be shown to nobody, and precede everything written later. So the numbers are the server's plus a base, which a restored
/// database gets when a service starts on it, and then keeps.
/// </summary>
/// <remarks>The base is in the bodies of the functions, which PostgreSQL puts in the place of a call, so that it costs nothing; and a dump has them.</remarks>
public static class TransactionNumbers
{
    /// <summary>The number of this transaction: the default of each column <c>transaction_id</c> of type <c>xid8</c>.</summary>
    public const string Current = "transaction_number()";

    /// <summary>Every transaction with a lower number has ended.</summary>
    public const string SettledBefore = "transactions_settled_before()";

    /// <summary>No transaction has this number or a higher one yet.</summary>
    public const string BegunBefore = "transactions_begun_before()";

    /// <summary>
    /// How far a restored database leaps: further than the lost part of one that was restored from an older dump can have come, so that whoever has read that does not miss what is written after it. The numbers
    /// stay below 2^53, which JSON readers take exactly, for nine thousand restorations.
    /// </summary>
    public const long Leap = 1_000_000_000_000;

    private const long LockKey = 0x58494442; // "XIDB"

    private const string FromAnotherServer = $"transaction_id >= {BegunBefore}";

    /// <summary>Creates the functions. A migration calls it before it creates the first table that uses them.</summary>
    /// <param name="migration">The migration of a PostgreSQL database.</param>
    public static void AddTransactionNumbers(this MigrationBuilder migration) => migration.Sql(Functions(0));

    /// <summary>Whether a table has rows of another server, because the database was restored from a dump, and nobody has given it a base yet.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal static async Task<bool> AreBehindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        foreach (var table in await TablesAsync(connection, cancellationToken))
        {
            await using var look = new NpgsqlCommand($"SELECT EXISTS (SELECT 1 FROM {table} WHERE {FromAnotherServer})", connection);
            if (await look.ExecuteScalarAsync(cancellationToken) is true) return true;
        }

        return false;
    }

    /// <summary>Gives a database that was restored from a dump its base. Others are left alone.</summary>
    /// <param name="owner">An open connection as the owner of the schema.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was restored.</returns>
    internal static async Task<bool> CatchUpAsync(NpgsqlConnection owner, CancellationToken cancellationToken)
    {
        if (!await AreBehindAsync(owner, cancellationToken)) return false;
        await using var transaction = await owner.BeginTransactionAsync(cancellationToken);
        await using (var wait = new NpgsqlCommand("SELECT pg_advisory_xact_lock(@key)", owner, transaction) { Parameters = { new("key", LockKey) } }) await wait.ExecuteNonQueryAsync(cancellationToken);
        var tables = await TablesAsync(owner, cancellationToken);
        // Nobody may write with numbers of the old base meanwhile.
        await using (var take = new NpgsqlCommand($"LOCK TABLE {string.Join(", ", tables)} IN SHARE ROW EXCLUSIVE MODE", owner, transaction)) await take.ExecuteNonQueryAsync(cancellationToken);
        if (!await AreBehindAsync(owner, cancellationToken)) return false; // Another replica was quicker.
        var last = 0L;
        foreach (var table in tables)
        {
            await using var look = new NpgsqlCommand($"SELECT transaction_id::text::bigint FROM {table} ORDER BY transaction_id DESC LIMIT 1", owner, transaction);
            if (await look.ExecuteScalarAsync(cancellationToken) is long most) last = Math.Max(last, most);
        }

        await using (var change = new NpgsqlCommand(Functions(last + Leap), owner, transaction)) await change.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task<List<string>> TablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand(
            "SELECT quote_ident(c.relname) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' WHERE a.attname = 'transaction_id' AND a.atttypid = 'xid8'::regtype AND pg_table_is_visible(c.oid) ORDER BY 1",
            connection);
        var tables = new List<string>();
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) tables.Add(reader.GetString(0));
        return tables;
    }

    private static string Functions(long @base)
    {
        return Function(Current, "pg_current_xact_id()", "UNSAFE") + Function(SettledBefore, "pg_snapshot_xmin(pg_current_snapshot())", "SAFE") + Function(BegunBefore, "pg_snapshot_xmax(pg_current_snapshot())", "SAFE");

        string Function(string name, string number, string parallel)
        {
            var based = @base == 0 ? number : string.Create(CultureInfo.InvariantCulture, $"({number}::text::bigint + {@base})::text::xid8");
            return $"CREATE OR REPLACE FUNCTION {name} RETURNS xid8 LANGUAGE sql STABLE PARALLEL {parallel} AS $$ SELECT {based} $$;\n";
        }
    }
}
