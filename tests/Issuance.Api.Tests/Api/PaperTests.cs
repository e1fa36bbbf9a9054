using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using KubeCredential.ServiceDefaults.Web;
using UglyToad.PdfPig;

namespace Issuance.Api.Tests.Api;

/// <summary>Papers of credentials through the API of a real service.</summary>
public abstract class PaperTests(IssuanceFixture issuance)
{
    private const string Types = "/api/v1/credential-types";
    private const string Pages = "https://verify.example.org";
    private readonly string _issuer = $"University {Guid.NewGuid():N}";
    private readonly string _type = $"Type {Guid.NewGuid():N}";

    public sealed class OnSqlite(SqliteIssuance issuance) : PaperTests(issuance), IClassFixture<SqliteIssuance>;

    public sealed class OnPostgres(PostgresIssuance issuance) : PaperTests(issuance), IClassFixture<PostgresIssuance>;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_paper_says_what_the_credential_says_as_its_type_designs_it_and_carries_it()
    {
        await using var service = await StartAsync();
        var client = new ApiClient(service.HttpClient);
        var registered = await client.PostAsync(Types, $$$"""
            {"name":"{{{_type}}}","schema":{"type":"object"},"formats":["vc","vc-jwt"],"design":{"colour":"#5a1e1e","textColour":"#ffffff"},
             "display":[{"language":"en","title":"Diploma of Law","description":"Law, all of it.","fields":[{"name":"passed","label":"Examination passed"}]},
                        {"language":"de","title":"Rechtsdiplom","fields":[{"name":"passed","label":"Prüfung bestanden"}]},
                        {"language":"ar","title":"دبلوم القانون","fields":[]}]}
            """);
        Assert.True(registered.Status == HttpStatusCode.Created, registered.Text);
        Assert.Equal(0, registered["warnings"].GetArrayLength());
        var id = await IssueAsync(client, "محمد الأنصاري", """{"passed":true,"on":"2026-03-01","marks":[1,2.5]}""");

        var (english, headers) = await PdfAsync(service, id);
        Assert.Equal(("application/pdf", $"attachment; filename=\"{id}.pdf\""), (headers.ContentType?.MediaType, headers.ContentDisposition?.ToString()));
        foreach (var text in (string[])["Diploma of Law", "Law, all of it.", "Examination passed", "Yes", "marks", "1, 2.5", "1 March 2026", _issuer, $"{Pages}/v/{id}", id]) Assert.Contains(text, TextOf(english), StringComparison.Ordinal);
        Assert.Contains("يراصنألا دمحم", TextOf(english), StringComparison.Ordinal); // In the order of the page.

        // What it carries is the portable credential, byte for byte.
        Assert.Equal(("credential.json", (await client.GetAsync($"/api/v1/credentials/{id}/documents/vc")).Text), AttachmentOf(english));
        Assert.Equal(english, (await PdfAsync(service, id)).File);

        var german = TextOf((await PdfAsync(service, id, "?language=de-AT&page=letter")).File);
        foreach (var text in (string[])["Rechtsdiplom", "Hiermit wird bescheinigt:", "Prüfung bestanden", "Ja", "1. März 2026"]) Assert.Contains(text, german, StringComparison.Ordinal);
        var other = TextOf((await PdfAsync(service, id, "?language=fr")).File); // Neither the type nor the service speaks it: as if none had been asked for.
        Assert.Contains("Diploma of Law", other, StringComparison.Ordinal);
        Assert.Contains("This certifies that", other, StringComparison.Ordinal);

        using var png = await service.HttpClient.GetAsync(new Uri($"api/v1/credentials/{id}/documents/png?language=ar", UriKind.Relative), Token);
        Assert.Equal((HttpStatusCode.OK, "image/png"), (png.StatusCode, png.Content.Headers.ContentType?.MediaType));
        Assert.True((await png.Content.ReadAsByteArrayAsync(Token)).AsSpan().StartsWith((byte[])[0x89, (byte)'P', (byte)'N', (byte)'G']));
        var svg = await client.GetAsync($"/api/v1/credentials/{id}/documents/svg?language=ar");
        Assert.Contains("دبلوم القانون", svg.Text, StringComparison.Ordinal);
        Assert.Contains("sandbox", svg.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);

        // A type that is offered in other forms only: the paper carries one of those.
        var restricted = await client.PostAsync($"{Types}/{registered.TextOf("id")}/versions", """{"schema":{"type":"object"},"formats":["vc-jwt"],"design":{"colour":"#777777","textColour":"#888888"}}""");
        Assert.True(restricted.Status == HttpStatusCode.Created, restricted.Text);
        Assert.Equal(("contrast", "design.textColour"), (restricted["warnings"][0].GetProperty("code").GetString(), restricted["warnings"][0].GetProperty("field").GetString()));
        var second = await IssueAsync(client, "Ada Lovelace", "null");
        Assert.Equal(("credential.jwt", (await client.GetAsync($"/api/v1/credentials/{second}/documents/vc-jwt")).Text), AttachmentOf((await PdfAsync(service, second)).File));
    }

    [Fact]
    public async Task Why_there_is_no_paper_is_said()
    {
        await using var service = await StartAsync();
        var client = new ApiClient(service.HttpClient);
        var rare = await IssueAsync(client, "Yoshi 𠮷野", "null");
        foreach (var format in (string[])["pdf", "png", "svg"])
        {
            var missing = await client.GetAsync($"/api/v1/credentials/{rare}/documents/{format}");
            missing.AssertProblem(HttpStatusCode.Conflict);
            Assert.Equal(("missingCharacter", "holderName", "U+20BB7"), (missing.TextOf("code"), missing.TextOf("field"), missing.TextOf("character")));
        }

        var id = await IssueAsync(client, "Ada Lovelace", "null");
        (await client.GetAsync($"/api/v1/credentials/{id}/documents/pdf?page=A5")).AssertProblem(HttpStatusCode.BadRequest, "page");
        (await client.GetAsync($"/api/v1/credentials/{id}/documents/pdf?language=%3Cscript%3E")).AssertProblem(HttpStatusCode.BadRequest, "language");
        (await client.GetAsync($"/api/v1/credentials/{Guid.NewGuid()}/documents/png")).AssertProblem(HttpStatusCode.NotFound);
        // A portable form has neither pages nor a language: what is asked in vain is refused.
        (await client.GetAsync($"/api/v1/credentials/{id}/documents/vc?page=A4")).AssertProblem(HttpStatusCode.BadRequest, "page");
        (await client.GetAsync($"/api/v1/credentials/{id}/documents/vc-jwt?language=de")).AssertProblem(HttpStatusCode.BadRequest, "language");

        var wordy = await IssueAsync(client, "Grace Hopper", JsonSerializer.Serialize(new { courses = string.Join('\n', Enumerable.Range(1000, 2500)) }));
        Assert.Equal("longPaper", (await client.GetAsync($"/api/v1/credentials/{wordy}/documents/png")).TextOf("code"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/api/v1/credentials/{wordy}/documents/pdf")).Status);
        Assert.Equal("noVerifyAddress", (await issuance.Client.GetAsync($"/api/v1/credentials/{id}/documents/png")).TextOf("code")); // This replica does not know the pages.

        // Without an address at which others could read the issuer's keys there is no signed credential, so no PDF; a picture carries none.
        await using var closed = await issuance.StartServiceAsync([("Batches__VerifyAddress", Pages)]);
        var other = new ApiClient(closed.HttpClient);
        Assert.Equal("noAddress", (await other.GetAsync($"/api/v1/credentials/{id}/documents/pdf")).TextOf("code"));
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync($"/api/v1/credentials/{id}/documents/svg")).Status);

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync($"/api/v1/credentials/{id}/erase", $$"""{"reason":"administrative","confirm":"{{id}}"}""")).Status);
        foreach (var format in (string[])["pdf", "png", "svg"]) (await client.GetAsync($"/api/v1/credentials/{id}/documents/{format}")).AssertProblem(HttpStatusCode.Gone);
    }

    private static (string Name, string Content) AttachmentOf(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        Assert.True(document.Advanced.TryGetEmbeddedFiles(out var files));
        var file = Assert.Single(files);
        return (file.Name, Encoding.UTF8.GetString(file.Memory.Span));
    }

    private static string TextOf(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return string.Concat(document.GetPages().SelectMany(static page => page.Letters).Select(static letter => letter.Value));
    }

    private static async Task<(byte[] File, HttpContentHeaders Headers)> PdfAsync(DotnetService service, string id, string query = "")
    {
        using var answer = await service.HttpClient.GetAsync(new Uri($"api/v1/credentials/{id}/documents/pdf{query}", UriKind.Relative), Token);
        var file = await answer.Content.ReadAsByteArrayAsync(Token);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, Encoding.UTF8.GetString(file));
        return (file, answer.Content.Headers);
    }

    private Task<DotnetService> StartAsync() =>
        issuance.StartServiceAsync([("Issuers__PublicAddress", "https://credentials.example.org"), ("Issuers__RegisterOnFirstUse", "true"), ("Batches__VerifyAddress", Pages)]);

    private async Task<string> IssueAsync(ApiClient client, string holder, string metadata)
    {
        var answer = await client.IssueAsync($$"""{"holderName":{{JsonSerializer.Serialize(holder)}},"credentialType":"{{_type}}","issuerName":"{{_issuer}}","metadata":{{metadata}}}""");
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Text);
        return answer.TextOf("credential", "id")!;
    }
}

/// <summary>How many papers are drawn at once.</summary>
public sealed class DrawingDeskTests
{
    [Fact]
    public async Task As_many_are_drawn_at_once_as_there_are_processors_and_beyond_a_bound_the_caller_is_told()
    {
        using var desk = new DrawingDesk();
        using var open = new ManualResetEventSlim();
        var (drawing, most, places) = (0, 0, Environment.ProcessorCount);
        var accepted = Enumerable.Range(0, places * 33).Select(_ => desk.DrawAsync(
            () =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref drawing));
                open.Wait(Token);
                Interlocked.Decrement(ref drawing);
                return "drawn";
            },
            Token)).ToArray();
        Assert.Null(await desk.DrawAsync(static () => "too many", Token));

        open.Set();
        Assert.All(await Task.WhenAll(accepted), static one => Assert.Equal("drawn", one));
        Assert.InRange(most, 1, places);
        await Assert.ThrowsAsync<InvalidOperationException>(() => desk.DrawAsync<string>(static () => throw new InvalidOperationException(), Token));
        Assert.Equal("drawn", await desk.DrawAsync(static () => "drawn", Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen; seen = most)
        {
            if (Interlocked.CompareExchange(ref most, value, seen) == seen) return;
        }
    }
}
