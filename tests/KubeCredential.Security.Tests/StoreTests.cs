using Issuance.Api.Console;
using KubeCredential.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace KubeCredential.Security.Tests;

/// <summary>Keys and sessions in both databases, by a clock that the test moves.</summary>
public abstract class StoreTests : IAsyncLifetime
{
    [Collection(SqliteAccessGroup.Name)]
    public sealed class OnSqlite(SqliteAccess access) : StoreTests(access);

    [Collection(PostgresAccessGroup.Name)]
    public sealed class OnPostgres(PostgresAccess access) : StoreTests(access);

    private static readonly string[] s_operator = [Roles.Operator];

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 8, 0, 0, TimeSpan.Zero));
    private readonly SessionOptions _options = new();
    private readonly Npgsql.NpgsqlDataSource? _postgres;
    private readonly SqlDialect _dialect;

    protected StoreTests(AccessSystem access)
    {
        ArgumentNullException.ThrowIfNull(access);
        if (DatabaseExtensions.IsPostgres(access.IssuanceDatabase)) _postgres = DatabaseExtensions.PostgresDataSource(access.IssuanceDatabase);
        _dialect = _postgres is null ? new SqliteDialect(DatabaseExtensions.SqliteConnectionString(access.IssuanceDatabase)) : new PostgresDialect(_postgres);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SessionStore Sessions => new(_dialect, Options.Create(_options), _time);

    private ApiKeyStore Keys => new(_dialect, _time);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null) await _postgres.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_session_ends_when_it_is_not_used()
    {
        var (id, _) = await Sessions.BeginAsync(Somebody(), Token);
        _time.Advance(_options.IdleTime - TimeSpan.FromSeconds(1));
        Assert.NotNull(await Sessions.FindAsync(id, Token));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await Sessions.FindAsync(id, Token));
    }

    [Fact]
    public async Task A_session_that_is_used_goes_on_but_not_for_ever()
    {
        var (id, _) = await Sessions.BeginAsync(Somebody(), Token);
        var began = _time.GetUtcNow();
        while (_time.GetUtcNow() - began < _options.LongestTime - TimeSpan.FromMinutes(20))
        {
            _time.Advance(TimeSpan.FromMinutes(20));
            var session = await Sessions.FindAsync(id, Token);
            Assert.NotNull(session);
            var expiresAt = await Sessions.RenewAsync(id, session, Token);
            Assert.True(expiresAt <= began + _options.LongestTime);
        }

        _time.SetUtcNow(began + _options.LongestTime - TimeSpan.FromSeconds(1));
        Assert.NotNull(await Sessions.FindAsync(id, Token));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await Sessions.FindAsync(id, Token));
    }

    [Fact]
    public async Task A_session_is_written_down_as_used_once_a_minute()
    {
        var (id, _) = await Sessions.BeginAsync(Somebody(), Token);
        var session = (await Sessions.FindAsync(id, Token))!;
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(session.ExpiresAt, await Sessions.RenewAsync(id, session, Token));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(session.ExpiresAt + TimeSpan.FromMinutes(1), await Sessions.RenewAsync(id, session, Token));
        Assert.Equal(session.ExpiresAt + TimeSpan.FromMinutes(1), (await Sessions.FindAsync(id, Token))!.ExpiresAt);
    }

    [Fact]
    public async Task A_session_tells_who_it_is()
    {
        var (id, _) = await Sessions.BeginAsync(Caller.Create("any", "user:ü", "Jürgen", [Roles.Issuer], "Universität", null), Token);
        var caller = (await Sessions.FindAsync(id, Token))!.Caller;
        Assert.Equal(("user:ü", "Jürgen", "Universität", null), (caller.Actor(), caller.DisplayName(), caller.Organisation(), caller.KeyId()));
        Assert.Equal([Roles.Issuer], caller.RolesOf());
        Assert.Equal(id, caller.SessionId());
    }

    [Fact]
    public async Task A_link_is_good_for_ten_minutes()
    {
        var (first, _) = (await Sessions.CreateLinkAsync(Somebody(), Token))!.Value;
        var (second, expiresAt) = (await Sessions.CreateLinkAsync(Somebody(), Token))!.Value;
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromMinutes(10), expiresAt);
        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.Equal("key:somebody", (await Sessions.UseLinkAsync(first, Token))!.Actor());
        Assert.Null(await Sessions.UseLinkAsync(first, Token));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await Sessions.UseLinkAsync(second, Token));
    }

    /// <summary>However many links and sessions lie between: twelve hours after the first sign-in all of it is over.</summary>
    [Fact]
    public async Task A_session_that_began_with_a_link_ends_with_the_first_sign_in()
    {
        var began = _time.GetUtcNow();
        var (first, _) = await Sessions.BeginAsync(Somebody(), Token);
        var id = first;
        for (var i = 0; i < 35; i++) id = await HandOnAsync(id, TimeSpan.FromMinutes(20));
        Assert.Equal(began + TimeSpan.FromHours(11) + TimeSpan.FromMinutes(40), _time.GetUtcNow());

        _time.SetUtcNow(began + _options.LongestTime - TimeSpan.FromMinutes(2));
        var last = (await Sessions.FindAsync(id, Token))!;
        Assert.Equal((began, began + _options.LongestTime), (last.SignedInAt, last.Caller.EndsAt()));
        var (link, expiresAt) = (await Sessions.CreateLinkAsync(last.Caller, Token))!.Value;
        Assert.Equal(began + _options.LongestTime, expiresAt);
        var (next, ends) = await Sessions.BeginAsync((await Sessions.UseLinkAsync(link, Token))!, Token);
        Assert.Equal(began + _options.LongestTime, ends);

        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await Sessions.FindAsync(next, Token));
        Assert.Null(await Sessions.CreateLinkAsync(last.Caller, Token));

        async Task<string> HandOnAsync(string from, TimeSpan after)
        {
            _time.Advance(after);
            var session = (await Sessions.FindAsync(from, Token))!;
            await Sessions.RenewAsync(from, session, Token);
            return (await Sessions.BeginAsync((await Sessions.UseLinkAsync((await Sessions.CreateLinkAsync(session.Caller, Token))!.Value.Token, Token))!, Token)).Id;
        }
    }

    [Fact]
    public async Task A_link_ends_with_the_token_and_with_the_session_that_it_was_made_in()
    {
        var user = Caller.Create("any", "user:u", "U", s_operator, null, null);
        user.SetTimes(_time.GetUtcNow() - TimeSpan.FromHours(1), _time.GetUtcNow() + TimeSpan.FromMinutes(3));
        var (link, expiresAt) = (await Sessions.CreateLinkAsync(user, Token))!.Value;
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromMinutes(3), expiresAt);
        var (id, _) = await Sessions.BeginAsync((await Sessions.UseLinkAsync(link, Token))!, Token);
        Assert.Equal(_time.GetUtcNow() - TimeSpan.FromHours(1), (await Sessions.FindAsync(id, Token))!.SignedInAt);

        var caller = (await Sessions.FindAsync(id, Token))!.Caller;
        var (kept, _) = (await Sessions.CreateLinkAsync(caller, Token))!.Value;
        await Sessions.EndAsync(id, Token);
        Assert.Null(await Sessions.UseLinkAsync(kept, Token));
        // Made a moment after the session has ended, by a request that was under way.
        var (late, _) = (await Sessions.CreateLinkAsync(caller, Token))!.Value;
        Assert.Null(await Sessions.UseLinkAsync(late, Token));
    }

    [Fact]
    public async Task Neither_the_id_of_a_session_nor_the_token_of_a_link_nor_the_secret_of_a_key_is_in_the_database()
    {
        var (session, _) = await Sessions.BeginAsync(Somebody(), Token);
        var (link, _) = (await Sessions.CreateLinkAsync(Somebody(), Token))!.Value;
        var made = await Keys.CreateAsync("kept", s_operator, null, null, "key:somebody", Token);
        var secret = made.Text[(made.Text.LastIndexOf('_') + 1)..];

        var everything = new List<string>();
        await using var connection = await _dialect.OpenAsync(Token);
        foreach (var table in (string[])["sessions", "sign_in_links", "api_keys", "audit_entries"])
        {
            await using var command = connection.Command($"SELECT * FROM {table}");
            everything.AddRange(await command.ListAsync(static reader => string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i).ToString())), Token));
        }

        Assert.NotEmpty(everything);
        Assert.All((string[])[session, link, secret], text => Assert.DoesNotContain(everything, row => row.Contains(text, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task What_has_ended_by_itself_is_taken_away()
    {
        var (old, other) = ((await Sessions.BeginAsync(Somebody(), Token)).Id, Sessions);
        await other.CreateLinkAsync(Somebody(), Token);
        _time.Advance(TimeSpan.FromHours(1));
        var (young, _) = await Sessions.BeginAsync(Somebody(), Token);
        await Sessions.CleanAsync(Token);

        await using var connection = await _dialect.OpenAsync(Token);
        await using var count = connection.Command("SELECT (SELECT COUNT(*) FROM sessions WHERE expires_at <= @now) + (SELECT COUNT(*) FROM sign_in_links WHERE expires_at <= @now)")
            .With("@now", _dialect.Time(_time.GetUtcNow()));
        Assert.Equal(0L, Convert.ToInt64(await count.ExecuteScalarAsync(Token), System.Globalization.CultureInfo.InvariantCulture));
        Assert.NotNull(await Sessions.FindAsync(young, Token));
        Assert.Null(await Sessions.FindAsync(old, Token));
    }

    [Fact]
    public async Task Guessed_ids_are_not_remembered_and_known_keys_are_believed_for_half_a_second()
    {
        using var keys = new ApiKeys(Keys, AuthenticationSettings.Read(new ConfigurationBuilder().Build()), _time);
        var made = await Keys.CreateAsync("known", s_operator, null, null, "key:somebody", Token);
        for (var i = 0; i < 200; i++) Assert.Null(await keys.FindAsync($"guess{i:d11}", Token));
        Assert.Equal(0, keys.Count);
        Assert.NotNull(await keys.FindAsync(made.Key.Id, Token));
        Assert.Equal(1, keys.Count);

        await Keys.RevokeAsync(made.Key.Id, "test", "key:somebody", Token);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.True((await keys.FindAsync(made.Key.Id, Token))!.IsValidAt(_time.GetUtcNow()));
        _time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.False((await keys.FindAsync(made.Key.Id, Token))!.IsValidAt(_time.GetUtcNow()));
    }

    [Fact]
    public async Task The_last_use_is_told_once_and_never_goes_back()
    {
        using var keys = new ApiKeys(Keys, AuthenticationSettings.Read(new ConfigurationBuilder().Build()), _time);
        var made = await Keys.CreateAsync("used", s_operator, null, null, "key:somebody", Token);
        Assert.True(ApiKeyText.TryRead(made.Text, out _, out var secret));
        var hash = Convert.FromHexString(ApiKeyText.HashText(secret));
        Assert.True(ApiKey.Accepts(await keys.FindAsync(made.Key.Id, Token), hash, _time.GetUtcNow()));
        _time.Advance(TimeSpan.FromSeconds(3)); // It is read again before its use is taken.
        await keys.FindAsync(made.Key.Id, Token);

        var use = Assert.Single(keys.Uses());
        Assert.Equal([use], keys.Uses()); // Until it is written down.
        keys.Noted([use]);
        Assert.Equal((made.Key.Id, _time.GetUtcNow() - TimeSpan.FromSeconds(3)), use);
        Assert.Empty(keys.Uses());

        await Keys.NoteUseAsync([use], Token);
        await Keys.NoteUseAsync([(use.Id, use.At - TimeSpan.FromHours(1))], Token);
        Assert.Equal(use.At, (await Keys.ListAsync(null, 200, Token)).Single(one => one.Id == use.Id).LastUsedAt);
        // A wrong secret is no use.
        Assert.False(ApiKey.Accepts(await keys.FindAsync(made.Key.Id, Token), new byte[32], _time.GetUtcNow()));
        Assert.Empty(keys.Uses());
    }

    private static System.Security.Claims.ClaimsPrincipal Somebody() => Caller.Create("any", "key:somebody", "Somebody", s_operator, null, "somebody");
}
