using System.Net;
using KubeCredential.Hosting.Background;
using KubeCredential.ServiceDefaults.Web;
using KubeCredential.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Verification.Api.Issuers;

namespace Verification.Api.Tests.Storage;

/// <summary>What this verifier knows of issuers: as the issuance service says, and after that as its own database holds it, unless somebody else has written there.</summary>
public abstract class IssuerTests(StorageServer server)
{
    private static readonly byte[] s_png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Profiles_and_logos_outlive_the_issuance_service()
    {
        var database = await server.CreateAsync();
        using var known = await AskedAsync(database, Page("one", "University", 1, logo: true), s_png);
        Assert.Equal("did:web:example.org:issuers:one", known.Find("University")!.Profile.Did);
        Assert.Equal(s_png, (await Store(database).FindLogoAsync("one", Token))!.Value.Logo.Bytes);
        using var changed = await AskedAsync(database, Page("one", "University", 2, website: "https://uni.example/"), null);
        Assert.Equal("https://uni.example/", changed.Find("University")!.Profile.Website);

        using var alone = await AskedAsync(database, null, null);
        Assert.Equal("https://uni.example/", alone.Find("University")!.Profile.Website);
        Assert.Null(await Store(database).FindLogoAsync("one", Token));
        Assert.Null(alone.Find("university"));
    }

    [Fact]
    public async Task What_was_heard_before_an_answer_failed_is_known()
    {
        var database = await server.CreateAsync();
        using var issuers = await AskedAsync(database, Page("one", "University", 1).Replace("\"nextCursor\":null", "\"nextCursor\":\"one\"", StringComparison.Ordinal), null);
        Assert.NotNull(issuers.Find("University"));
        Assert.Equal(["University"], (await Store(database).ReadAsync(Token)).Issuers.Select(static one => one.Profile.Name));
    }

    [Fact]
    public async Task A_row_that_somebody_else_wrote_is_not_shown()
    {
        var database = await server.CreateAsync();
        var (issuer, other) = (Issuer("one", "University"), Issuer("two", "College"));
        await Store(database).WriteAsync([new IssuerWithLogo(issuer, SafePicture.Of(s_png)), new IssuerWithLogo(other, null)], Token);
        Assert.Equal(s_png, (await Store(database).FindLogoAsync("one", Token))!.Value.Logo.Bytes);

        await database.ExecuteAsync("UPDATE issuers SET logo = NULL WHERE slug = 'one'");
        Assert.Equal(["College"], (await Store(database).ReadAsync(Token)).Issuers.Select(static one => one.Profile.Name));
        await Store(database).WriteAsync([new IssuerWithLogo(issuer, SafePicture.Of(s_png))], Token);
        await database.ExecuteAsync("UPDATE issuers SET profile = REPLACE(profile, 'University', 'Univercity') WHERE slug = 'one'");
        await database.ExecuteAsync("UPDATE issuers SET revision = 9 WHERE slug = 'two'");
        var (issuers, broken) = await Store(database).ReadAsync(Token);
        Assert.Equal((0, 2), (issuers.Count, broken));
        Assert.Null(await Store(database).FindLogoAsync("one", Token));

        // The seal of one row does not make another one's.
        await Store(database).WriteAsync([new IssuerWithLogo(issuer, SafePicture.Of(s_png)), new IssuerWithLogo(other, null)], Token);
        await database.ExecuteAsync("UPDATE issuers SET logo = (SELECT logo FROM issuers WHERE slug = 'one'), seal = (SELECT seal FROM issuers WHERE slug = 'one'), profile = (SELECT profile FROM issuers WHERE slug = 'one') WHERE slug = 'two'");
        Assert.Null(await Store(database).FindLogoAsync("two", Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"items":[{"name":"University"}],"nextCursor":null}""")]
    [InlineData("""{"items":[{"name":"Uni\u0007versity","slug":"one","did":null,"website":null,"contact":null,"logo":null,"registeredAt":"2026-01-01T00:00:00.000Z","revision":1}],"nextCursor":null}""")]
    public async Task What_is_no_page_of_issuers_changes_nothing(string page)
    {
        var database = await server.CreateAsync();
        await Store(database).WriteAsync([new IssuerWithLogo(Issuer("one", "University"), null)], Token);
        using var issuers = await AskedAsync(database, page, null);
        Assert.Equal("University", issuers.Find("University")!.Profile.Name);
        Assert.Null(issuers.Find("Uni\u0007versity"));
    }

    [Fact]
    public async Task What_would_be_a_dangerous_link_or_logo_is_not_shown()
    {
        var database = await server.CreateAsync();
        using var issuers = await AskedAsync(database, Page("one", "University", 1, website: "javascript:alert(1)", logo: true), "<svg/>"u8.ToArray());
        Assert.Null(issuers.Find("University")!.Profile.Website);
        Assert.Null(await Store(database).FindLogoAsync("one", Token));
    }

    private static IssuerStore Store(TestDatabase database) => new(database.Dialect, TestDatabase.SignatureSettings);

    private static RegisteredIssuer Issuer(string slug, string name) => new(new IssuerDocument(name, slug, null, null, null, null, DateTimeOffset.UnixEpoch), 1);

    private static string Page(string slug, string name, int revision, string? website = null, bool logo = false) =>
        $$"""
        {"items":[{"name":"{{name}}","slug":"{{slug}}","did":"did:web:example.org:issuers:{{slug}}","website":{{(website is null ? "null" : $"\"{website}\"")}},"contact":null,
        "logo":{{(logo ? $"\"/issuers/{slug}/logo?v={revision}\"" : "null")}},"registeredAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-01T00:00:00.000Z","revision":{{revision}}}],"nextCursor":null}
        """;

    /// <summary>What is known after the issuance service was asked, which answers with this page and this logo; null if it cannot be asked.</summary>
    private static async Task<RegisteredIssuers> AskedAsync(TestDatabase database, string? page, byte[]? logo)
    {
        var http = page is null ? new HttpClient { BaseAddress = new Uri("http://127.0.0.1:9") } : new HttpClient(new Answers(page, logo)) { BaseAddress = new Uri("http://issuance-api") };
        var scopes = new ServiceCollection().AddSingleton(new IssuerFeed(http)).BuildServiceProvider().GetRequiredService<IServiceScopeFactory>();
        var issuers = new RegisteredIssuers(
            Store(database), scopes, new DatabaseReadiness(), TestDatabase.SignatureSettings, TimeProvider.System, new LoopRegistry(TimeProvider.System), NullLogger<RegisteredIssuers>.Instance);
        await issuers.RefreshAsync(Token);
        return issuers;
    }

    private sealed class Answers(string page, byte[]? logo) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Query.Contains("cursor=", StringComparison.Ordinal)) return Task.FromResult(new HttpResponseMessage(HttpStatusCode.InternalServerError));
            if (!request.RequestUri.AbsolutePath.EndsWith("/logo", StringComparison.Ordinal)) return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(page) });
            return Task.FromResult(logo is null ? new HttpResponseMessage(HttpStatusCode.NotFound) : new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(logo) });
        }
    }
}

public sealed class IssuersOnSqliteTests(SqliteStorage server) : IssuerTests(server);

public sealed class IssuersOnPostgresTests(PostgresStorage server) : IssuerTests(server);
