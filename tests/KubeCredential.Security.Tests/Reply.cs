using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace KubeCredential.Security.Tests;

/// <summary>An answer of a service, read to its end.</summary>
internal sealed record Reply(HttpStatusCode Status, HttpResponseHeaders Headers, string Text)
{
    /// <summary>The body, which must be JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>A property of the body as text.</summary>
    public string? this[string name] => Json.GetProperty(name).ToString() is { Length: > 0 } text ? text : null;

    /// <summary>The value of a cookie that the answer sets, or null.</summary>
    public string? Cookie(string name) => CookieLine(name)?.Split(';')[0][(name.Length + 1)..];

    /// <summary>The whole line that sets a cookie, or null.</summary>
    public string? CookieLine(string name) =>
        Headers.TryGetValues("Set-Cookie", out var lines) ? lines.SingleOrDefault(line => line.StartsWith($"{name}=", StringComparison.Ordinal)) : null;

    /// <summary>That it is a problem document as all of them are.</summary>
    public void AssertProblem(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{Status} in place of {status}: {Text}");
        Assert.Equal("False", this["success"]);
        foreach (var name in (string[])["title", "message", "workerId", "traceId"]) Assert.NotNull(this[name]);
        Assert.Equal((int)status, Json.GetProperty("status").GetInt32());
    }
}

internal static class Requests
{
    /// <summary>Sends a request, as JSON where it has a body.</summary>
    public static async Task<Reply> SendAsync(this HttpClient client, string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        var token = TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.RelativeOrAbsolute)) { Content = body is null ? null : JsonContent.Create(body) };
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
        var isStream = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
        return new Reply(response.StatusCode, response.Headers, isStream ? "" : await response.Content.ReadAsStringAsync(token));
    }

    /// <summary>Reads with a key, or with none.</summary>
    public static Task<Reply> GetAsync(this DotnetService service, string path, string? key) => service.SendAsync("GET", path, key);

    /// <summary>Sends a request with a key, or with none.</summary>
    public static Task<Reply> SendAsync(this DotnetService service, string method, string path, string? key, object? body = null) => key is null
        ? Anonymous(service).SendAsync(method, path, body)
        : Anonymous(service).SendAsync(method, path, body, ("Authorization", $"Bearer {key}"));

    // One client for each service: its own would show a key.
    private static HttpClient Anonymous(DotnetService service) => s_clients.GetValue(service, static one => one.CreateClient(null));

    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<DotnetService, HttpClient> s_clients = [];
}
