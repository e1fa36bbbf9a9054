using System.Globalization;
using Issuance.Api.Credentials;
using Issuance.Api.EventStore;
using KubeCredential.Events;
using Npgsql;

namespace Issuance.Api.Tests.Storage;

public abstract class EventStoreTests(TestDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    public sealed class OnSqlite(TestDatabases databases) : EventStoreTests(databases, DatabaseKind.Sqlite);

    /// <remarks>Other transactions on the same server delay the visibility of events, so the tests wait for every page.</remarks>
    public sealed class OnPostgres(TestDatabases databases) : EventStoreTests(databases, DatabaseKind.Postgres)
    {
        [Fact]
        public async Task An_event_that_is_committed_late_is_not_missed_by_whoever_reads_meanwhile()
        {
            var early = Assert.Single(await Database.AppendAsync(1));
            var place = (await AllAsync(1))[^1].Place;

            await using var slow = new NpgsqlConnection(Database.ConnectionString);
            await slow.OpenAsync(Token);
            await using var transaction = await slow.BeginTransactionAsync(Token);
            var late = Guid.CreateVersion7();
            await InsertEventAsync(slow, late);
            var quick = await Database.AppendAsync(3);

            Assert.Empty(await Database.Events.ReadAsync(place, 10, Token));
            await transaction.CommitAsync(Token);

            Guid[] expected = [late, .. quick.Select(static issue => issue.EventId)];
            var found = await PageAsync(place, 10, 4);
            Assert.Equal(expected.Order(), found.Select(static one => one.Event.EventId).Order());
            Assert.Equal(late, found[0].Event.EventId);
            Assert.Equal([early.EventId, .. found.Select(static one => one.Event.EventId)], (await AllAsync(5)).Select(static one => one.Event.EventId));
        }

        [Fact]
        public async Task A_reader_that_follows_slow_and_quick_writers_gets_every_event_once()
        {
            const int Slow = 6;
            const int Quick = 120;
            using var stop = new CancellationTokenSource();
            var read = new List<Guid>();
            var reader = Task.Run(async () =>
            {
                EventReader.Place place = default;
                while (true)
                {
                    // Checked before reading: only a page read after everything has been written may end the loop.
                    var finished = stop.IsCancellationRequested;
                    var page = await Database.Events.ReadAsync(place, 7, Token);
                    read.AddRange(page.Select(static one => one.Event.EventId));
                    if (page.Count > 0)
                        place = page[^1].Place;
                    else if (finished && read.Count >= Slow + Quick)
                        return;
                    Token.ThrowIfCancellationRequested();
                }
            }, Token);

            var ids = new List<Guid>();
            var open = new Queue<(NpgsqlConnection Connection, NpgsqlTransaction Transaction)>();
            for (var number = 0; number < Quick; number++)
            {
                if (number % (Quick / Slow) == 0)
                {
                    var connection = new NpgsqlConnection(Database.ConnectionString);
                    await connection.OpenAsync(Token);
                    open.Enqueue((connection, await connection.BeginTransactionAsync(Token)));
                    ids.Add(Guid.CreateVersion7());
                    await InsertEventAsync(connection, ids[^1]);
                }

                ids.Add(Assert.Single(await Database.AppendAsync(1)).EventId);
                if (open.Count == 3 || (open.Count > 0 && number == Quick - 1))
                    await CommitOldestAsync();
            }

            while (open.Count > 0)
                await CommitOldestAsync();
            await stop.CancelAsync();
            await reader.WaitAsync(Limit, Token);

            Assert.Equal(ids.Order(), read.Order());

            async Task CommitOldestAsync()
            {
                var (connection, transaction) = open.Dequeue();
                await transaction.CommitAsync(Token);
                await transaction.DisposeAsync();
                await connection.DisposeAsync();
            }
        }

        [Fact]
        public async Task The_order_holds_where_the_transactions_number_gets_one_digit_longer()
        {
            var before = Assert.Single(await Database.AppendAsync(1));
            var digits = await Database.ReadAsync("SELECT transaction_id::text FROM credential_events", static reader => reader.GetString(0).Length);
            while (await Database.ReadAsync("SELECT pg_current_xact_id()::text", static reader => reader.GetString(0).Length) == digits)
                await Database.ExecuteAsync("DO $$ BEGIN FOR i IN 1..200 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$");
            var after = Assert.Single(await Database.AppendAsync(1));

            Assert.Equal([before.EventId, after.EventId], (await AllAsync(2)).Select(static one => one.Event.EventId));
            var first = Assert.Single(await PageAsync(default, 1, 1));
            Assert.Equal(before.EventId, first.Event.EventId);
            Assert.Equal(after.EventId, Assert.Single(await PageAsync(first.Place, 10, 1)).Event.EventId);
        }

        private static async Task InsertEventAsync(NpgsqlConnection connection, Guid eventId)
        {
            await using var command = new NpgsqlCommand(
                $$"""
                INSERT INTO credentials (id, content_hash, holder_key, standing, content, holder_name, credential_type, issuer_name, issued_at, version, event_id, state, holder_search, type_search, issuer_search)
                VALUES (@credential, '', @credential::text, 1, '{}', @credential::text, 'Slow', 'Slow', now(), 1, @event, '{{CredentialState.Active}}', '', '', '');
                INSERT INTO credential_events (event_id, credential_id, version, event_type, occurred_at, correlation_id, status, key_id, signature)
                VALUES (@event, @credential, 1, '{{EventTypes.CredentialIssued}}', now(), 'slow', '{{CredentialStatus.ActiveSince(DateTimeOffset.UnixEpoch).ToJson()}}', 'k', 's')
                """,
                connection);
            command.Parameters.AddWithValue("event", eventId);
            command.Parameters.AddWithValue("credential", Guid.CreateVersion7());
            await command.ExecuteNonQueryAsync(Token);
        }
    }

    [Fact]
    public async Task Events_are_read_as_they_were_written_in_their_order_page_by_page()
    {
        var issues = new List<NewCredential>();
        for (var batch = 0; batch < 4; batch++)
            issues.Add(Assert.Single(await Database.AppendAsync(1)));

        var first = await PageAsync(default, 3, 3);
        Assert.Equal(issues[..3].Select(static issue => issue.EventId), first.Select(static one => one.Event.EventId));
        var second = await PageAsync(first[^1].Place, 3, 1);
        Assert.Equal(
            new CredentialEvent(
                EventTypes.CredentialIssued, issues[3].EventId, issues[3].Credential.Timestamp, 1, 0, 0, issues[3].CorrelationId, issues[3].Credential.Id, issues[3].Json)
            {
                ContentHash = issues[3].Fact.Carried.Hash,
                ContentSalt = issues[3].Fact.Carried.Salt,
                Signature = NewCredentials.Signature,
            },
            Assert.Single(second).Event);
        Assert.Empty(await Database.Events.ReadAsync(second[^1].Place, 3, Token));

        var later = Assert.Single(await Database.AppendAsync(1));
        Assert.Equal(later.EventId, Assert.Single(await PageAsync(second[^1].Place, 3, 1)).Event.EventId);
    }

    [Fact]
    public async Task A_batch_larger_than_a_page_is_read_whole()
    {
        var issues = await Database.AppendAsync(25);

        var seen = new List<Guid>();
        EventReader.Place place = default;
        while (seen.Count < 25)
        {
            var page = await PageAsync(place, 4, 1);
            seen.AddRange(page.Select(static one => one.Event.EventId));
            place = page[^1].Place;
        }

        Assert.Equal(issues.Select(static issue => issue.EventId).Order(), seen.Order());
    }

    [Fact]
    public async Task A_reader_that_follows_writers_at_once_gets_every_event_once()
    {
        var writing = Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            for (var batch = 0; batch < 15; batch++)
                await Database.AppendAsync(1 + (batch % 3));
        }, Token)));

        var read = new List<Guid>();
        EventReader.Place place = default;
        await Eventually.TrueAsync(
            async token =>
            {
                var written = writing.IsCompleted;
                var page = await Database.Events.ReadAsync(place, 5, token);
                read.AddRange(page.Select(static one => one.Event.EventId));
                if (page.Count > 0)
                    place = page[^1].Place;
                return written && page.Count == 0 && read.Count >= 180;
            },
            Limit,
            "all is read",
            Token);
        await writing;

        var ids = await Database.ListAsync("SELECT event_id FROM credential_events", static reader => reader.GetGuid(0));
        Assert.Equal(180, ids.Count);
        Assert.Equal(ids.Order(), read.Order());
    }

    /// <summary>A page, as soon as it has at least this many events.</summary>
    private protected Task<List<(EventReader.Place Place, CredentialEvent Event)>> PageAsync(EventReader.Place after, int limit, int atLeast) =>
        Eventually.ResultAsync(
            token => Database.Events.ReadAsync(after, limit, token),
            page => page.Count >= atLeast,
            Limit,
            string.Create(CultureInfo.InvariantCulture, $"{atLeast} events can be read"),
            Token);

    /// <summary>All events from the beginning, as soon as there are this many.</summary>
    private protected Task<List<(EventReader.Place Place, CredentialEvent Event)>> AllAsync(int atLeast) => PageAsync(default, 1_000, atLeast);
}
