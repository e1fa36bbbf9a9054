using System.Collections.Concurrent;

namespace KubeCredential.Browser.Tests;

/// <summary>Notes what no page may ever do: ask another origin, write an error to the console, or be served without a policy.</summary>
internal sealed class PageWatch(params IEnumerable<Uri> apps)
{
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly HashSet<string> _origins = [.. apps.Select(static app => OriginOf(app.ToString()))];
    private int _requests;

    public IReadOnlyCollection<string> Faults => _faults;

    public int Requests => _requests;

    public void Watch(IBrowserContext context)
    {
        context.Request += (_, request) => Check(request);
        context.Response += (_, response) => Check(response);
        context.WebError += (_, error) => _faults.Enqueue($"uncaught: {error.Error}");
        context.Console += (_, message) => Check(message);
    }

    private void Check(IRequest request)
    {
        Interlocked.Increment(ref _requests);
        if (request.Url.StartsWith("data:", StringComparison.Ordinal) || request.Url.StartsWith("blob:", StringComparison.Ordinal)) return;
        var origin = OriginOf(request.Url);
        // A link from one app to the other is the only way out of an origin.
        var isAllowed = request.IsNavigationRequest ? _origins.Contains(origin) : origin == OriginOf(request.Frame.Url);
        if (!isAllowed) _faults.Enqueue($"a request leaves the origin: {request.Method} {request.Url}");
    }

    private void Check(IResponse response)
    {
        if (!response.Request.IsNavigationRequest || response.Status is >= 300 and < 400) return;
        var policy = response.Headers.GetValueOrDefault("content-security-policy") ?? "";
        var scripts = policy.Split(';', StringSplitOptions.TrimEntries).SingleOrDefault(one => one.StartsWith("script-src ", StringComparison.Ordinal));
        if (scripts != "script-src 'self'" || !policy.Contains("default-src 'self'", StringComparison.Ordinal))
            _faults.Enqueue($"{response.Url} is served with the policy '{policy}'");
    }

    private void Check(IConsoleMessage message)
    {
        // The browser itself writes down each answer that is an error; that a service refuses something is no fault of the page.
        if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource:", StringComparison.Ordinal))
            _faults.Enqueue($"console: {message.Text} ({message.Location})");
    }

    private static string OriginOf(string url) => new Uri(url).GetLeftPart(UriPartial.Authority);
}
