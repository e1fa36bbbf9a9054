using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Verification.Api.Tests.Api;

namespace Verification.Api.Tests.Portable;

/// <summary>Managing trusted issuers over HTTP.</summary>
[Collection(OpenServiceTests.Name)]
public sealed class TrustedIssuerApiTests(OpenService service)
{
    private const string Path = "admin/trusted-issuers";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ServiceSet Set => service.Set;

    [Fact]
    public async Task An_issuer_is_added_read_changed_and_removed()
    {
        var did = $"did:web:{Guid.NewGuid():N}.example";
        var added = await Set.PostAsync(Path, $$"""{"did":"{{did}}","name":"University","types":["Degree"],"from":"2020-01-31"}""", HttpStatusCode.Created);
        var id = added.GetProperty("id").GetString();
        Assert.Equal("2020-01-31", (await Set.GetAsync($"{Path}/{id}")).GetProperty("from").GetString());
        Assert.Equal("did", Assert.Single((await Set.PostAsync(Path, $$"""{"did":"{{did}}","name":"University"}""", HttpStatusCode.Conflict)).GetProperty("errors").EnumerateObject()).Name);

        var changed = await PutAsync($"{Path}/{id}", """{"name":"The University"}""", HttpStatusCode.OK, "\"1\"");
        Assert.Equal(("The University", 0, 2), (changed.GetProperty("name").GetString(), changed.GetProperty("types").GetArrayLength(), changed.GetProperty("revision").GetInt32()));
        await PutAsync($"{Path}/{id}", """{"name":"Late"}""", HttpStatusCode.PreconditionFailed, "\"1\"");
        await PutAsync($"{Path}/{id}", """{"name":""}""", HttpStatusCode.BadRequest);

        Assert.Contains((await Set.GetAsync($"{Path}?limit=200")).GetProperty("items").EnumerateArray(), one => one.GetProperty("did").GetString() == did);
        Assert.True((await Set.DeleteAsync($"{Path}/{id}")).GetProperty("success").GetBoolean());
        await Set.DeleteAsync($"{Path}/{id}", HttpStatusCode.NotFound);
        await Set.GetAsync($"{Path}/{id}", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("", "did name")]
    [InlineData("{}", "did name")]
    [InlineData("""{"did":"did:web:a.example","name":"A","until":"2030-01-01"}""", "until")]
    [InlineData("""{"did":"did:web:a.example","name":"A","from":"2030"}""", "from")]
    [InlineData("""{"did":"did:web:a.example","name":"A","types":[null]}""", "types[0]")]
    public async Task What_is_wrong_is_named(string body, string fields)
    {
        var said = await Set.PostAsync(Path, body, HttpStatusCode.BadRequest);
        Assert.Equal(fields.Split(' '), said.GetProperty("errors").EnumerateObject().Select(static one => one.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("cursor=1.x", "cursor")]
    public async Task A_page_that_cannot_be_is_refused(string query, string field) =>
        Assert.Equal([field], (await Set.GetAsync($"{Path}?{query}", HttpStatusCode.BadRequest)).GetProperty("errors").EnumerateObject().Select(static one => one.Name));

    private async Task<JsonElement> PutAsync(string path, string body, HttpStatusCode status, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(path, UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (ifMatch is not null) request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(ifMatch));
        return await ServiceSet.ReadAsync(await Set.Http.SendAsync(request, Token), status);
    }
}
