using KubeCredential.Events;
using KubeCredential.Messaging.Consuming;
using KubeCredential.Storage;

namespace Verification.Api.Tests.Storage;

/// <summary>What becomes of a credential in the read model from its issue to its erasure.</summary>
public abstract class LifeTests(StorageServer server)
{
    private const string Name = "Zerlina Quappenfeld";

    private protected StorageServer Server => server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_event_leaves_its_status_and_the_content_as_it_was()
    {
        var database = await server.CreateAsync();
        var successor = Guid.CreateVersion7();
        var issued = Issued();
        var suspended = issued.Then(EventTypes.CredentialSuspended, StatusReason.NonPayment);
        var reinstated = suspended.Then(EventTypes.CredentialReinstated);
        var superseded = reinstated.Then(EventTypes.CredentialSuperseded, StatusReason.Error, TestEvents.Time.AddDays(1), successor);
        var revoked = superseded.Then(EventTypes.CredentialRevoked, StatusReason.Fraud);
        foreach (var happened in (CredentialEvent[])[issued, suspended, reinstated, superseded, revoked])
        {
            await database.ApplyAsync(happened);

            var known = (await database.Store.FindAsync(issued.CredentialId, Token))!;
            Assert.Equal((happened.Version, issued.Credential, happened.Status.ToJson()), (known.Version, known.Text(), System.Text.Encoding.UTF8.GetString(known.StatusJson)));
            Assert.Equal(happened.Status.State == CredentialState.Active ? null : happened.Status, known.Status);
            Assert.Equal((new DateOnly(2026, 2, 1), new DateOnly(2030, 12, 31), false), (known.ValidFrom, known.ExpiryDate, known.IsErased));
        }

        Assert.Equal(1, await database.CountAsync($"SELECT COUNT(*) FROM credentials WHERE state = 'revoked' AND content_hash = '{issued.ContentHash}' AND content_salt = '{issued.ContentSalt}'"));
    }

    [Fact]
    public async Task Whatever_the_order_of_a_life_the_last_status_stands()
    {
        var random = new Random(16);
        var life = Life(Issued());
        for (var round = 0; round < 20; round++)
        {
            var database = await server.CreateAsync();
            CredentialEvent[] sent = [.. life, .. random.GetItems(life, 5)];
            random.Shuffle(sent);
            var highest = 0;
            foreach (var batch in sent.Chunk(random.Next(1, 4)))
            {
                await database.ApplyAsync(batch);
                var version = (await database.Store.FindAsync(life[0].CredentialId, Token))!.Version;
                Assert.True(version >= highest);
                highest = version;
            }

            var known = (await database.Store.FindAsync(life[0].CredentialId, Token))!;
            Assert.Equal((life.Length, CredentialState.Revoked), (known.Version, known.Status!.State));
        }
    }

    public static TheoryData<string, string> Contradictions => new()
    {
        { EventTypes.CredentialIssued, CredentialState.Revoked },
        { EventTypes.CredentialSuspended, CredentialState.Active },
        { EventTypes.CredentialReinstated, CredentialState.Suspended },
        { EventTypes.CredentialRevoked, CredentialState.Active },
        { EventTypes.CredentialSuperseded, CredentialState.Active },
        { EventTypes.CredentialErased, CredentialState.Active },
        { EventTypes.CredentialIssued, "blessed" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public async Task An_event_whose_status_is_not_that_of_its_type_is_refused_and_changes_nothing(string type, string state)
    {
        var database = await server.CreateAsync();
        var issued = Issued();
        await database.ApplyAsync(issued);
        var wrong = issued.Then(type) is var next ? next with { Status = next.Status with { State = state } } : null!;

        var outcome = await OutcomeAsync(database, wrong);

        Assert.Contains("status does not follow from its type", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal(1, (await database.Store.FindAsync(issued.CredentialId, Token))!.Version);
    }

    [Fact]
    public async Task An_erasure_that_carries_content_is_refused()
    {
        var database = await server.CreateAsync();
        var issued = Issued();
        var erased = issued.Then(EventTypes.CredentialErased);

        Assert.Contains("carries content", (await OutcomeAsync(database, erased with { Credential = issued.Credential })).Reason, StringComparison.Ordinal);
        Assert.Contains("carries content", (await OutcomeAsync(database, erased with { ContentSalt = issued.ContentSalt })).Reason, StringComparison.Ordinal);
        Assert.Equal(0, await database.CountAsync("SELECT COUNT(*) FROM credentials"));
    }

    [Fact]
    public async Task Content_that_is_not_what_its_hash_says_is_refused()
    {
        var database = await server.CreateAsync();
        var issued = Issued();
        CredentialEvent[] forged =
        [
            issued with { Credential = issued.Credential!.Replace(Name, "Eve", StringComparison.Ordinal) },
            issued with { ContentHash = new string('0', 64) },
            issued with { ContentSalt = new string('0', 32) },
            issued with { ContentSalt = null }, // Nothing would tie the content to what is signed.
        ];
        foreach (var happened in forged)
        {
            var outcome = await OutcomeAsync(database, happened);
            var reason = outcome.Reason!;
            Assert.True(outcome.IsForged);
            Assert.Contains("does not match the event's hash", reason, StringComparison.Ordinal);
            Assert.DoesNotContain("Eve", reason, StringComparison.Ordinal);
        }

        Assert.Equal(0, await database.CountAsync("SELECT COUNT(*) FROM credentials"));
        Assert.Equal(EventOutcome.Applied, await OutcomeAsync(database, issued));
    }

    [Fact]
    public async Task Erasing_leaves_nothing_in_any_table_and_nothing_comes_back()
    {
        var database = await server.CreateAsync();
        var life = Life(Issued());
        await database.ApplyAsync(life);
        var (rebuild, generation) = await ClaimAsync(database);
        await database.Rebuilds.AddAsync(rebuild, generation, Array.ConvertAll(life, TestDatabase.ChangeOf), Token);
        await DiscardAsync(database, life[1], life[1].CredentialId);
        var other = Issued() with { ContentHash = null, ContentSalt = null };
        await DiscardAsync(database, other, other.CredentialId);
        Assert.Contains(Name, await EverythingAsync(database), StringComparison.Ordinal);

        var erased = life[^1].Then(EventTypes.CredentialErased, StatusReason.Withdrawn);
        await database.ApplyAsync(erased);

        var known = (await database.Store.FindAsync(erased.CredentialId, Token))!;
        Assert.True(known.IsErased);
        Assert.Equal((null, null, null), (known.Json, known.ValidFrom, known.ExpiryDate));
        Assert.Equal(erased.Version, known.Version);
        await database.ExecuteAsync($"DELETE FROM discarded_dead_letters WHERE dead_letter_id = '{other.EventId}'");
        var left = await EverythingAsync(database);
        Assert.DoesNotContain(Name, left, StringComparison.Ordinal);
        Assert.DoesNotContain(life[0].ContentSalt!, left, StringComparison.Ordinal);
        Assert.Contains(life[0].ContentHash!, left, StringComparison.Ordinal);
        Assert.Contains(life[1].EventId.ToString(), left, StringComparison.OrdinalIgnoreCase); // The record of the discard stays.

        await database.ApplyAsync([.. life, .. life.Select(static one => one.WithoutContent())]);
        Assert.DoesNotContain(Name, await EverythingAsync(database), StringComparison.Ordinal);
        Assert.Equal(erased.Version, (await database.Store.FindAsync(erased.CredentialId, Token))!.Version);
    }

    /// <summary>Only the hash of the content is signed: anybody can cut the content out of an event. What says that it was erased is signed.</summary>
    [Fact]
    public async Task An_event_from_which_somebody_has_cut_the_content_takes_nothing_away()
    {
        var database = await server.CreateAsync();
        var life = Life(Issued());
        await database.ApplyAsync(life);
        await DiscardAsync(database, life[1], life[1].CredentialId);
        var before = await database.Store.FindAsync(life[0].CredentialId, Token);

        foreach (var one in life) Assert.Equal(EventOutcome.Duplicate, await OutcomeAsync(database, one.WithoutContent()));

        var after = await database.Store.FindAsync(life[0].CredentialId, Token);
        Assert.Equal(before!.Json, after!.Json);
        Assert.Equal((before.Version, false), (after.Version, after.IsErased));
        Assert.Equal(1, await database.CountAsync($"SELECT COUNT(*) FROM discarded_dead_letters WHERE delivery LIKE '%{Name}%'"));
    }

    [Fact]
    public async Task In_one_batch_it_is_erased_too_whatever_the_order()
    {
        var database = await server.CreateAsync();
        var life = Life(Issued());

        await database.ApplyAsync([life[^1].Then(EventTypes.CredentialErased, StatusReason.Withdrawn), .. life]);

        Assert.True((await database.Store.FindAsync(life[0].CredentialId, Token))!.IsErased);
        Assert.DoesNotContain(Name, await EverythingAsync(database), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rebuild_after_an_erasure_gives_the_same_read_model()
    {
        var database = await server.CreateAsync();
        var (erasing, standing) = (Life(Issued()), Life(Issued()));
        await database.ApplyAsync([.. erasing, .. standing]);
        var erased = erasing[^1].Then(EventTypes.CredentialErased);
        await database.ApplyAsync(erased);

        // As the event store shows them afterwards, page by page.
        var (rebuild, generation) = await ClaimAsync(database);
        foreach (var page in (CredentialEvent[][])[[.. erasing[..2].Select(static one => one.WithoutContent()), .. standing[..3]], [.. erasing[2..].Select(static one => one.WithoutContent()), .. standing[3..], erased]])
            await database.Rebuilds.AddAsync(rebuild, generation, Array.ConvertAll(page, TestDatabase.ChangeOf), Token);

        var comparison = await database.Rebuilds.CompareAsync(generation, Token);
        Assert.Equal(comparison.LiveHash, comparison.RebuiltHash);
        Assert.Equal((0, 0, 0), (comparison.Missing, comparison.Unknown, comparison.Different));
    }

    [Fact]
    public async Task Knowledge_only_grows_and_never_reaches_beyond_now()
    {
        var database = await server.CreateAsync();
        Assert.Null(await database.Knowledge.ReadAsync(Token));
        var moment = new DateTimeOffset(2026, 1, 31, 8, 15, 30, 123, TimeSpan.Zero);

        await HearAsync(moment);
        await HearAsync(moment.AddSeconds(-1));
        var knowledge = (await database.Knowledge.ReadAsync(Token))!.Knowledge;
        Assert.Equal((moment, "2026-01-31T08:15:30.123Z"), (knowledge.AsOf, knowledge.AsOfText));
        Assert.InRange(knowledge.HeardAt!.Value, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
        await HearAsync(moment.AddSeconds(1));
        Assert.Equal(moment.AddSeconds(1), (await database.Knowledge.ReadAsync(Token))!.Knowledge.AsOf);

        await HearAsync(DateTimeOffset.UtcNow.AddYears(50));
        Assert.InRange((await database.Knowledge.ReadAsync(Token))!.Knowledge.AsOf!.Value, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
        Assert.Equal(1, await database.CountAsync("SELECT COUNT(*) FROM issuer_knowledge"));

        Task HearAsync(DateTimeOffset asOf) => database.Projection().HeardAsync(new IssuerHeartbeat(asOf, "7-1", asOf).Signed(), Token);
    }

    [Fact]
    public async Task A_heartbeat_of_a_later_version_is_believed_as_it_was_signed()
    {
        var database = await server.CreateAsync();
        const string Sent = """{"more":1,"asOf":"2026-01-31T08:15:30.123Z","position":"7-1","sentAt":"2026-01-31T08:15:30.123Z"}""";
        var heartbeat = IssuerHeartbeat.Parse(Sent) with { Signature = TestIssuer.Sign(SigningInput.OfHeartbeat(Sent)) };

        Assert.Null(await database.Projection().CheckAsync(heartbeat, Sent, Token));
        await database.Projection().HeardAsync(heartbeat, Token);

        Assert.Equal((heartbeat.AsOf, Sent), await database.Knowledge.ReadAsync(Token) is { } known ? (known.Knowledge.AsOf, known.Heartbeat) : default);
    }

    private protected static CredentialEvent Issued()
    {
        var id = Guid.CreateVersion7();
        return TestEvents.Hashed(TestEvents.Issued(id) with
        {
            Credential = TestEvents.Credential(id, Name, "2030-12-31", $$"""{"note":"{{string.Concat(Enumerable.Repeat($"{Name}. ", 200))}}"}""", "2026-02-01"),
        });
    }

    private protected static CredentialEvent[] Life(CredentialEvent issued)
    {
        var suspended = issued.Then(EventTypes.CredentialSuspended, StatusReason.NonPayment);
        var reinstated = suspended.Then(EventTypes.CredentialReinstated);
        return [issued, suspended, reinstated, reinstated.Then(EventTypes.CredentialRevoked, StatusReason.Fraud)];
    }

    private static async Task<EventOutcome> OutcomeAsync(TestDatabase database, CredentialEvent happened) =>
        (await database.Projection().ApplyAsync([new IncomingEvent(happened.Signed(), 1, null)], Token)).Single();

    private static async Task<(Guid Id, int Generation)> ClaimAsync(TestDatabase database)
    {
        await database.Rebuilds.RequestAsync("key:test", Token);
        return (await database.Rebuilds.ClaimAsync(Token))!.Value;
    }

    private static async Task DiscardAsync(TestDatabase database, CredentialEvent happened, Guid credentialId)
    {
        await using var connection = await database.OpenAsOwnerAsync(Token);
        await using var command = connection.Command(
            $"INSERT INTO discarded_dead_letters (key, dead_letter_id, reason, discarded_by, discarded_at, credential_id, delivery) VALUES (@key, @id, 'a test', 'key:test', {database.Dialect.Now}, @credential, @delivery)");
        var delivery = new FailedDelivery(happened.ToJson(), "refused", 3, TestEvents.Time, TestEvents.Time, "1-1", null, null);
        command.With("@key", Guid.CreateVersion7()).With("@id", happened.EventId.ToString()).With("@credential", credentialId).With("@delivery", delivery.ToJson());
        await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>All values of all tables.</summary>
    private static async Task<string> EverythingAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsOwnerAsync(Token);
        await using var list = connection.Command(database.Dialect.IsSqlite
            ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            : "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
        var all = new System.Text.StringBuilder();
        foreach (var table in await list.ListAsync(static reader => reader.GetString(0), Token))
        {
            await using var read = connection.Command($"SELECT * FROM \"{table}\"");
            foreach (var row in await read.ListAsync(static reader => string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)), Token)) all.AppendLine(row);
        }

        Assert.True(all.Length > 0);
        return all.ToString();
    }
}

public sealed class LifeOnSqliteTests(SqliteStorage server) : LifeTests(server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>SQLite leaves deleted content in free pages unless told not to, and in its write-ahead log until that is written over.</summary>
    [Fact]
    public async Task Erased_content_cannot_be_found_in_the_file()
    {
        var database = await Server.CreateAsync();
        var file = new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(database.ConnectionString).DataSource;
        var events = Enumerable.Range(0, 40).SelectMany(static _ => Life(Issued())).ToArray();
        foreach (var batch in events.Chunk(7)) await database.ApplyAsync(batch);
        Assert.True(await FoundAsync(file));

        var projection = database.Projection(out var erased);
        foreach (var batch in events.Where(static one => one.EventType == EventTypes.CredentialRevoked).Select(static one => one.Then(EventTypes.CredentialErased)).Chunk(9))
            await projection.ApplyAsync([.. batch.Select(static one => new IncomingEvent(one.Signed(), 1, null))], Token);
        await Eventually.TrueAsync(
            async token =>
            {
                await erased.StepOnceAsync(token);
                return !await FoundAsync(file);
            },
            TimeSpan.FromSeconds(20), "the log is wiped", Token);

        Assert.Equal(40, await database.CountAsync("SELECT COUNT(*) FROM credentials WHERE state = 'erased'"));
    }

    private static async Task<bool> FoundAsync(string file)
    {
        foreach (var path in (string[])[file, $"{file}-wal"])
        {
            if (!File.Exists(path)) continue;
            await using var open = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            await open.CopyToAsync(bytes, Token);
            if (System.Text.Encoding.Latin1.GetString(bytes.ToArray()).Contains("Quappenfeld", StringComparison.Ordinal)) return true;
        }

        return false;
    }
}

public sealed class LifeOnPostgresTests(PostgresStorage server) : LifeTests(server);
