using System.Net;
using System.Text;
using System.Text.Json;

namespace Issuance.Api.Tests.Api;

/// <summary>Calls the service; every response is read to its end.</summary>
internal sealed class ApiClient(HttpClient client)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, string? json = null) =>
        SendAsync(HttpMethod.Post, path, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"));

    public Task<Answer> IssueAsync(string json) => PostAsync("/api/v1/credentials/issue", json);

    /// <summary>Issues a credential, which must succeed, and returns it.</summary>
    public async Task<JsonElement> IssueOneAsync(string? holderName = null, string? metadata = null)
    {
        var answer = await IssueAsync(IssueBody(holderName, metadata));
        Assert.True(answer.Status == HttpStatusCode.Created, $"{answer.Status}: {answer.Text}");
        return answer["credential"];
    }

    public static string IssueBody(string? holderName = null, string? metadata = null) =>
        $$"""
        {"holderName":{{JsonSerializer.Serialize(holderName ?? $"Holder {Guid.NewGuid()}")}},"credentialType":"Bachelor of Science","issuerName":"University of London",
        "metadata":{{metadata ?? "null"}}}
        """;

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value); // Also values that no client would send by mistake.
        using var response = await client.SendAsync(request, Token);
        return new Answer(response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsStringAsync(Token));
    }
}
