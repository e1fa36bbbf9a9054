using System.Globalization;
using System.Net;
using System.Text.Json;
using KubeCredential.TestServers;

namespace KubeCredential.Browser.Tests;

/// <summary>Credentials in every state, made through the issuer's API and known to the verifier.</summary>
internal sealed class Lives(Issuer issuer, Verifier verifier)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);

    /// <summary>A day so many days from today, in UTC.</summary>
    public static string Day(int days) => DateTime.UtcNow.Date.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Issues a credential.</summary>
    /// <returns>Its ID.</returns>
    public async Task<Guid> IssueAsync(string holder, CancellationToken cancellationToken, string? expiryDate = null, string? validFrom = null, string type = "Degree", string? holderId = null)
    {
        var answer = await issuer.PostAsync(
            "/api/v1/credentials/issue",
            new Dictionary<string, object?>
            {
                ["holderName"] = holder,
                ["credentialType"] = type,
                ["issuerName"] = "Example University",
                ["expiryDate"] = expiryDate,
                ["validFrom"] = validFrom,
                ["holderId"] = holderId,
            },
            cancellationToken);
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Body.ToString());
        return answer.Body.GetProperty("credential").GetProperty("id").GetGuid();
    }

    /// <summary>Changes a credential, and waits until the verifier says the result.</summary>
    /// <returns>The issuer's answer.</returns>
    public async Task<JsonElement> ChangeAsync(Guid id, string action, object body, string result, CancellationToken cancellationToken)
    {
        var answer = await issuer.PostAsync($"/api/v1/credentials/{id}/{action}", body, cancellationToken);
        Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Created, answer.Body.ToString());
        await SaysAsync(id, result, cancellationToken);
        return answer.Body;
    }

    /// <summary>Waits until the verifier says a result.</summary>
    public Task SaysAsync(Guid id, string result, CancellationToken cancellationToken) => Eventually.TrueAsync(
        async token => (await verifier.VerifyAsync(id, token)).Body.GetProperty("result").GetString() == result, Limit, $"the verifier says that {id} is {result}", cancellationToken);
}
