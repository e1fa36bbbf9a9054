using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using KubeCredential.VerifiableCredentials.Dids;
using KubeCredential.VerifiableCredentials.StatusLists;
using KubeCredential.VerifiableCredentials.Verification;

namespace Issuance.Api.Tests.Api;

/// <summary>Portable credentials and status lists, through the API of two real replicas; read with nothing but what they publish.</summary>
public abstract class DocumentTests(IssuanceFixture issuance)
{
    private const string Public = "https://credentials.example.org/kc";
    private static readonly string[] s_formats = ["vc", "vc-ecdsa", "vc-jcs", "vc-jwt", "open-badge"];
    private readonly string _issuer = $"University {Guid.NewGuid():N}";

    public sealed class OnSqlite(SqliteIssuance issuance) : DocumentTests(issuance), IClassFixture<SqliteIssuance>;

    public sealed class OnPostgres(PostgresIssuance issuance) : DocumentTests(issuance), IClassFixture<PostgresIssuance>;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_form_proves_itself_is_handed_out_byte_for_byte_and_says_what_becomes_of_it()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        var (client, other) = (new ApiClient(first.HttpClient), new ApiClient(second.HttpClient));
        var id = await IssueAsync(client, """{"grades":[{"course":"Analysis","grade":1.0},{"course":"Algebra","grade":1.3}]}""");
        var documents = new Dictionary<string, string>();
        foreach (var format in s_formats)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => (number % 2 == 0 ? client : other).GetAsync(PathOf(id, format))));
            Assert.All(answers, static answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
            documents[format] = Assert.Single(answers.Select(static answer => answer.Text).Distinct());
            Assert.Equal(format == "vc-jwt" ? "application/vc+jwt" : "application/vc", answers[0].ContentHeaders.ContentType?.MediaType);
            var report = await VerifyAsync(client, documents[format]);
            Assert.True(report.Outcome == VerificationOutcome.Verified, $"{format}: {string.Join("; ", report.Checks)}");
            Assert.Empty(report.Warnings);
            Assert.Equal($"urn:uuid:{id}", report.Content!.Id);
        }

        await ChangeAsync(client, id, "suspend");
        await EventuallyAsync(CheckName.Suspension, CheckResult.Failed);
        await ChangeAsync(client, id, "reinstate");
        await EventuallyAsync(CheckName.Suspension, CheckResult.Passed);
        await ChangeAsync(other, id, "revoke");
        await EventuallyAsync(CheckName.Revocation, CheckResult.Failed);
        foreach (var format in s_formats) Assert.Equal(documents[format], (await other.GetAsync(PathOf(id, format))).Text);

        async Task EventuallyAsync(CheckName name, CheckResult expected)
        {
            foreach (var format in s_formats)
            {
                await Eventually.TrueAsync(
                    async _ => (await VerifyAsync(client, documents[format])).Checks.Single(check => check.Name == name).Result == expected, TimeSpan.FromSeconds(20), $"{format}: {name} is {expected}", Token);
            }
        }
    }

    [Fact]
    public async Task Of_a_thousand_revocations_at_once_over_two_replicas_none_is_lost_and_no_place_is_given_out_twice()
    {
        const int Count = 1000;
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        ApiClient[] clients = [new(first.HttpClient), new(second.HttpClient)];
        var places = new ConcurrentDictionary<string, (string List, int Index)>();
        await Parallel.ForAsync(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = Token }, async (number, _) =>
        {
            var client = clients[number % 2];
            var id = await IssueAsync(client, type: $"Type {number}");
            var status = (await client.GetAsync(PathOf(id, "vc")))["credentialStatus"].EnumerateArray().First(static one => one.GetProperty("statusPurpose").GetString() == "revocation");
            places[id] = (status.GetProperty("statusListCredential").GetString()!, int.Parse(status.GetProperty("statusListIndex").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        });
        Assert.Equal(Count, places.Values.Distinct().Count());
        var lists = places.Values.Select(static place => place.List).Distinct().ToArray();
        Assert.All(lists, list => Assert.StartsWith($"{Public}/status/revocation/", list, StringComparison.Ordinal));
        Assert.True(places.Values.Select(static place => place.Index).Order().Zip(places.Values.Select(static place => place.Index).Order().Skip(1)).Count(static pair => pair.Second - pair.First == 1) < Count / 10); // Not one after the other.

        await Parallel.ForEachAsync(places.Keys.Select(static (id, number) => (id, number)), new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = Token }, async (one, _) => await ChangeAsync(clients[one.number % 2], one.id, "revoke"));

        await Eventually.TrueAsync(
            async _ =>
            {
                var bits = new Dictionary<string, byte[]>();
                foreach (var list in lists) bits[list] = Bitstring.Decode((await clients[0].GetAsync(list[Public.Length..])).TextOf("credentialSubject", "encodedList")!);
                return places.Values.All(place => Bitstring.Read(bits[place.List], place.Index) == true) && bits.Values.Sum(static list => list.Sum(static one => byte.PopCount(one))) == Count;
            },
            TimeSpan.FromSeconds(30), "every revocation is in its list, and nothing else", Token);
        await Eventually.TrueAsync(async _ => await issuance.Database.CountAsync("status_changes") == 0, TimeSpan.FromSeconds(20), "no change waits", Token);
    }

    [Fact]
    public async Task A_list_is_signed_kept_by_others_for_its_time_and_known_by_its_tag()
    {
        await using var service = await StartAsync(("StatusLists__Ttl", "00:02:00"));
        var client = new ApiClient(service.HttpClient);
        var id = await IssueAsync(client);
        var document = await client.GetAsync(PathOf(id, "vc"));
        foreach (var status in document["credentialStatus"].EnumerateArray())
        {
            var address = status.GetProperty("statusListCredential").GetString()!;
            using var anybody = new HttpClient { BaseAddress = service.Url };
            using var list = await anybody.GetAsync(new Uri(address[Public.Length..], UriKind.Relative), Token);
            Assert.Equal((HttpStatusCode.OK, "application/vc", "public, max-age=120"), (list.StatusCode, list.Content.Headers.ContentType?.MediaType, list.Headers.CacheControl?.ToString()));
            var body = JsonElement.Parse(await list.Content.ReadAsStringAsync(Token));
            Assert.Equal((address, 120_000), (body.GetProperty("id").GetString(), body.GetProperty("credentialSubject").GetProperty("ttl").GetInt32()));
            Assert.Equal(document["issuer"].GetProperty("id").GetString(), body.GetProperty("issuer").GetString());
            Assert.Equal(Bitstring.MinBits / 8, Bitstring.Decode(body.GetProperty("credentialSubject").GetProperty("encodedList").GetString()!).Length);
            Assert.Equal(VerificationOutcome.Verified, (await VerifyAsync(client, body.GetRawText())).Outcome);

            using var again = new HttpRequestMessage(HttpMethod.Get, new Uri(address[Public.Length..], UriKind.Relative));
            again.Headers.IfNoneMatch.Add(list.Headers.ETag!);
            using var same = await anybody.SendAsync(again, Token);
            Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        }

        foreach (var nothing in (string[])["/status/revocation/99999999", "/status/refresh/1"]) (await client.GetAsync(nothing)).AssertProblem(HttpStatusCode.NotFound);

        // Long before it expires it is published again, although nothing has changed.
        await issuance.Database.ExecuteAsync($"UPDATE status_list_documents SET published_at = {(issuance.Database.Dialect.IsSqlite ? "published_at - 50000000" : "published_at - interval '13 hours'")}");
        await Eventually.TrueAsync(async _ => await issuance.Database.CountAsync("status_list_documents WHERE version < 2") == 0, TimeSpan.FromSeconds(20), "every list is published again", Token);
    }

    [Fact]
    public async Task What_is_erased_is_handed_out_no_more_and_counts_as_revoked()
    {
        await using var service = await StartAsync();
        var client = new ApiClient(service.HttpClient);
        var id = await IssueAsync(client);
        var document = (await client.GetAsync(PathOf(id, "vc"))).Text;
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync($"/api/v1/credentials/{id}/erase", $$"""{"reason":"administrative","confirm":"{{id}}"}""")).Status);

        foreach (var format in s_formats) (await client.GetAsync(PathOf(id, format))).AssertProblem(HttpStatusCode.Gone);
        Assert.Equal(0, await issuance.Database.CountAsync($"credential_documents WHERE document LIKE '%{id}%'"));
        await Eventually.TrueAsync(
            async _ => (await VerifyAsync(client, document)).Checks.Single(static check => check.Name == CheckName.Revocation).Result == CheckResult.Failed, TimeSpan.FromSeconds(20), "it is revoked", Token);
    }

    [Fact]
    public async Task What_a_compromised_key_signed_is_signed_anew_with_the_next()
    {
        await using var service = await StartAsync();
        var client = new ApiClient(service.HttpClient);
        var id = await IssueAsync(client);
        var (before, ecdsa) = ((await client.GetAsync(PathOf(id, "vc"))).Text, (await client.GetAsync(PathOf(id, "vc-ecdsa"))).Text);
        var did = JsonElement.Parse(before).GetProperty("issuer").GetProperty("id").GetString()!;
        var slug = did[(did.LastIndexOf(':') + 1)..];
        var keyId = JsonElement.Parse(before).GetProperty("proof").GetProperty("verificationMethod").GetString()!.Split('#')[1];

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync($"/api/v1/issuers/{slug}/keys/{keyId}/compromise?reason=lost")).Status);

        var after = (await client.GetAsync(PathOf(id, "vc"))).Text;
        Assert.NotEqual(before, after);
        Assert.Equal(ecdsa, (await client.GetAsync(PathOf(id, "vc-ecdsa"))).Text); // Another key has signed it.
        Assert.Equal(CheckResult.Failed, (await VerifyAsync(client, before)).Checks.First(static check => check.Name is CheckName.Proof or CheckName.Issuer && check.Result == CheckResult.Failed).Result);
        await Eventually.TrueAsync(async _ => (await VerifyAsync(client, after)).Outcome == VerificationOutcome.Verified, TimeSpan.FromSeconds(20), "its lists are signed with the next key, too", Token);
    }

    [Fact]
    public async Task What_cannot_be_made_says_why()
    {
        await using var service = await StartAsync();
        var client = new ApiClient(service.HttpClient);
        var id = await IssueAsync(client);
        (await client.GetAsync(PathOf(id, "pdf2"))).AssertProblem(HttpStatusCode.NotFound);
        (await client.GetAsync(PathOf(Guid.NewGuid().ToString(), "vc"))).AssertProblem(HttpStatusCode.NotFound);
        (await issuance.Client.GetAsync(PathOf(id, "vc"))).AssertProblem(HttpStatusCode.Conflict); // This replica has no public address.
    }

    private static string PathOf(string id, string format) => $"/api/v1/credentials/{id}/documents/{format}";

    private static async Task ChangeAsync(ApiClient client, string id, string action)
    {
        var answer = await client.PostAsync($"/api/v1/credentials/{id}/{action}", action == "reinstate" ? "{}" : """{"reason":"administrative"}""");
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
    }

    private static async ValueTask<VerificationReport> VerifyAsync(ApiClient client, string document)
    {
        var published = new Published(client);
        return await new CredentialVerifier(new CredentialVerifierOptions { Dids = published, StatusLists = published, Schemas = published, Clock = TimeProvider.System }).VerifyAsync(Encoding.UTF8.GetBytes(document), VerificationRequest.Any, Token);
    }

    private Task<DotnetService> StartAsync(params (string Name, string Value)[] settings) =>
        issuance.StartServiceAsync([("Issuers__PublicAddress", Public), ("Issuers__RegisterOnFirstUse", "true"), .. settings]);

    private async Task<string> IssueAsync(ApiClient client, string metadata = "null", string type = "Diploma")
    {
        var answer = await client.IssueAsync($$"""{"holderName":"Ada Lovelace","credentialType":"{{type}}","issuerName":"{{_issuer}}","metadata":{{metadata}}}""");
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Text);
        return answer.TextOf("credential", "id")!;
    }

    /// <summary>What the service publishes, at the address under which everybody would read it.</summary>
    private sealed class Published(ApiClient client) : IDidResolver, IStatusListSource, ISchemaSource
    {
        public async ValueTask<DidDocument> ResolveAsync(string did, bool refresh, CancellationToken cancellationToken) =>
            DidDocument.Parse((await FetchAsync(DidWeb.AddressOf(did).AbsoluteUri, cancellationToken)).Span, did);

        public async ValueTask<ReadOnlyMemory<byte>> FetchAsync(string address, CancellationToken cancellationToken)
        {
            Assert.StartsWith(Public, address, StringComparison.Ordinal);
            return Encoding.UTF8.GetBytes((await client.GetAsync(address[Public.Length..])).Text);
        }
    }
}
