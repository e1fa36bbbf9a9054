using KubeCredential.Storage.Audit;
using Verification.Api.TrustedIssuers;

namespace Verification.Api.Tests.Storage;

/// <summary>The trusted issuers in the database, and that nobody who can only write there can make one.</summary>
public abstract class TrustedIssuerTests(StorageServer server)
{
    private static readonly Trust s_trust = new("did:web:a.example", "A", ["Degree"], new DateOnly(2020, 1, 1), null);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_issuer_is_added_once_changed_and_removed_and_the_trail_says_who_did_it()
    {
        var database = await server.CreateAsync();
        var store = Store(database);
        var added = (await store.AddAsync(s_trust, "key ops", Token))!;
        Assert.Null(await store.AddAsync(s_trust with { Name = "Again" }, "key ops", Token));
        Assert.Equal((s_trust.Name, s_trust.From, 1, "key ops"), (added.Name, added.From, added.Revision, added.CreatedBy));

        var changed = (await store.ChangeAsync(added, s_trust with { Types = [], To = new DateOnly(2030, 1, 1) }, "key other", Token))!;
        Assert.Equal((2, "key ops", "key other", new DateOnly(2030, 1, 1)), (changed.Revision, changed.CreatedBy, changed.ChangedBy, changed.To));
        Assert.Null(await store.ChangeAsync(added, s_trust, "key late", Token)); // Who has read an earlier revision.
        Assert.Empty((await store.FindAsync(s_trust.Did, Token))!.Types);

        Assert.NotNull(await store.RemoveAsync(added.Id, "key ops", Token));
        Assert.Null(await store.RemoveAsync(added.Id, "key ops", Token));
        Assert.Null(await store.FindAsync(s_trust.Did, Token));
        var trail = await new AuditReader(database.Dialect).ReadAsync(new AuditReader.Filter(null, null, null, null, null), null, 10, Token);
        Assert.Equal(
            [("trusted-issuer.removed", "key ops"), ("trusted-issuer.changed", "key other"), ("trusted-issuer.added", "key ops")],
            trail.Select(static one => (one.Entry.Action, one.Entry.Actor)));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition()
    {
        var database = await server.CreateAsync();
        var store = Store(database);
        for (var i = 0; i < 7; i++) await store.AddAsync(s_trust with { Did = $"did:web:{i}.example" }, "key ops", Token);
        List<string> seen = [];
        (DateTimeOffset, Guid)? before = null;
        while (await store.ListAsync(before, 3, Token) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(static one => one.Did));
            before = (page[^1].CreatedAt, page[^1].Id);
        }

        Assert.Equal(Enumerable.Range(0, 7).Select(static i => $"did:web:{i}.example").Order(), seen.Order());
    }

    [Theory]
    [InlineData("did = 'did:web:evil.example'", "did:web:evil.example")]
    [InlineData("types = '[]'", "did:web:a.example")]
    [InlineData("trusted_from = NULL", "did:web:a.example")]
    [InlineData("name = 'B'", "did:web:a.example")]
    [InlineData("revision = 7", "did:web:a.example")]
    public async Task A_row_that_somebody_else_changed_gives_no_trust(string change, string did)
    {
        var database = await server.CreateAsync();
        var added = await Store(database).AddAsync(s_trust, "key ops", Token);
        Assert.NotNull(await Store(database).FindAsync(s_trust.Did, Token));
        await database.ExecuteAsync($"UPDATE trusted_issuers SET {change}");

        Assert.Null(await Store(database).FindAsync(did, Token));
        Assert.Null(await Store(database).FindAsync(added!.Id, Token));
        Assert.Empty(await Store(database).ListAsync(null, 10, Token));
    }

    private static TrustedIssuerStore Store(TestDatabase database) => new(database.Dialect, TestDatabase.SignatureSettings);
}

public sealed class TrustedIssuersOnSqliteTests(SqliteStorage server) : TrustedIssuerTests(server);

public sealed class TrustedIssuersOnPostgresTests(PostgresStorage server) : TrustedIssuerTests(server);
