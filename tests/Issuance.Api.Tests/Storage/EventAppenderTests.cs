using System.Data.Common;
using Issuance.Api.EventStore;
using KubeCredential.Events;

namespace Issuance.Api.Tests.Storage;

/// <summary>Facts of any type and version are appended in the same way.</summary>
public abstract class EventAppenderTests(TestDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    // Types that this version does not write: appending enforces no rules.
    private const string Suspended = "TEST_SUSPENDED";

    private EventAppender Appender => new(Database.Dialect);

    public sealed class OnSqlite(TestDatabases databases) : EventAppenderTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(TestDatabases databases) : EventAppenderTests(databases, DatabaseKind.Postgres);

    [Fact]
    public async Task A_change_is_written_with_its_event_its_outbox_row_and_its_audit_entry_and_the_content_stays()
    {
        var issued = Assert.Single(await Database.AppendAsync(1));
        var change = ChangeOf(issued.Fact, "suspended");

        var result = Assert.Single(await Appender.AppendEachAsync([change], TimeSpan.Zero, Token));

        Assert.Equal(new AppendResult(AppendOutcome.Appended, change.CredentialId, 2), result);
        Assert.Equal((1, 2, 2), await Database.CountsAsync());
        Assert.Equal((2, change.EventId, "suspended", issued.Json), await Database.ReadAsync(
            "SELECT version, event_id, state, content FROM credentials", static reader => (reader.GetInt32(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3))));
        Assert.Equal((Suspended, change.Status.ToJson(), "change"), await Database.ReadAsync(
            "SELECT event_type, status, correlation_id FROM credential_events WHERE version = 2", static reader => (reader.GetString(0), reader.GetString(1), reader.GetString(2))));
        Assert.Equal(("test.suspended", "key:registrar", change.EventId), await Database.ReadAsync(
            "SELECT action, actor, event_id FROM audit_entries ORDER BY position DESC LIMIT 1", static reader => (reader.GetString(0), reader.GetString(1), reader.GetGuid(2))));
        // On PostgreSQL an event becomes visible once every transaction that began before its own has ended, including those of other tests.
        var events = await Eventually.ResultAsync(token => Database.Events.ReadAsync(default, 10, token), static read => read.Count == 2, TimeSpan.FromSeconds(30), "both events show", Token);
        Assert.Equal([(1, "active", issued.Json), (2, "suspended", issued.Json)], events.Select(static one => (one.Event.Version, one.Event.Status.State, one.Event.Credential)));
        Assert.Equal("pending", (await Database.Credentials.FindAsync(change.CredentialId, Token))!.Delivery.State);
    }

    [Fact]
    public async Task A_change_that_expects_another_version_is_refused_with_the_version_that_there_is_and_the_rest_is_written()
    {
        var issues = await Database.AppendAsync(3);
        var (first, late, unknown) = (ChangeOf(issues[0].Fact, "suspended"), ChangeOf(issues[1].Fact, "suspended") with { ExpectedVersion = 4 }, ChangeOf(issues[2].Fact, "suspended") with { CredentialId = Guid.CreateVersion7() });
        var created = NewCredentials.Make();

        var results = await Appender.AppendEachAsync([late, first, unknown, created.Fact], TimeSpan.Zero, Token);

        Assert.Equal(
            [
                new(AppendOutcome.WrongVersion, late.CredentialId, 1), new(AppendOutcome.Appended, first.CredentialId, 2),
                new(AppendOutcome.WrongVersion, unknown.CredentialId, 0), new(AppendOutcome.Appended, created.Credential.Id, 1),
            ],
            results);
        Assert.Equal((4, 5, 5), await Database.CountsAsync());
    }

    [Fact]
    public async Task Facts_that_belong_together_are_written_all_or_none()
    {
        var issues = await Database.AppendAsync(2);
        var (superseded, replacement) = (ChangeOf(issues[0].Fact, "superseded"), NewCredentials.Make());
        var wrong = ChangeOf(issues[1].Fact, "superseded") with { ExpectedVersion = 7 };

        var refused = await Appender.AppendAsync([[superseded, replacement.Fact, wrong]], TimeSpan.Zero, Token);

        Assert.Equal([AppendOutcome.NotTried, AppendOutcome.NotTried, AppendOutcome.WrongVersion], refused.Select(static one => one.Outcome));
        Assert.Equal((2, 2, 2), await Database.CountsAsync());
        Assert.Equal(2, await Database.CountAsync("credentials WHERE version = 1"));
        var written = await Appender.AppendAsync([[superseded, replacement.Fact]], TimeSpan.Zero, Token);
        Assert.All(written, static one => Assert.Equal(AppendOutcome.Appended, one.Outcome));
        Assert.Equal((3, 4, 4), await Database.CountsAsync());
    }

    [Fact]
    public async Task Appending_the_same_facts_again_does_nothing_and_says_that_they_are_there()
    {
        var issued = Assert.Single(await Database.AppendAsync(1));
        var change = ChangeOf(issued.Fact, "suspended");
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(
                [new(AppendOutcome.Appended, change.CredentialId, 2)],
                await Appender.AppendEachAsync([change], TimeSpan.Zero, Token));
        }

        Assert.Equal(AppendOutcome.Appended, Assert.Single(await Appender.AppendEachAsync([issued.Fact], TimeSpan.Zero, Token)).Outcome);
        Assert.Equal((1, 2, 2), await Database.CountsAsync());
    }

    [Fact]
    public async Task Of_many_that_change_the_same_version_at_once_one_succeeds()
    {
        var issues = await Database.AppendAsync(5);
        var attempts = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(
            () => Appender.AppendEachAsync([.. (number % 2 == 0 ? issues : issues.Reverse()).Select(one => ChangeOf(one.Fact, $"by-{number}"))], TimeSpan.Zero, Token))));

        foreach (var one in issues)
        {
            Assert.Single(attempts.SelectMany(static results => results), result => result.CredentialId == one.Credential.Id && result.Outcome == AppendOutcome.Appended);
        }

        Assert.Equal((5, 10, 10), await Database.CountsAsync());
    }

    [Theory]
    [InlineData("credential_events")]
    [InlineData("outbox")]
    [InlineData("audit_entries")]
    public async Task Nothing_changes_when_a_part_of_it_cannot_be_written(string table)
    {
        var issued = Assert.Single(await Database.AppendAsync(1));
        await Database.ExecuteAsync(IsSqlite
            ? $"CREATE TRIGGER never BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'never'); END"
            : $"CREATE TRIGGER never BEFORE INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()");

        await Assert.ThrowsAnyAsync<DbException>(() => Appender.AppendEachAsync([ChangeOf(issued.Fact, "suspended"), NewCredentials.Make().Fact], TimeSpan.Zero, Token));

        Assert.Equal((1, 1, 1), await Database.CountsAsync());
        Assert.Equal((1, CredentialState.Active), await Database.ReadAsync("SELECT version, state FROM credentials", static reader => (reader.GetInt32(0), reader.GetString(1))));
    }

    private static CredentialFact ChangeOf(CredentialFact before, string state) => new(
        before.CredentialId, before.Version, Suspended, Guid.CreateVersion7(), before.OccurredAt.AddSeconds(1), new CredentialStatus(state, before.OccurredAt.AddSeconds(1), "a test"),
        "test.suspended", "key:registrar", "change", null, null)
    {
        Signature = NewCredentials.Signature,
    };
}
