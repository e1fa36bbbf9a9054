using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeCredential.Events;
using Verification.Api.Tests.Api;
using Verification.Api.Tests.Storage;

namespace Verification.Api.Tests.Portable;

/// <summary>Portable credentials of this system's own issuers, whose documents the issuance service has. Their public address leads nowhere here, so that nothing can come from it.</summary>
public sealed class OwnCredentialTests(SqliteStorage storage)
{
    private const string Did = "did:web:credentials.invalid:issuers:university";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_this_verifier_has_heard_counts_beside_the_credential_and_its_list()
    {
        await using var issuance = await ForeignIssuer.StartAsync();
        issuance.Public = (Did, "https://credentials.invalid");
        issuance.Answer("/api/v1/issuers", $$"""{"items":[{"name":"University of London","slug":"university","did":"{{Did}}","website":null,"contact":null,"logo":null,"registeredAt":"2026-01-01T00:00:00.000Z","revision":1}],"nextCursor":null}""", "application/json");
        issuance.Answer("/issuers/university/did.json", issuance.DidDocument().ToJsonString(), "application/did+ld+json");
        await issuance.PublishListAsync("/status/revocation/1", []);
        await using var set = await ServiceSet.StartAsync((await storage.CreateAsync()).ConnectionString, 1, ("Rebuild__IssuanceUrl", $"http://127.0.0.1:{issuance.Port}"));
        var happened = TestEvents.Issued();
        var listed = await SignedAsync(issuance, happened.CredentialId, "/status/revocation/1");
        var unlisted = await SignedAsync(issuance, happened.CredentialId, "/status/revocation/2"); // A list that nobody has.

        // What has not arrived yet is known by its list alone.
        var said = await Eventually.ResultAsync(async _ => await VerifyAsync(set, listed), static said => said.GetProperty("result").GetString() == "valid", ServiceSet.Limit, "the issuer is known", Token);
        Assert.Equal(("own", "University of London", JsonValueKind.Null), (Issuer(said, "standing"), Issuer(said, "name"), said.GetProperty("version").ValueKind));
        Assert.Equal("unchecked", (await VerifyAsync(set, unlisted)).GetProperty("result").GetString());

        await set.PublishAsync(happened);
        await set.ArrivedAsync(happened);
        Assert.Equal((1, "active"), (await VerifyAsync(set, listed) is var known ? known.GetProperty("version").GetInt32() : 0, known.GetProperty("status").GetProperty("state").GetString()));
        await set.HeartbeatAsync(DateTimeOffset.UtcNow);
        // Fresh knowledge counts in place of the list.
        await Eventually.TrueAsync(async _ => (await VerifyAsync(set, unlisted)).GetProperty("isValid").GetBoolean(), ServiceSet.Limit, "the knowledge is fresh", Token);

        var revoked = happened.Then(EventTypes.CredentialRevoked, "fraud");
        await set.PublishAsync(revoked);
        said = await Eventually.ResultAsync(async _ => await VerifyAsync(set, listed), static said => said.GetProperty("result").GetString() == "revoked", ServiceSet.Limit, "the revocation is known, whatever the list says", Token);
        Assert.Equal((false, 2), (said.GetProperty("isValid").GetBoolean(), said.GetProperty("version").GetInt32()));

        // Another issuer's credential with the same ID is another credential.
        await using var other = await ForeignIssuer.StartAsync();
        var borrowed = other.Credential();
        borrowed["id"] = $"urn:uuid:{happened.CredentialId}";
        Assert.NotEqual("revoked", (await VerifyAsync(set, await other.SignAsync(borrowed))).GetProperty("result").GetString());
        Assert.Equal(0, other.Asked("/.well-known/did.json")); // By default nothing on this machine is asked.
    }

    private static string? Issuer(JsonElement said, string member) => said.GetProperty("document").GetProperty("issuer").GetProperty(member).GetString();

    private static async Task<string> SignedAsync(ForeignIssuer issuance, Guid id, string list)
    {
        var credential = issuance.Credential(list, 7);
        credential["id"] = $"urn:uuid:{id}";
        credential["validFrom"] = JsonValue.Create("2026-01-01T00:00:00Z");
        return await issuance.SignAsync(credential);
    }

    private static async Task<JsonElement> VerifyAsync(ServiceSet set, string credential) => await ServiceSet.ReadAsync(await set.VerifyAsync($$"""{"verifiableCredential":{{credential}}}"""), HttpStatusCode.OK);
}
