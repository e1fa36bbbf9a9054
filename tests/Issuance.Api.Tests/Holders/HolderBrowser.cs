using System.Net;
using System.Text;
using System.Text.Json;
using Issuance.Api.Tests.Api;

namespace Issuance.Api.Tests.Holders;

/// <summary>A holder's browser: without a key, with the cookie and the token that it was given.</summary>
internal sealed class HolderBrowser(DotnetService service) : IDisposable
{
    private readonly HttpClient _client = service.CreateClient(null);

    /// <summary>The cookie, or null.</summary>
    public string? Cookie { get; set; }

    /// <summary>The anti-forgery token, or null.</summary>
    public string? Token { get; set; }

    /// <summary>What follows the # in a link.</summary>
    public static string TokenOf(string link) => link[(link.IndexOf('#', StringComparison.Ordinal) + 1)..];

    /// <summary>Opens a personal link.</summary>
    public async Task<Answer> OpenAsync(string link)
    {
        var answer = await SendAsync(HttpMethod.Post, "/api/v1/holder/session", new { token = TokenOf(link) });
        if (answer.Status != HttpStatusCode.OK) return answer;
        var set = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("kc-holder=", set, StringComparison.Ordinal);
        foreach (var part in (string[])["path=/api/v1/holder", "secure", "samesite=strict", "httponly"]) Assert.Contains(part, set, StringComparison.OrdinalIgnoreCase);
        (Cookie, Token) = (set.Split(';')[0], answer.TextOf("antiForgeryToken"));
        return answer;
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null)
    {
        List<(string, string)> headers = [];
        if (Cookie is not null) headers.Add(("Cookie", Cookie));
        if (Token is not null && method != HttpMethod.Get) headers.Add(("X-CSRF-TOKEN", Token));
        return await new ApiClient(_client).SendAsync(method, path, body is null ? null : new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"), [.. headers]);
    }

    public void Dispose() => _client.Dispose();
}
