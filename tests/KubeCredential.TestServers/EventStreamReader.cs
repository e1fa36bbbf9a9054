using System.Text.Json;

namespace KubeCredential.TestServers;

/// <summary>Reads a stream of server-sent events.</summary>
public sealed class EventStreamReader : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private EventStreamReader(HttpResponseMessage response, Stream stream) => (_response, _reader) = (response, new StreamReader(stream));

    /// <summary>The response's status and headers.</summary>
    public HttpResponseMessage Response => _response;

    /// <summary>Opens a stream; an error response is returned too.</summary>
    public static async Task<EventStreamReader> OpenAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var response = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return new EventStreamReader(response, await response.Content.ReadAsStreamAsync(cancellationToken));
    }

    /// <summary>Reads up to the next event of this name that matches.</summary>
    /// <returns>Its data, or null if the stream has ended.</returns>
    public async Task<JsonElement?> NextAsync(string name, Func<JsonElement, bool>? until, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        var current = "";
        while (await _reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) current = line[7..];
            if (current != name || !line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            var data = JsonElement.Parse(line[6..]);
            if (until is null || until(data)) return data;
        }

        return null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
