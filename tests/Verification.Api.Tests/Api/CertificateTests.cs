using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KubeCredential.Events;
using Microsoft.AspNetCore.Http;
using Verification.Api.Tests.Portable;
using Verification.Api.Tests.Storage;

namespace Verification.Api.Tests.Api;

/// <summary>Credentials of registered types: who has only the ID sees what the type makes public, as its definition says it looks; previews, badges and holders' links.</summary>
public sealed class CertificateTests(SqliteStorage storage)
{
    private const string Metadata = """{"classification":"First","grade":"1.3","note":{"of":"the board"}}""";

    private const string Definition =
        """{"schema":{"type":"object"},"display":[{"language":"en","title":"Degree","description":null,"fields":[{"name":"classification","label":"Classification","help":null}]},{"language":"de","title":"Abschluss","description":null,"fields":[]}],"design":{"colour":"#102030","textColour":"#ffffff","background":null,"logo":null},"validity":{"kind":"none"},"publicFields":["classification"],"achievement":null,"formats":null}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Definition)));

    [Fact]
    public async Task Who_has_only_the_id_sees_what_the_type_makes_public_and_links_say_the_verdict_of_the_moment()
    {
        await using var issuance = await ForeignIssuer.StartAsync();
        issuance.Answer("/credential-types/degree/versions/1/definition", Definition, "application/json");
        issuance.Answer("/credential-types/other/versions/1/definition", Definition.Replace("First", "Second", StringComparison.Ordinal) + " ", "application/json"); // Not what was signed.
        await using var set = await ServiceSet.StartAsync((await storage.CreateAsync()).ConnectionString, 1, ("Rebuild__IssuanceUrl", $"http://127.0.0.1:{issuance.Port}"));
        var (typed, unknown, free) = (Typed("degree", Digest), Typed("other", new string('f', 64)), TestEvents.Issued(metadata: Metadata));
        await set.PublishAsync(typed, unknown, free);
        foreach (var one in (CredentialEvent[])[typed, unknown, free]) await set.ArrivedAsync(one);
        await set.HeartbeatAsync(DateTimeOffset.UtcNow);

        // The first event of a type has its definition read.
        await Eventually.TrueAsync(_ => Task.FromResult(issuance.Asked("/credential-types/degree/versions/1/definition") > 0), ServiceSet.Limit, "the definition is asked for", Token);
        var said = await Eventually.ResultAsync(async _ => await ByIdAsync(set, typed), static said => said.GetProperty("certificate").GetProperty("state").GetString() == "known", ServiceSet.Limit, "the definition is known", Token);
        Assert.Equal("""{"classification":"First"}""", said.GetProperty("credential").GetProperty("metadata").GetRawText());
        Assert.Equal(
            """{"state":"known","display":[{"language":"en","title":"Degree","description":null,"fields":[{"name":"classification","label":"Classification"}]},{"language":"de","title":"Abschluss","description":null,"fields":[]}],"design":{"colour":"#102030","textColour":"#ffffff","background":null,"logo":null},"publicFields":["classification"],"hiddenFields":2}""",
            said.GetProperty("certificate").GetRawText());

        // Who shows everything is shown everything; who shows something else learns nothing.
        var whole = await ServiceSet.ReadAsync(await set.VerifyAsync($$"""{"credential":{{typed.Credential}}}"""), HttpStatusCode.OK);
        Assert.Equal((true, Metadata, 0), (whole.GetProperty("isValid").GetBoolean(), whole.GetProperty("credential").GetProperty("metadata").GetRawText(), whole.GetProperty("certificate").GetProperty("hiddenFields").GetInt32()));
        var forged = await set.VerifyAsync($$"""{"credential":{{typed.Credential!.Replace("1.3", "1.0", StringComparison.Ordinal).Replace("First", "Third", StringComparison.Ordinal)}}}""");
        var text = await forged.Content.ReadAsStringAsync(Token);
        Assert.Contains("\"different\"", text, StringComparison.Ordinal);
        Assert.Contains("\"issued\":\"First\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("1.3", text, StringComparison.Ordinal);

        // What the issuer did not sign is no definition: nothing of the metadata is shown.
        said = await ByIdAsync(set, unknown);
        Assert.Equal(("unavailable", "{}", 3), (said.GetProperty("certificate").GetProperty("state").GetString(), said.GetProperty("credential").GetProperty("metadata").GetRawText(), said.GetProperty("certificate").GetProperty("hiddenFields").GetInt32()));
        said = await ByIdAsync(set, free);
        Assert.False(said.TryGetProperty("certificate", out _));
        Assert.Equal(Metadata, said.GetProperty("credential").GetProperty("metadata").GetRawText());

        await LinksAsync(set, issuance, typed);
    }

    private static async Task LinksAsync(ServiceSet set, ForeignIssuer issuance, CredentialEvent typed)
    {
        var path = $"api/v1/credentials/{typed.CredentialId}";
        var head = await TextAsync(set, $"{path}/preview?language=en");
        Assert.Contains("<title>Valid: Ada Lovelace, Degree</title>", head, StringComparison.Ordinal);
        Assert.Contains($"/api/v1/credentials/{typed.CredentialId}/preview.png", head, StringComparison.Ordinal);
        Assert.DoesNotContain("1.3", head, StringComparison.Ordinal);
        Assert.Contains("Gültig: Ada Lovelace, Abschluss".Replace("ü", "&#xFC;", StringComparison.Ordinal), await TextAsync(set, $"{path}/preview?language=de"), StringComparison.Ordinal);
        Assert.Contains("<title>Credential not found</title>", await TextAsync(set, $"api/v1/credentials/{Guid.NewGuid()}/preview?language=en"), StringComparison.Ordinal);
        using var frame = await set.Http.GetAsync(new Uri($"{path}/badge?language=ar", UriKind.Relative), Token);
        Assert.Contains("frame-ancestors *", frame.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var page = await frame.Content.ReadAsStringAsync(Token);
        Assert.Contains("dir=\"rtl\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        foreach (var (file, type, start) in ((string, string, string)[])[("preview.png", "image/png", "\u0089PNG"), ("badge.png", "image/png", "\u0089PNG"), ("badge.svg", "image/svg+xml", "<")])
        {
            using var picture = await set.Http.GetAsync(new Uri($"{path}/{file}", UriKind.Relative), Token);
            Assert.Equal((HttpStatusCode.OK, type), (picture.StatusCode, picture.Content.Headers.ContentType?.MediaType));
            Assert.StartsWith(start, Encoding.Latin1.GetString(await picture.Content.ReadAsByteArrayAsync(Token)), StringComparison.Ordinal);
        }

        // A holder's link shows everything, as long as the issuance service says that it is open.
        var token = new string('a', 43);
        issuance.Answer($"/api/v1/shares/{token}", $$"""{"credentialId":"{{typed.CredentialId}}"}""", "application/json");
        Assert.Equal(Metadata, (await set.GetAsync($"api/v1/shared/{token}")).GetProperty("credential").GetProperty("metadata").GetRawText());
        foreach (var code in (string[])["expired", "switchedOff"])
        {
            issuance.Answers[$"/api/v1/shares/{token}"] = context =>
            {
                context.Response.StatusCode = StatusCodes.Status410Gone;
                return context.Response.WriteAsJsonAsync(new { code });
            };
            Assert.Equal(code, (await set.GetAsync($"api/v1/shared/{token}", HttpStatusCode.Gone)).GetProperty("code").GetString());
        }

        await set.GetAsync($"api/v1/shared/{new string('b', 43)}", HttpStatusCode.NotFound);
        await set.GetAsync("api/v1/shared/..", HttpStatusCode.NotFound);
        issuance.Answers[$"/api/v1/shares/{token}"] = static context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        };
        await set.GetAsync($"api/v1/shared/{token}", HttpStatusCode.ServiceUnavailable);

        // Revoked: every link says so.
        var revoked = typed.Then(EventTypes.CredentialRevoked, "fraud");
        await set.PublishAsync(revoked);
        await Eventually.TrueAsync(async _ => (await TextAsync(set, $"{path}/preview?language=en")).Contains("<title>Revoked: Ada Lovelace, Degree</title>", StringComparison.Ordinal), ServiceSet.Limit, "the preview says so", Token);
        Assert.Contains("Revoked", await TextAsync(set, $"{path}/badge?language=en"), StringComparison.Ordinal);
    }

    private static CredentialEvent Typed(string type, string digest)
    {
        var happened = TestEvents.Issued(metadata: Metadata);
        return TestEvents.Hashed(happened with { Credential = $"{happened.Credential![..^1]},\"type\":{{\"id\":\"{type}\",\"version\":1,\"digest\":\"{digest}\"}}}}" });
    }

    private static Task<string> TextAsync(ServiceSet set, string path) => set.Http.GetStringAsync(new Uri(path, UriKind.Relative), Token);

    private static async Task<JsonElement> ByIdAsync(ServiceSet set, CredentialEvent happened) => await ServiceSet.ReadAsync(await set.VerifyAsync(happened.CredentialId), HttpStatusCode.OK);
}
