using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using KubeCredential.TestServers;

namespace KubeCredential.TestApp;

/// <summary>A client of the issuance service.</summary>
internal sealed class Issuer(RunningApp app) : ServiceClient(app.CreateClient(ResourceNames.IssuanceApi))
{
    private static readonly TimeSpan DeliveryLimit = TimeSpan.FromSeconds(45);

    /// <summary>A unique holder name.</summary>
    public static string NewHolder() => $"Zoë Ünal {Guid.NewGuid():N}";

    /// <summary>Requests a credential.</summary>
    public async Task<Answer> IssueAsync(string holder, CancellationToken cancellationToken, ActivityTraceId? trace = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/credentials/issue")
        {
            Content = JsonContent.Create(new { holderName = holder, credentialType = "Degree", issuerName = "Example University" }),
        };
        if (trace is { } id) request.Headers.Add("traceparent", $"00-{id}-{ActivitySpanId.CreateRandom()}-01");
        return await Answer.ReadAsync(await Http.SendAsync(request, cancellationToken), cancellationToken);
    }

    /// <summary>Issues a credential to a new holder.</summary>
    /// <returns>Its ID.</returns>
    public async Task<Guid> IssueNewAsync(CancellationToken cancellationToken)
    {
        var answer = await IssueAsync(NewHolder(), cancellationToken);
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return answer.Body.GetProperty("credential").GetProperty("id").GetGuid();
    }

    /// <summary>Creates an API key.</summary>
    /// <returns>The key and its ID.</returns>
    public async Task<(string Key, string Id)> NewKeyAsync(string name, string[] roles, CancellationToken cancellationToken, string? organisation = null)
    {
        var answer = await PostAsync("/admin/api-keys", new { name, roles, organisation }, cancellationToken);
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return (answer.Body.GetProperty("key").GetString()!, answer.Body.GetProperty("apiKey").GetProperty("id").GetString()!);
    }

    /// <summary>Revokes an API key, which also ends the sessions started with it.</summary>
    public async Task RevokeKeyAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await Http.DeleteAsync($"/admin/api-keys/{id}?reason=test", cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The credential's entry in the issuer's list.</summary>
    public async Task<JsonElement> EntryAsync(Guid id, CancellationToken cancellationToken)
    {
        var page = (await GetAsync("/api/v1/credentials?limit=200", cancellationToken)).Body;
        return page.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("credential").GetProperty("id").GetGuid() == id);
    }

    /// <summary>Waits until the issuer's list shows a credential in a state of delivery.</summary>
    /// <returns>The credential's entry in the list.</returns>
    public Task<JsonElement> InStateAsync(Guid id, string state, CancellationToken cancellationToken) => Eventually.ResultAsync(
        token => EntryAsync(id, token), entry => entry.GetProperty("delivery").GetProperty("state").GetString() == state,
        DeliveryLimit, $"{id} is {state}", cancellationToken);
}
