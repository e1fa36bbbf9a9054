namespace KubeCredential.Security.Tests;

/// <summary>What a browser does of it: it keeps the cookies of a site and sends them along, whichever replica answers.</summary>
internal sealed class Browser
{
    public const string CookieName = "__Host-kc-session";

    private readonly Dictionary<string, string> _cookies = [];

    /// <summary>The token against requests from other sites, as the page has read it.</summary>
    public string? AntiForgeryToken { get; set; }

    /// <summary>The session's cookie, or null.</summary>
    public string? Session
    {
        get => _cookies.GetValueOrDefault(CookieName);
        set => _cookies[CookieName] = value!;
    }

    /// <summary>Sends a request as the page of the site does; with <paramref name="token"/> false as a page of another site could at the most.</summary>
    public async Task<Reply> SendAsync(DotnetService service, string method, string path, object? body = null, bool token = true)
    {
        var headers = new List<(string, string)>();
        if (_cookies.Count > 0) headers.Add(("Cookie", string.Join("; ", _cookies.Select(static cookie => $"{cookie.Key}={cookie.Value}"))));
        if (token && AntiForgeryToken is not null) headers.Add(("X-CSRF-TOKEN", AntiForgeryToken));
        using var client = service.CreateClient(null);
        var reply = await client.SendAsync(method, path, body, [.. headers]);
        foreach (var line in reply.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
        {
            var (name, value) = (line[..line.IndexOf('=', StringComparison.Ordinal)], line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..line.IndexOf(';', StringComparison.Ordinal)]);
            if (value.Length == 0) _cookies.Remove(name);
            else _cookies[name] = value;
        }

        return reply;
    }

    public Task<Reply> GetAsync(DotnetService service, string path) => SendAsync(service, "GET", path);

    /// <summary>Signs in with a key, which must succeed.</summary>
    public async Task<Reply> SignInAsync(DotnetService service, string key)
    {
        var reply = await SendAsync(service, "POST", "api/v1/session", new { key });
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        AntiForgeryToken = reply["antiForgeryToken"];
        return reply;
    }

    /// <summary>Whether the service says that somebody is signed in.</summary>
    public async Task<bool> IsSignedInAsync(DotnetService service) => (await GetAsync(service, "api/v1/session")).Json.GetProperty("signedIn").GetBoolean();
}
