using Npgsql;
using Verification.Api.Credentials;
using Verification.Api.Credentials.Checks;

namespace Verification.Api.Tests.Storage;

/// <summary>Look-ups that wait at the same time become one statement, on either database.</summary>
public abstract class CredentialLookupsTests(StorageServer server)
{
    internal static bool IsAbout(Guid id, KnownCredential? found) => found!.Text().Contains(id.ToString(), StringComparison.Ordinal);

    internal static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everybody_who_asks_at_the_same_time_gets_the_credential_asked_for()
    {
        var database = await server.CreateAsync();
        Guid[] known = [.. Enumerable.Range(0, 40).Select(static _ => Guid.CreateVersion7())];
        await database.ApplyAsync(Array.ConvertAll(known, static id => TestEvents.Issued(id, 1)));
        var lookups = new CredentialLookups(database.Store);
        Guid[] asked = [.. Enumerable.Range(0, 400).Select(i => i % 5 == 0 ? Guid.CreateVersion7() : known[i % known.Length])];

        var found = await Task.WhenAll(asked.Select(id => Task.Run(() => lookups.FindAsync(id, Token), Token)));

        Assert.Equal(Array.ConvertAll(asked, known.Contains), found.Select(static one => one is not null));
        Assert.All(asked.Zip(found), static pair => Assert.True(pair.Second is null || IsAbout(pair.First, pair.Second)));
    }
}

/// <inheritdoc/>
public sealed class CredentialLookupsOnSqlite(SqliteStorage server) : CredentialLookupsTests(server);

/// <inheritdoc/>
public sealed class CredentialLookupsOnPostgres(PostgresStorage server) : CredentialLookupsTests(server)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly PostgresStorage _server = server;

    [Fact]
    public async Task Those_who_wait_are_read_by_one_statement_and_one_who_gives_up_does_not_end_it()
    {
        var (database, id) = await KnownAsync();
        var lookups = new CredentialLookups(database.Store);
        await using var gate = await Gate.CloseAsync(database);
        var first = lookups.FindAsync(id, Token);
        var second = lookups.FindAsync(id, Token);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var others = Enumerable.Range(0, 60).Select(_ => lookups.FindAsync(id, Token)).ToArray();
        var impatient = lookups.FindAsync(id, gone.Token);
        await gate.HoldsAsync(2);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        await gate.OpenAsync();

        Assert.All(await Task.WhenAll([first, second, .. others]), found => Assert.True(IsAbout(id, found)));
        Assert.Single((await Task.WhenAll(others)).Distinct()); // Of one statement: the same object.
    }

    [Fact]
    public async Task When_the_database_is_away_everybody_who_waits_is_told_and_the_next_one_is_read_again()
    {
        var (database, id) = await KnownAsync();
        var lookups = new CredentialLookups(database.Store);
        await using (var gate = await Gate.CloseAsync(database))
        {
            Task<KnownCredential?>[] all = [.. Enumerable.Range(0, 250).Select(_ => lookups.FindAsync(id, Token))];
            await gate.HoldsAsync(2);
            await gate.EndThoseAsync();
            await gate.HoldsAsync(2); // They read for a hundred each; fifty wait.
            await gate.EndThoseAsync();

            // All of them by the two ends, none by a statement of its own that has waited until its time was over.
            foreach (var one in all) Assert.Equal(PostgresErrorCodes.AdminShutdown, (await Assert.ThrowsAsync<PostgresException>(() => one)).SqlState);
        }

        Assert.True(IsAbout(id, await lookups.FindAsync(id, Token)));
    }

    private async Task<(TestDatabase Database, Guid Id)> KnownAsync()
    {
        var database = await _server.CreateAsync();
        var id = Guid.CreateVersion7();
        await database.ApplyAsync(TestEvents.Issued(id, 1));
        return (database, id);
    }

    /// <summary>A lock on the table, before which all who read it stand.</summary>
    private sealed class Gate(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        private const string Held = "FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

        public static async Task<Gate> CloseAsync(TestDatabase database)
        {
            var connection = new NpgsqlConnection(database.ConnectionString);
            await connection.OpenAsync(Token);
            var transaction = await connection.BeginTransactionAsync(Token);
            await new NpgsqlCommand("LOCK TABLE credentials IN ACCESS EXCLUSIVE MODE", connection, transaction).ExecuteNonQueryAsync(Token);
            return new Gate(connection, transaction);
        }

        /// <summary>Waits until so many statements stand before it.</summary>
        public Task HoldsAsync(long count) =>
            Eventually.TrueAsync(async token => count == (long)(await Command($"SELECT COUNT(*) {Held}").ExecuteScalarAsync(token))!, Limit, $"{count} statements wait", Token);

        /// <summary>Ends the connections of those that stand before it.</summary>
        public Task<int> EndThoseAsync() => Command($"SELECT pg_terminate_backend(pid, 10000) {Held}").ExecuteNonQueryAsync(Token);

        public Task OpenAsync() => transaction.RollbackAsync(Token);

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }

        private NpgsqlCommand Command(string sql) => new(sql, connection, transaction);
    }
}
