using System.Net;
using System.Text.Json;
using KubeCredential.Messaging;

namespace Issuance.Api.Tests.Api;

/// <summary>Events that are on their way while they are signed anew, because their key was compromised. The tests play the verifier.</summary>
public abstract class SignedAnewTests(IssuanceFixture issuance)
{
    public sealed class OnSqlite(SqliteIssuance issuance) : SignedAnewTests(issuance), IClassFixture<SqliteIssuance>;

    public sealed class OnPostgres(PostgresIssuance issuance) : SignedAnewTests(issuance), IClassFixture<PostgresIssuance>;

    private ApiClient Client => issuance.Client;

    [Fact]
    public async Task A_confirmation_of_the_older_signature_does_not_end_the_delivery_of_the_new_one()
    {
        var (id, doomed) = (IdOf(await Client.IssueOneAsync()), IdOf(await Client.IssueOneAsync()));
        var (old, given) = (Assert.Single(await issuance.PublishedAsync(id)), Assert.Single(await issuance.PublishedAsync(doomed)));
        await issuance.ConfirmAsync(given, ConfirmationOutcome.Dead, "disliked");
        await issuance.DeliveryAsync(doomed, "dead");

        Assert.Equal(HttpStatusCode.OK, (await Client.PostAsync($"/admin/signing-keys/{old["keyId"]}/compromise?reason=a%20test")).Status);

        // Both are published again, with another signature: what the verifier has given up, too.
        var anew = (await issuance.PublishedAsync(id, 2))[^1];
        Assert.NotEqual(old["keyId"], anew["keyId"]);
        Assert.NotEqual(old["keyId"], (await issuance.PublishedAsync(doomed, 2))[^1]["keyId"]);

        await issuance.ConfirmAsync(old, ConfirmationOutcome.Applied);
        await issuance.ConfirmationsAreReadAsync();
        Assert.NotEqual("confirmed", (await Client.GetAsync($"/api/v1/credentials/{id}/delivery")).TextOf("state"));

        await issuance.ConfirmAsync(anew, ConfirmationOutcome.Applied);
        await issuance.DeliveryAsync(id, "confirmed");
    }

    /// <summary>More than are read at once, and in transactions whose numbers differ in length.</summary>
    [Fact]
    public async Task However_many_there_are_each_is_signed_anew()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 1200), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken }, async (_, _) => await Client.IssueOneAsync());
        var key = (await Client.GetAsync("/admin/signing-keys"))["items"].EnumerateArray().Single(static one => one.GetProperty("state").GetString() == "active").GetProperty("keyId").GetString()!;

        if (!issuance.Database.Dialect.IsSqlite)
            await issuance.Database.ExecuteAsync("UPDATE credential_events SET transaction_id = CASE WHEN position % 50 = 0 THEN '9'::xid8 ELSE '10'::xid8 END");

        Assert.Equal(HttpStatusCode.OK, (await Client.PostAsync($"/admin/signing-keys/{key}/compromise?reason=a%20test")).Status);

        await Eventually.EqualAsync(0, _ => issuance.Database.CountAsync($"credential_events WHERE key_id = '{key}'"), TimeSpan.FromSeconds(60), "nothing is signed with the compromised key", TestContext.Current.CancellationToken);
    }

    private static string IdOf(JsonElement credential) => credential.GetProperty("id").GetString()!;
}
